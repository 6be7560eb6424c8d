import { describe, expect, it } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import type { Exchange } from '#protocols/port/reader-link'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { Clinic, failureOf, NumberedCard, READER, turns } from './clinic.fixture.ts'
import { LinkDesk } from './link-desk.fixture.ts'

const SCARD_E_NOT_TRANSACTED = 0x80100016
const SCARD_E_UNSUPPORTED_FEATURE = 0x80100022
const entry: PinEntry = { min: 4, max: 8, format: 'ascii', offset: 0, length: 8, timeoutS: 20 }
const VERIFY: Exchange = { step: 'VERIFY', capdu: unhex('0020000108ffffffffffffffff'), mayBeRefused: true, pinEntry: entry }
const READ: Exchange = { step: 'READ', capdu: unhex('00b0000002'), mayBeRefused: false }
const PIN = '123456'
/** In ms: a person looks at the reader, and what is asked stands there by then. */
const LOOKS_MS = 3_000

/** A card that takes 123456 and tells the tries left of any other PIN; it answers a read by its number. */
class PinCard extends NumberedCard {
  tries = 3
  answer = '9000'

  override transmit(capdu: Uint8Array): Uint8Array {
    const answered = super.transmit(capdu)
    if (capdu[1] !== 0x20) return answered ?? new Uint8Array()
    if (hex(capdu.subarray(5)) === '313233343536ffff') return unhex(this.answer)
    return Uint8Array.of(0x63, 0xc0 | --this.tries)
  }

  /** Commands it was sent, in hex. */
  get heard(): string[] {
    return this.transmitted.map(hex)
  }
}

async function withCard(card: SimulatedCard, withKeys = true): Promise<Clinic> {
  const clinic = await Clinic.open({ withKeys })
  clinic.pcsc.insert(READER, card)
  await clinic.settle()
  return clinic
}

/** What a PIN entry comes to while somebody does something at the reader: the card's answers, or the failure. */
async function entering(clinic: Clinic, person: () => void, exchanges: readonly Exchange[] = [VERIFY]): Promise<string> {
  const transfer = clinic.transfer(clinic.presence, { exchanges, repeatable: false })
  const ended = transfer.then((answers) => answers.map(hex).join(' '), () => failureOf(transfer))
  await turns(60)
  clinic.clock.advance(LOOKS_MS)
  person()
  await clinic.settle()
  return ended
}

describe('a PIN entered at a reader behind PC/SC', () => {
  it('goes from there to the card, in its place, and what the card says comes back', async () => {
    const card = new PinCard(1)
    const clinic = await withCard(card)
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe('9000')
    expect(card.heard).toEqual(['0020000108313233343536ffff'])
    expect(clinic.measured).toEqual([])
  })

  it('that is wrong costs one try, and the right one is taken after it', async () => {
    const card = new PinCard(1)
    const clinic = await withCard(card)
    expect(await entering(clinic, () => clinic.keys.enter('9999'))).toBe('63c2')
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe('9000')
    expect(card.heard).toHaveLength(2)
  })

  it.each([
    ['cancelled', (clinic: Clinic) => clinic.keys.cancel(), 'VERIFY pinCancelled 6401'],
    ['not entered in time', () => {}, 'VERIFY pinTimeout 6400'],
  ] as const)('may be %s: the card hears nothing, stays as it is, and the PIN can be asked for again', async (_, does, end) => {
    const card = new PinCard(1)
    const clinic = await withCard(card)
    expect(await entering(clinic, () => does(clinic))).toBe(end)
    expect(card.heard).toEqual([])
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe('9000')
    expect(clinic.typesOf()).toEqual(['linkChanged', 'readerAdded', 'cardInserted'])
  })

  it('ends with the card when that is pulled, and the next card is asked anew', async () => {
    const clinic = await withCard(new PinCard(1))
    expect(await entering(clinic, () => clinic.pcsc.remove(READER))).toBe('VERIFY cardRemoved SCARD_E_NOT_TRANSACTED')
    expect(clinic.keys.asks).toBe(false)
    const next = new PinCard(2)
    clinic.pcsc.insert(READER, next)
    await clinic.settle()
    expect(next.heard).toEqual([])
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe('9000')
  })

  it('ends as the card’s removal also where the service tells of that later', async () => {
    const clinic = await withCard(new PinCard(1))
    const ended = await entering(clinic, () => {
      clinic.pcsc.holdReports()
      clinic.pcsc.remove(READER)
      clinic.clock.after(300, () => clinic.pcsc.releaseReports())
    })
    expect(ended).toBe('VERIFY cardRemoved SCARD_E_NOT_TRANSACTED')
  })

  it('ends with its reader, and with the service', async () => {
    const pulled = await withCard(new PinCard(1))
    expect(await entering(pulled, () => pulled.pcsc.unplug(READER))).toMatch(/^VERIFY readerLost/)
    const stopped = await withCard(new PinCard(1))
    expect(await entering(stopped, () => stopped.pcsc.stopService())).toMatch(/^VERIFY readerLost/)
    expect(stopped.contextsLost).toBe(1)
    expect([pulled, stopped].map(({ keys }) => keys.asks)).toEqual([false, false])
  })

  it('is not asked for when another program has reset the card, nor when another card is there', async () => {
    const reset = new PinCard(1)
    const one = await withCard(reset)
    one.pcsc.resetByOther(READER)
    expect(await entering(one, () => one.keys.enter(PIN))).toBe('VERIFY cardChanged SCARD_W_RESET_CARD')
    const other = new PinCard(2)
    const two = await withCard(new PinCard(1))
    two.pcsc.holdReports()
    two.pcsc.remove(READER)
    two.pcsc.insert(READER, other)
    expect(await entering(two, () => two.keys.enter(PIN))).toBe('VERIFY cardRemoved SCARD_W_REMOVED_CARD')
    expect([reset, other].flatMap(({ heard }) => heard)).toEqual([])
  })

  it('is not told as verified when another program resets the card meanwhile', async () => {
    const clinic = await withCard(new PinCard(1))
    const ended = await entering(clinic, () => {
      clinic.pcsc.resetByOther(READER)
      clinic.keys.enter(PIN)
    })
    expect(ended).toBe('VERIFY cardChanged SCARD_W_RESET_CARD')
  })

  it('stands between other commands of its transfer', async () => {
    const card = new PinCard(1)
    const clinic = await withCard(card)
    expect(await entering(clinic, () => clinic.keys.enter(PIN), [READ, VERIFY, READ])).toBe('01019000 9000 01019000')
    expect(clinic.measured).toHaveLength(2)
  })

  it.each([
    ['fetches an answer that the card keeps', '6102', '01019000', ['0020000108313233343536ffff', '00c0000002']],
    ['does not send it again with another length, for nobody would enter it', '6c02', '6c02', ['0020000108313233343536ffff']],
    ['hands the reader’s own judgement on', '6403', '6403', ['0020000108313233343536ffff']],
    ['names a structure that the reader refuses', '6b80', 'VERIFY readerFailed 6B80', ['0020000108313233343536ffff']],
  ])('%s', async (_, answer, end, heard) => {
    const card = new PinCard(1)
    card.answer = answer
    const clinic = await withCard(card)
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe(end)
    expect(card.heard).toEqual(heard)
  })

  it('is asked for once: a failure at the reader ends it, and only a new call asks again', async () => {
    const card = new PinCard(1)
    const clinic = await withCard(card)
    expect(await entering(clinic, () => clinic.keys.cancel())).toBe('VERIFY pinCancelled 6401')
    clinic.pcsc.failNext(READER, 'control', SCARD_E_NOT_TRANSACTED)
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe('VERIFY cardSilent SCARD_E_NOT_TRANSACTED')
    expect(card.heard).toEqual([])
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe('9000')
  })

  it('is refused when it has no spelling, and the card and its presence stay', async () => {
    const card = new PinCard(1)
    const clinic = await withCard(card)
    const exchanges = [{ ...VERIFY, pinEntry: { ...entry, offset: 16 } }]
    expect(await entering(clinic, () => clinic.keys.enter(PIN), exchanges)).toBe('VERIFY readerFailed')
    expect(card.heard).toEqual([])
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe('9000')
  })
})

