import { describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { readerFaults, type ReaderFaultName, type ReaderFaultPlan } from '#simulator/readers/reader-fault'
import { readerModels, type ReaderModelName } from '#simulator/readers/reader-models'
import { atrs, PlainCard } from '../ccid/plain-card.fixture.ts'
import { directly, isFailure, UsbDesk } from './usb-desk.fixture.ts'

/** One card of each kind of command, and an answer that comes in pieces where anything does. */
const STORY = ['00b00000c8', '00d600000400070e15', '00b0000002']
const names = Object.keys(readerModels) as ReaderModelName[]
const cardFor = (name: ReaderModelName) =>
  new PlainCard((readerModels[name].descriptor.dwProtocols & 2) !== 0 ? atrs.t1Crc : atrs.t0)
const expected = (name: ReaderModelName) => [hex(cardFor(name).atr), ...directly(cardFor(name), STORY)]

/** Opens a reader and reads; how it opened, and the answers. */
async function story(desk: UsbDesk): Promise<{ opened: string, answers: string[] }> {
  const opened = await desk.open()
  return { opened, answers: opened === 'open' ? await desk.read(STORY) : [] }
}

/** Reads again with what a person or our session would do about it; the answers of the last try. */
async function afterwards(desk: UsbDesk): Promise<string[]> {
  let answers: string[] = []
  for (let round = 0; round < 3; round++) {
    await desk.mend()
    answers = desk.reader === undefined ? [] : await desk.read(STORY)
    if (answers.length === STORY.length + 1 && !answers.some(isFailure)) break
  }
  return answers
}

async function answersOf(name: ReaderModelName): Promise<number> {
  for (let at = 0; ; at++) {
    const desk = new UsbDesk()
    desk.plug(name, { cards: [cardFor(name)], reader: { faults: [{ fault: 'removed', at, times: 1 }] } })
    await story(desk)
    if (desk.gone.length === 0) return at
  }
}

/** Variants of a fault: where it cuts, or which bit it flips. */
const variants: Readonly<Record<ReaderFaultName, readonly number[]>> = {
  mute: [0], slow: [0], garbage: [0], duplicated: [0], wrongSequence: [0], timeExtensionStorm: [0],
  short: [0, 1, 9, 10, 11], removed: [0, 1, 10, 12],
  // type, length, slot, sequence, status of card and of command, error, last byte of the header, data
  flipped: [0, 8, 40, 48, 57, 62, 63, 64, 72, 84],
}
/** What a driver gets over without a failure. */
const harmless: readonly ReaderFaultName[] = ['slow', 'duplicated']

describe('a fault of the reader at any of its answers', () => {
  const faults = Object.keys(readerFaults) as ReaderFaultName[]

  it.each(names.flatMap((name) => faults.map((fault) => [name, fault] as const)))(
    '%s, %s: ends by name, and the card is read again', async (name, fault) => {
      const good = expected(name)
      const count = await answersOf(name)
      expect(count).toBeGreaterThan(6)
      let failed = 0
      for (let at = 0; at < count; at++) {
        for (const byte of variants[fault]) {
          const plan: ReaderFaultPlan = { fault, at, times: 1, byte }
          const desk = new UsbDesk()
          desk.plug(name, { cards: [cardFor(name)], reader: { faults: [plan], slowMs: 300 } })
          const { opened, answers } = await story(desk)
          if (opened !== 'open' || answers.some(isFailure)) failed++
          const where = `answer ${at}, ${byte}: ${opened}, ${answers.join(', ')}`
          expect(['open', 'silent', 'failing'], where).toContain(opened)
          // what was read is what the card says, or there is a named failure; a bit that nothing protects may pass
          const sound = answers.filter((answer) => !isFailure(answer))
          if (fault !== 'flipped') expect(good.slice(0, sound.length), where).toEqual(sound)
          expect(answers.length === good.length || opened !== 'open' || isFailure(answers.at(-1)), where).toBe(true)
          expect(await afterwards(desk), where).toEqual(good)
          await desk.close()
          expect(desk.clock.waiting, where).toBe(0)
        }
      }
      if (harmless.includes(fault)) expect(failed).toBe(0)
      else expect(failed).toBeGreaterThan(count / 2)
    })
})

describe('a reader pulled at any byte', () => {
  it.each(names)('%s: ends by name, and the card is read when it is back', async (name) => {
    const good = expected(name)
    for (let bytes = 0; ; bytes += 7) {
      const desk = new UsbDesk()
      desk.plug(name, { cards: [cardFor(name)] })
      desk.bus.unplugAfter('1-1', bytes)
      const { answers } = await story(desk)
      if (desk.gone.length === 0) {
        expect(bytes).toBeGreaterThan(200)
        return
      }
      expect(answers.length === 0 || isFailure(answers.at(-1)), `${bytes}: ${answers.join(', ')}`).toBe(true)
      expect(await afterwards(desk), `${bytes} bytes`).toEqual(good)
    }
  })
})
