import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { encodeResponseApdu } from '#protocols/iso7816/apdu'
import { MuteCard } from '../cards/other-cards.ts'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { people } from '../people.ts'
import { BOTH_ATR, CcidHost, echoing, healthCard, ScriptedCard, T0_ATR, wearing } from './ccid-host.fixture.ts'
import type { ReaderModelName } from './reader-models.ts'

const T1_ATR = '3bfa1800008131fe4550564a434f503453494493'
const person = people(7, 1)[0]!

describe('a health card is read', () => {
  interface Spoken {
    readonly card: () => SimulatedCard
    readonly t: 0 | 1
  }
  const t1: Spoken = { card: healthCard, t: 1 }
  const t0: Spoken = { card: () => wearing(T0_ATR), t: 0 }
  const chosen: Spoken = { card: () => wearing(BOTH_ATR), t: 1 }
  it.each<readonly [string, ReaderModelName, Spoken]>([
    ['at character level, T=1', 'character', t1], ['at character level, T=0', 'character', t0],
    ['at TPDU level, T=1', 'tpdu', t1], ['at TPDU level, T=0', 'tpdu', t0],
    ['at TPDU level, T=1 of both by PPS', 'tpdu', chosen], ['at TPDU level by a reader of T=0 only', 'tpdu-t0', t0],
    ['at short APDU level, T=1', 'short-apdu', t1], ['at short APDU level, T=0', 'short-apdu', t0],
    ['at short APDU level, T=1 of both by PPS', 'short-apdu', chosen],
    ['at extended APDU level, T=1', 'extended-apdu', t1], ['at extended APDU level, T=0', 'extended-apdu', t0],
    ['by a reader with a PIN pad', 'pin-pad', t1], ['in the first of two slots', 'two-slots', t1],
  ])('%s', (_, model, { card, t }) => {
    const host = CcidHost.of(model, { slots: [card()] })
    host.powerOn()
    host.settle(t)
    expect(host.readBasic()).toMatchObject({
      kind: 'read', basic: { cardSn: person.cardSn, idCardNum: person.idCardNum, name: person.name },
    })
  })

  it('although it asks for more time before each answer', () => {
    for (const model of ['character', 'tpdu', 'short-apdu', 'extended-apdu'] as const) {
      const host = CcidHost.of(model, { slots: [healthCard()], contact: { extensions: 2, multiplier: 3 } })
      host.powerOn()
      host.settle(1)
      expect(host.readBasic().kind, model).toBe('read')
    }
  })
})

/** A host and a card of this reader, powered, with the parameters of the protocol set. */
function settled(model: ReaderModelName, card: ScriptedCard, t: 0 | 1): CcidHost {
  const host = CcidHost.of(model, { slots: [card] })
  host.powerOn()
  host.settle(t)
  return host
}
const xfr = (abData: string, wLevelParameter = 0, bBWI = 0) =>
  ({ name: 'PC_to_RDR_XfrBlock', bBWI, wLevelParameter, abData: unhex(abData) }) as const

describe('TPDU level', () => {
  it('handles the procedure bytes of T=0 and gives data and status', () => {
    const host = settled('tpdu', echoing(hex(T0_ATR)), 0)
    expect(host.ask(xfr('0084000005'))).toMatchObject({ bStatus: 0, abData: unhex('00840000059000') })
    expect(host.ask(xfr('00a40400023f00'))).toMatchObject({ abData: unhex('6107') })
    expect(host.ask(xfr('00c0000007'))).toMatchObject({ abData: unhex('00a40400023f009000') })
    expect(host.ask(xfr('0084000000'))).toMatchObject({ abData: unhex('6c05') })
  })

  it('gives blocks of T=1 as they are, both ways', () => {
    const host = settled('tpdu', echoing(T1_ATR), 1)
    expect(host.ask(xfr('00c101fe3e'))).toMatchObject({ abData: unhex('00e101fe1e') })
    expect(host.ask(xfr('00000480100000 94'))).toMatchObject({ abData: unhex('00000680100000900006') })
    expect(host.ask(xfr('00000480100000 95'))).toMatchObject({ abData: unhex('00910091') })
  })

  it.each([
    ['a header cut short', 0, '00840000', 0, 1], ['data P3 does not count', 0, '00a404000301', 0, 1],
    ['INS that reads as a status word', 0, '0060000000', 0, 10], ['a damaged PPS request', 0, 'ff0100', 0, 10],
    ['wLevelParameter', 0, '0084000008', 1, 8], ['a block LEN does not count', 1, '0000058010000094', 0, 1],
  ] as const)('refuses %s', (_, t, abData, level, bError) => {
    const host = CcidHost.of('tpdu', { slots: [echoing(t === 0 ? hex(T0_ATR) : T1_ATR)] })
    host.powerOn()
    if (t === 1) host.settle(1)
    expect(host.ask(xfr(abData, level))).toMatchObject({ bStatus: 0x40, bError })
  })

  it('says which way a card broke T=0', () => {
    const broken = (rapdu: string) => settled('tpdu', new ScriptedCard(hex(T0_ATR), () => unhex(rapdu)), 0)
    expect(broken('90').ask(xfr('0084000008'))).toMatchObject({ bStatus: 0x40, bError: 0xfe })
    expect(broken('1234').ask(xfr('0084000008'))).toMatchObject({ bStatus: 0x40, bError: 0xf4 })
  })
})

