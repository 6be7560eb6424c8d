import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { Exchange } from '#protocols/port/reader-link'
import { Clinic, failureOf, NumberedCard, READER, turns } from './clinic.fixture.ts'

const entry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 20 } as const
const CHANGE: Exchange = {
  step: 'CHANGE', capdu: unhex(`0024000110${'ff'.repeat(16)}`), mayBeRefused: true,
  pinEntry: { ...entry, change: { oldAt: 0, newAt: 8, confirm: true } },
}
const VERIFY: Exchange = { step: 'VERIFY', capdu: unhex('0020000108ffffffffffffffff'), mayBeRefused: true, pinEntry: entry }
/** In ms: a person looks at the reader, and what is asked stands there by then. */
const LOOKS_MS = 3_000

/** A card that takes everything and tells what it was sent. */
class TakingCard extends NumberedCard {
  override transmit(capdu: Uint8Array): Uint8Array {
    const answer = super.transmit(capdu)
    return [0x20, 0x24].includes(capdu[1] ?? 0) ? unhex('9000') : answer ?? new Uint8Array()
  }

  get heard(): string[] {
    return this.transmitted.map(hex)
  }
}

async function desk(skill?: 'verify'): Promise<{ clinic: Clinic, card: TakingCard }> {
  const clinic = await Clinic.open({ withKeys: true, ...skill === undefined ? {} : { skill } })
  const card = new TakingCard(1)
  clinic.pcsc.insert(READER, card)
  await clinic.settle()
  return { clinic, card }
}

/** What a change comes to while somebody enters this in turn. */
async function changing(clinic: Clinic, entries: readonly string[], exchange = CHANGE): Promise<string> {
  const transfer = clinic.transfer(clinic.presence, { exchanges: [exchange], repeatable: false })
  const ended = transfer.then((answers) => answers.map(hex).join(' '), () => failureOf(transfer))
  await turns(60)
  clinic.clock.advance(LOOKS_MS)
  for (const one of entries) one === 'cancel' ? clinic.keys.cancel() : clinic.keys.enter(one)
  await clinic.settle()
  return ended
}

describe('a PIN changed at a reader behind PC/SC', () => {
  it('goes from there to the card, with the old one, when the new one was entered twice alike', async () => {
    const { clinic, card } = await desk()
    expect(await changing(clinic, ['1234', '567890', '567890'])).toBe('9000')
    expect(card.heard).toEqual(['002400011031323334ffffffff353637383930ffff'])
    expect(clinic.measured).toEqual([])
  })

  it.each([
    ['entered differently', ['1234', '5678', '5679'], '6402'], ['cancelled', ['1234', 'cancel'], 'CHANGE pinCancelled 6401'],
    ['not entered again in time', ['1234', '5678'], 'CHANGE pinTimeout 6400'],
  ] as const)('may be %s: the card hears nothing, and the next change is taken', async (_, entries, end) => {
    const { clinic, card } = await desk()
    expect(await changing(clinic, entries)).toBe(end)
    expect(card.heard).toEqual([])
    expect(clinic.keys.asks).toBe(false)
    expect(await changing(clinic, ['1234', '5678', '5678'])).toBe('9000')
  })

  it('is told as impossible at a reader whose list of features has no MODIFY_PIN_DIRECT, where PINs are verified', async () => {
    const { clinic, card } = await desk('verify')
    expect(await changing(clinic, [])).toBe('CHANGE pinPadAbsent')
    expect(card.heard).toEqual([])
    expect(await changing(clinic, ['1234'], VERIFY)).toBe('9000')
  })

  it('ends with the card when that is pulled between two entries', async () => {
    const { clinic, card } = await desk()
    const transfer = clinic.transfer(clinic.presence, { exchanges: [CHANGE], repeatable: false })
    const ended = failureOf(transfer)
    await turns(60)
    clinic.keys.enter('1234')
    expect(clinic.keys.prompt).toBe('fresh')
    clinic.pcsc.remove(READER)
    await clinic.settle()
    expect(await ended).toBe('CHANGE cardRemoved SCARD_E_NOT_TRANSACTED')
    expect([clinic.keys.asks, card.heard]).toEqual([false, []])
  })
})