describe('the keys of a reader', () => {
  it('are told as absent where the reader has none, and the card is sent nothing', async () => {
    const card = new PinCard(1)
    const clinic = await withCard(card, false)
    expect(await entering(clinic, () => {})).toBe('VERIFY pinPadAbsent')
    expect(card.heard).toEqual([])
    expect(await clinic.transfer(clinic.presence, { exchanges: [READ] })).toHaveLength(1)
  })

  // pcsc-lite, an older one, Windows
  it.each([SCARD_E_UNSUPPORTED_FEATURE, 0x8010001f, 1, 50])(
    'are told as absent where the driver does not know what a feature is: %s', async (code) => {
      const card = new PinCard(1)
      const clinic = await withCard(card)
      clinic.pcsc.failNext(READER, 'control', code)
      expect(await entering(clinic, () => {})).toBe('VERIFY pinPadAbsent')
      expect(card.heard).toEqual([])
    })

  it('are asked for once in a connection, and anew in the next', async () => {
    const clinic = await withCard(new PinCard(1))
    expect(await entering(clinic, () => clinic.keys.enter(PIN))).toBe('9000')
    clinic.pcsc.failNext(READER, 'control', SCARD_E_UNSUPPORTED_FEATURE)
    expect(await entering(clinic, () => {})).toBe('VERIFY readerFailed SCARD_E_UNSUPPORTED_FEATURE')
    clinic.pcsc.remove(READER)
    clinic.pcsc.insert(READER, new PinCard(1))
    await clinic.settle()
    clinic.pcsc.failNext(READER, 'control', SCARD_E_UNSUPPORTED_FEATURE)
    expect(await entering(clinic, () => {})).toBe('VERIFY pinPadAbsent')
  })
})

describe('a person at the keys, beside the deadline of a transfer', () => {
  it('has the time of the entry', async () => {
    const desk = await LinkDesk.started((made) => {
      made.pcsc.unplug(READER)
      made.pcsc.plug(READER, made.keys)
      made.pcsc.insert(READER, new PinCard(1))
    })
    let ended: string | undefined
    const transfer = desk.transfer(undefined, READER, [VERIFY])
    transfer.then((answers) => (ended = answers.map(hex).join()), () => {})
    await desk.wait(19_000)
    expect(ended).toBeUndefined()
    desk.keys.enter(PIN)
    await turns(50)
    expect(ended).toBe('9000')
    expect(JSON.stringify([desk.last.sent, desk.events])).not.toMatch(/123456|313233/)
  })

  it('does not make a driver that hangs be waited for without end', async () => {
    const desk = await LinkDesk.started((made) => made.pcsc.insert(READER, new PinCard(1)))
    desk.pcsc.failNext(READER, 'control', 'hang')
    const hung = failureOf(desk.transfer(undefined, READER, [VERIFY]))
    await desk.wait(39_000)
    await desk.wait(1_000)
    expect(await hung).toBe('VERIFY deadlinePassed')
  })
})