describe('character level', () => {
  it('gives as many characters as are wanted, the others with the next block', () => {
    const host = settled('character', echoing(T1_ATR), 1)
    expect(hex(host.xfr(unhex('00000480100000 94'), 3).abData)).toBe('000006')
    expect(hex(host.xfr(new Uint8Array(), 7).abData)).toBe('80100000900006')
    expect(host.ask(xfr('', 1))).toMatchObject({ bStatus: 0x40, bError: 0xfe })
  })

  it('loses what nobody fetched before the next block goes out', () => {
    const host = settled('character', echoing(T1_ATR), 1)
    host.xfr(unhex('00000480100000 94'), 3)
    expect(hex(host.xfr(unhex('00c1017bbb'), 5).abData)).toBe('00e1017b9b')
  })

  it('leaves the line silent behind a damaged block, so that the card asks for it again', () => {
    const host = settled('character', echoing(T1_ATR), 1)
    expect(hex(host.xfr(unhex('0000048010000095'), 3).abData)).toBe('008100')
  })

  it('exchanges IFSD by itself before the first block', () => {
    const long = new ScriptedCard(T1_ATR, () => encodeResponseApdu({ data: new Uint8Array(100), sw: 0x9000 }))
    const host = settled('character', long, 1)
    expect(hex(host.xfr(unhex('00000480100000 94'), 3).abData)).toBe('000066')
  })
})

describe('APDU level', () => {
  it('takes no PPS in the place of a command once the card was spoken to', () => {
    const host = settled('short-apdu', echoing(T1_ATR), 1)
    expect(host.ask(xfr('80100000'))).toMatchObject({ abData: unhex('801000009000') })
    expect(host.ask(xfr('ff01fe'))).toMatchObject({ bStatus: 0x40, bError: 1 })
  })

  it('exchanges an APDU in as many blocks of T=1 as it takes', () => {
    const host = settled('short-apdu', echoing(T1_ATR), 1)
    const capdu = unhex(`80100000ff${'5a'.repeat(255)}`)
    expect(hex(host.transmit(capdu))).toBe(`80100000ff${'5a'.repeat(245)}9000`)
  })

  it('fetches an answer of T=0 where Le asks for it, with the class it was told', () => {
    const card = new ScriptedCard(hex(T0_ATR), () => unhex('cafe9000'))
    const host = settled('short-apdu', card, 0)
    expect(hex(host.transmit(unhex('00a40400023f0000')))).toBe('cafe9000')
    expect(hex(host.transmit(unhex('00a40400023f00')))).toBe('6102')
  })

  it('fetches it with the class of the command, or the one that T0APDU set', () => {
    const card = new ScriptedCard(hex(T0_ATR), ([, ins]) => unhex(ins === 0xc0 ? 'cafe9000' : '6102'))
    const host = settled('short-apdu', card, 0)
    expect(hex(host.transmit(unhex('01a40400023f0000')))).toBe('cafe9000')
    host.ask({ name: 'PC_to_RDR_T0APDU', bmChanges: 2, bClassGetResponse: 0x90, bClassEnvelope: 0 })
    host.transmit(unhex('01a40400023f0000'))
    host.ask({ name: 'PC_to_RDR_T0APDU', bmChanges: 1, bClassGetResponse: 0x80, bClassEnvelope: 0 })
    host.transmit(unhex('01a40400023f0000'))
    expect(card.heard.filter((capdu) => capdu.startsWith('c0', 2))).toEqual(['01c0000002', '01c0000002', '80c0000002'])
  })

  it.each([
    ['a command cut short', '008400', 0, 1], ['lengths that do not agree', '00a4040005aa', 0, 1],
    ['more than a short APDU', `00a404000000ff${'00'.repeat(255)}`, 0, 1], ['wLevelParameter', '0084000008', 1, 8],
  ])('refuses %s', (_, abData, level, bError) => {
    const host = settled('short-apdu', echoing(T1_ATR), 1)
    expect(host.ask(xfr(abData, level))).toMatchObject({ bStatus: 0x40, bError })
  })

  it('gives what T=0 cannot carry no chance', () => {
    const host = settled('short-apdu', echoing(hex(T0_ATR)), 0)
    expect(host.ask(xfr('0064000008'))).toMatchObject({ bStatus: 0x40, bError: 10 })
  })
})

