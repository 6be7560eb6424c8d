import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { MuteCard } from '../cards/other-cards.ts'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { BOTH_ATR, echoing, healthCard, ScriptedCard, T0_ATR, wearing } from './ccid-host.fixture.ts'
import { ContactCard, type ContactOptions } from './contact-card.ts'

const T1_ATR = '3bfa1800008131fe4550564a434f503453494493'
const NOTHING = ''
/** A card at its contacts after its reset; `say` takes and gives hex. */
function contact(card: SimulatedCard = healthCard(), options: ContactOptions = {}) {
  const contact = new ContactCard(card, options)
  return { atr: hex(contact.reset()), say: (bytes: string) => hex(contact.received(unhex(bytes))), contact }
}

describe('a card at its contacts', () => {
  it('answers its reset, and nothing without power', () => {
    const { contact: card, atr, say } = contact()
    expect(atr).toBe(T1_ATR)
    card.powerOff()
    expect(say('00c101fe3e')).toBe(NOTHING)
  })

  it('says nothing at a voltage it does not work at', () => {
    const card = new ContactCard(healthCard(), { voltages: [3] })
    expect([1, 2, 3].map((voltage) => card.reset(voltage).length)).toEqual([0, 0, 20])
  })

  it('says nothing at all when it is mute', () => {
    expect(contact(new MuteCard())).toMatchObject({ atr: NOTHING })
    expect(contact(new MuteCard()).say('00a4040000')).toBe(NOTHING)
  })

  it('speaks T=1 when its ATR says so', () => {
    const { say } = contact(echoing(T1_ATR))
    expect(say('00c1 01 fe 3e')).toBe('00e101fe1e')
    expect(say('0000 04 80100000 94')).toBe('00000680100000900006')
  })

  it('asks for a damaged block again when the host falls silent', () => {
    const { contact: card, say } = contact(echoing(T1_ATR))
    expect(say('0000 04 80100000 95')).toBe(NOTHING)
    expect(hex(card.abandoned())).toBe('00810081')
    expect(hex(card.abandoned())).toBe(NOTHING)
  })

  it('speaks T=0 when its ATR says so, and knows which commands bring data', () => {
    const { say } = contact(wearing(T0_ATR))
    expect(say('00a4040010')).toBe('a4')
    expect(say('d1580000010000000000000000001100')).toBe('9000')
    expect(say('00ca110002')).toBe('ca')
    expect(say('0000')).toBe('6139')
    expect(say('00c0000039')).toMatch(/^c0[0-9a-f]{114}9000$/)
    expect(say('00a0000010')).toBe('6d00')
  })

  it('takes the PIN of VERIFY as data', () => {
    const card = echoing('3b021450')
    const { say } = contact(card)
    expect([say('0020000104'), say('31323334')]).toEqual(['20', '6109'])
    expect(card.heard).toEqual(['002000010431323334'])
  })

  it('falls silent for good when the card does', () => {
    for (const [atr, command] of [[hex(T0_ATR), '0084000008'], [T1_ATR, '0000050084000008 89']] as const) {
      const { say, contact: card } = contact(new ScriptedCard(atr, () => undefined))
      expect([say(command), say(command), say('00c000c0')]).toEqual([NOTHING, NOTHING, NOTHING])
      expect(hex(card.reset())).toBe(atr)
    }
  })

  it('gives an answer without a status word as it is', () => {
    const stub = (atr: string) => contact(new ScriptedCard(atr, () => Uint8Array.of(0x90)))
    expect(stub(hex(T0_ATR)).say('0084000008')).toBe('90')
    expect(stub(T1_ATR).say('0000050084000008 89')).toBe('0000019091')
  })

  it('asks for more time as often as it is told to', () => {
    const slow = { extensions: 2, multiplier: 5 }
    const t1 = contact(echoing(T1_ATR), slow).say
    expect([t1('0000 04 80100000 94'), t1('00e30105e7'), t1('00e30105e7')])
      .toEqual(['00c30105c7', '00c30105c7', '00000680100000900006'])
    expect(contact(echoing('3b021450'), slow).say('0084000000')).toBe('60606c05')
  })
})

describe('a card asked for PPS', () => {
  it('speaks the protocol asked for from then on, request cut anyhow', () => {
    const { say } = contact(wearing(BOTH_ATR, echoing(T1_ATR)))
    expect([say('ff'), say('01'), say('fe')]).toEqual([NOTHING, NOTHING, 'ff01fe'])
    expect(say('00c10120e0')).toBe('00e10120c0')
  })

  it('takes its own rate, and leaves out a rate it does not take', () => {
    const own = contact()
    expect(own.say('ff1118f6')).toBe('ff1118f6')
    expect(own.contact.rate).toEqual({ fi: 372, di: 12 })
    const other = contact()
    expect(other.say('ff11947a')).toBe('ff01fe')
    expect(other.contact.rate).toEqual({ fi: 372, di: 1 })
  })

  it.each([
    ['for a protocol it does not offer', 'ff00ff'], ['that is damaged', 'ff01ff'],
  ])('says nothing more to a request %s', (_, request) => {
    const { say } = contact()
    expect([say(request), say('00c101fe3e')]).toEqual([NOTHING, NOTHING])
  })

  it('takes one request, at the beginning only', () => {
    const { say } = contact()
    expect(say('00c101fe3e')).toBe('00e101fe1e')
    expect(say('ff01fe')).toBe(NOTHING)
    const again = contact().say
    expect([again('ff01fe'), again('ff01fe')]).toEqual(['ff01fe', NOTHING])
  })

  it('forgets half a request in a silence', () => {
    const { say, contact: card } = contact()
    expect([say('ff11'), hex(card.abandoned()), say('ff01fe')]).toEqual([NOTHING, NOTHING, 'ff01fe'])
  })

  it('takes none in specific mode, and speaks at the rate of TA1 at once', () => {
    const { say, contact: card } = contact(echoing('3b9018110198'))
    expect(card.rate).toEqual({ fi: 372, di: 12 })
    expect(say('ff01fe')).toBe(NOTHING)
  })
})
