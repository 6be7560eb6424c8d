import { describe, expect, it } from 'vitest'
import type { LineFault } from '#simulator/readers/line-fault'
import { atByte, counting, type Lengths } from '../serial/around-twin.fixture.ts'
import { atrs, FileCard, story, whole } from '../serial/file-card.fixture.ts'
import { PATH } from '../serial/serial-desk.fixture.ts'
import { PhoenixDesk } from './phoenix-desk.fixture.ts'

/** A sweep is one test; on a machine with much else to do it takes longer than one story. */
const SWEEP_MS = 60_000

/** How many bytes pass in the story of a card, each way; the echo is among those to the PC. */
async function lengthsOf(atr: string): Promise<Lengths> {
  const lengths = { toPc: 0, toDevice: 0 }
  const around = counting(lengths)
  expect(await story(await PhoenixDesk.with(new FileCard(atr), { around }))).toMatchObject({ fault: undefined })
  return lengths
}

async function lengthOf(atr: string): Promise<number> {
  const { toPc, toDevice } = await lengthsOf(atr)
  return toPc + toDevice
}

/** Afterwards everything is as it was: a card that is inserted anew is read. */
async function recovers(desk: PhoenixDesk, card: FileCard): Promise<void> {
  await desk.wait(300)
  desk.twin.remove()
  await desk.wait(300)
  desk.twin.insert(card)
  await desk.wait(300)
  expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
}

describe.each(['t1At115200', 't0', 't0Inverse'] as const)('with a card %s', (kind) => {
  const atr = atrs[kind]

  it('a card pulled at any byte ends in its absence, and the next card is read', async () => {
    const length = await lengthOf(atr)
    const faults = new Set<string | undefined>()
    // the first byte and its echo are those of the opening
    for (let at = 2; at < length; at++) {
      const desk = new PhoenixDesk({ around: (twin) => atByte(twin, at, () => twin.remove()) })
      desk.twin.insert(new FileCard(atr))
      await desk.open()
      const { answers, fault } = await story(desk)
      expect(answers).toEqual(whole.slice(0, answers.length))
      faults.add(fault)
      await desk.wait(300)
      expect(desk.news.at(-1)).toBe('no card')
      desk.twin.insert(new FileCard(atr))
      await desk.wait(300)
      expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
    }
    // the answer had left the card when the last bytes were on their way
    faults.delete(undefined)
    expect(faults).toEqual(new Set(['cardAbsent']))
  }, SWEEP_MS)

  it('a line lost at any byte ends in a lost reader, and the reader is opened again', async () => {
    const length = await lengthOf(atr)
    for (let at = 2; at < length; at++) {
      const desk: PhoenixDesk = new PhoenixDesk({ around: (twin) => atByte(twin, at, () => desk.ports.unplug(PATH)) })
      desk.twin.insert(new FileCard(atr))
      await desk.open()
      expect((await story(desk)).fault).toBe('readerLost')
      expect(desk.news.filter((news) => news === 'lost')).toEqual(['lost'])
      await desk.reader?.close()
      desk.ports.plug(PATH, desk.twin)
      await desk.open()
      expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
    }
  }, SWEEP_MS)

  it('damage at any byte ends by itself, and the reader goes on with the next card', async () => {
    const lengths = await lengthsOf(atr)
    const kinds = [
      { fault: 'lost' }, { fault: 'flipped', bit: 0 }, { fault: 'flipped', bit: 7 }, { fault: 'inserted', byte: 0x00 },
      { fault: 'inserted', byte: 0x60 },
    ] as const
    for (const way of ['toPc', 'toDevice'] as const) {
      for (let at = 1; at < lengths[way]; at++) {
        const fault: LineFault = { way, at, ...kinds[at % kinds.length]! }
        const desk = await PhoenixDesk.with(new FileCard(atr), { line: { faults: [fault] } })
        const outcome = await story(desk)
        // T=1 checks every block and repeats it; T=0 checks nothing, and what it took for an answer may be none
        if (kind.startsWith('t1')) expect([fault, outcome]).toEqual([fault, { answers: whole, fault: undefined }])
        expect(['transmission', 'cardMute', 'protocol', undefined]).toContain(outcome.fault)
        expect(desk.news).not.toContain('lost')
        await recovers(desk, new FileCard(atr))
      }
    }
  }, SWEEP_MS)
})