describe('extended APDU level', () => {
  const long = (length: number) => new ScriptedCard(T1_ATR, (capdu) =>
    encodeResponseApdu({ data: new Uint8Array(length).fill(capdu.length & 0xff), sw: 0x9000 }))

  it.each([0, 259, 260, 261, 522, 523, 1000])('gives an answer of %i bytes in pieces that fit a message', (length) => {
    const host = settled('extended-apdu', long(length), 1)
    expect(hex(host.transmit(unhex('801000000003e8')))).toBe(`${'07'.repeat(length)}9000`)
    const longest = Math.max(...host.answers.map((answer) => answer.name === 'RDR_to_PC_DataBlock'
      ? answer.abData.length : 0))
    expect(longest).toBeLessThanOrEqual(261)
  })

  it.each([[254, 1], [255, 2], [600, 3], [2000, 8]])('takes %i data bytes in %i pieces', (length, pieces) => {
    const card = long(2)
    const host = settled('extended-apdu', card, 1)
    const capdu = unhex(`8010000000${length.toString(16).padStart(4, '0')}${'11'.repeat(length)}`)
    host.transmit(capdu)
    expect(card.heard).toEqual([hex(capdu)])
    expect(host.answers.filter(({ name }) => name === 'RDR_to_PC_DataBlock')).toHaveLength(1 + pieces)
  })

  it.each([
    ['an end without a beginning', [2]], ['a continuation without a beginning', [3]], ['a second beginning', [1, 1]],
    ['a whole command within another', [1, 0]], ['the rest of an answer nobody has', [0x10]], ['another value', [4]],
  ])('refuses %s', (_, parameters) => {
    const host = settled('extended-apdu', long(2), 1)
    const answers = parameters.map((parameter) => host.ask(xfr(parameter === 0x10 ? '' : '80100000', parameter)))
    expect(answers.at(-1)).toMatchObject({ bStatus: 0x40, bError: 8 })
    expect(host.ask(xfr('80100000'))).toMatchObject({ bStatus: 0, bChainParameter: 0 })
  })

  it('does not keep the rest of an answer beyond the next command', () => {
    const host = settled('extended-apdu', long(1000), 1)
    expect(host.ask(xfr('801000000003e8'))).toMatchObject({ bChainParameter: 1 })
    expect(host.ask(xfr('80100000', 1))).toMatchObject({ bChainParameter: 0x10 })
    expect(host.ask(xfr('', 0x10))).toMatchObject({ bStatus: 0x40, bError: 8 })
  })

  it('sends a command that is too long for T=0 in envelopes, and gives the card’s word on them', () => {
    const card = new ScriptedCard(hex(T0_ATR), () => unhex('6d00'))
    const host = settled('extended-apdu', card, 0)
    expect(hex(host.transmit(unhex(`8010000000012c${'22'.repeat(300)}`)))).toBe('6d00')
    expect(card.heard[0]).toMatch(/^80c20000/)
  })
})

describe('a card that keeps silent', () => {
  it.each<readonly [ReaderModelName, 0 | 1, string, number]>([
    ['character', 1, '0000048010000094', 3], ['tpdu', 0, '0084000008', 0], ['tpdu', 1, '0000048010000094', 0],
    ['short-apdu', 0, '0084000008', 0], ['short-apdu', 1, '0084000008', 0], ['extended-apdu', 1, '0084000008', 0],
  ])('is told as ICC_MUTE at %s level, T=%i, when its time is over', (model, t, abData, level) => {
    const silent = new ScriptedCard(t === 0 ? hex(T0_ATR) : T1_ATR, () => undefined)
    const host = settled(model, silent, t)
    const begin = host.clock.now()
    expect(host.ask(xfr(abData, level))).toMatchObject({ bStatus: 0x40, bError: 0xfe })
    expect(host.clock.now() - begin).toBeGreaterThan(500)
  })

  it('is waited for as often as bBWI says', () => {
    const waited = (bBWI: number) => {
      const host = settled('tpdu', new ScriptedCard(T1_ATR, () => undefined), 1)
      const begin = host.clock.now()
      host.ask(xfr('0000048010000094', 0, bBWI))
      return host.clock.now() - begin
    }
    expect(waited(1)).toBe(waited(0))
    expect(waited(4)).toBeGreaterThan(3 * waited(0))
  })

  it('is not heard when the reader speaks at another rate, or another protocol', () => {
    const host = CcidHost.of('tpdu', { slots: [healthCard()] })
    host.powerOn()
    expect(host.ask(xfr('0084000008'))).toMatchObject({ bStatus: 0x40, bError: 0xfe })
    host.powerOn()
    host.xfr(unhex('ff1118f6'))
    host.settle(1)
    expect(host.ask(xfr('00c101fe3e'))).toMatchObject({ bStatus: 0x40, bError: 0xfe })
  })

  it('does not answer its reset', () => {
    const host = CcidHost.of('tpdu', { slots: [new MuteCard()] })
    expect(host.ask({ name: 'PC_to_RDR_IccPowerOn', bPowerSelect: 1 })).toMatchObject({ bStatus: 0x41, bError: 0xfe })
  })
})
