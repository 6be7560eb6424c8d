import { describe, expect, it } from 'vitest'
import { TransferError } from '#protocols/port/reader-link'
import { Clinic, failureOf, GET_DATA, NumberedCard, READER } from './clinic.fixture.ts'

const SCARD_E_READER_UNAVAILABLE = 0x80100017
const SCARD_W_UNPOWERED_CARD = 0x80100067
const SCARD_W_RESET_CARD = 0x80100068

/** What services answer to a handle from before the PC slept. */
const staleHandles = [
  ['SCARD_W_RESET_CARD', SCARD_W_RESET_CARD],
  ['SCARD_W_UNPOWERED_CARD', SCARD_W_UNPOWERED_CARD],
  ['SCARD_E_READER_UNAVAILABLE', SCARD_E_READER_UNAVAILABLE],
] as const

async function withCard(): Promise<{ clinic: Clinic, card: NumberedCard }> {
  const clinic = await Clinic.open()
  const card = new NumberedCard(7)
  clinic.pcsc.insert(READER, card)
  await clinic.settle()
  return { clinic, card }
}

/** The card after the resume: it was without power. */
function resume(clinic: Clinic, card: NumberedCard, code: number): void {
  card.reset()
  clinic.pcsc.spoilHandles(READER, code)
}

/** Tries as a program does that is told to try again. */
async function readAtLast(clinic: Clinic): Promise<Uint8Array[]> {
  for (let tries = 0; tries < 3; tries++) {
    try {
      return [...await clinic.settled(clinic.transfer())]
    } catch (error) {
      if (!(error instanceof TransferError)) throw error
    }
  }
  throw new Error('the reader does not work')
}

describe.each(staleHandles)('after a resume that %s tells of', (_, code) => {
  it('the reader serves again by the third transfer at the latest, with one handle open', async () => {
    const { clinic, card } = await withCard()
    await clinic.transfer()
    resume(clinic, card, code)
    expect(await readAtLast(clinic)).toEqual([Uint8Array.of(7, 2, 0x90, 0x00)])
    expect(clinic.pcsc.openHandles).toBe(1)
  })

  it('a card that had answered is another presence, and nothing is answered for the one before', async () => {
    const { clinic, card } = await withCard()
    await clinic.transfer()
    resume(clinic, card, code)
    await expect(clinic.settled(clinic.transfer(1))).rejects.toBeInstanceOf(TransferError)
    await readAtLast(clinic)
    expect(clinic.presence).toBeGreaterThan(1)
    expect(await failureOf(clinic.transfer(1))).toBe('connect cardChanged')
  })

  it('the answers of one transfer are all from after it or all from before it', async () => {
    const { clinic, card } = await withCard()
    await clinic.transfer()
    const transmit = card.transmit.bind(card)
    card.transmit = (capdu) => {
      if (card.transmitted.length === 2) resume(clinic, card, code)
      return transmit(capdu)
    }
    const exchanges = Array.from({ length: 4 }, () => GET_DATA)
    await expect(clinic.settled(clinic.transfer(1, { exchanges }))).rejects.toBeInstanceOf(TransferError)
    expect(await readAtLast(clinic)).toEqual([Uint8Array.of(7, 2, 0x90, 0x00)])
  })

  it('a reader that the system found anew has its card read', async () => {
    const { clinic, card } = await withCard()
    await clinic.transfer()
    resume(clinic, card, code)
    const late = failureOf(clinic.settled(clinic.transfer()))
    clinic.pcsc.unplug(READER)
    expect(await late).toMatch(/readerLost/)
    clinic.pcsc.plug(READER)
    clinic.pcsc.insert(READER, card)
    await clinic.settle()
    expect(await readAtLast(clinic)).toEqual([Uint8Array.of(7, 3, 0x90, 0x00)])
  })
})
