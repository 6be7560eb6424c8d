import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { nothingHeard, readSerial } from '#protocols/ccid/serial-framing'
import type { LineFault } from '#simulator/readers/line-fault'
import { OpenError } from '../reader/reader.ts'
import { atByte, counting, type Lengths } from '../serial/around-twin.fixture.ts'
import { atrs, FileCard, story, whole } from '../serial/file-card.fixture.ts'
import { PATH } from '../serial/serial-desk.fixture.ts'
import { CcidSerialDesk } from './ccid-serial-desk.fixture.ts'

/** A sweep is one test; on a machine with much else to do it takes longer than one story. */
const SWEEP_MS = 60_000

/** How many bytes pass from the opening of a reader to the end of the story of a card, and where the story begins. */
async function lengths(card: FileCard): Promise<{ whole: Lengths, story: number }> {
  const passed = { toPc: 0, toDevice: 0 }
  const desk = await CcidSerialDesk.with([card], { around: counting(passed) })
  const begins = passed.toPc + passed.toDevice
  expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
  return { whole: passed, story: begins }
}

/** Whatever happened: a reader that was lost is opened again, and a card that comes is read. */
async function recovers(desk: CcidSerialDesk, card: FileCard): Promise<void> {
  if (desk.news.includes('lost')) {
    await desk.ends(desk.reader?.close() ?? Promise.resolve())
    await desk.open()
  }
  desk.twin.reader.remove(0)
  await desk.wait(600)
  desk.twin.reader.insert(0, card)
  await desk.wait(600)
  expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
}

describe.each(['t1', 't0'] as const)('a CCID reader on RS-232, with a card %s', (kind) => {
  const card = () => new FileCard(atrs[kind])

  it('says that the card is gone when it is pulled at any byte, and reads the next one', async () => {
    const { whole: { toPc, toDevice }, story: begins } = await lengths(card())
    const faults = new Set<string | undefined>()
    for (let at = begins; at < toPc + toDevice; at += 3) {
      const desk: CcidSerialDesk = new CcidSerialDesk([card()], {
        around: (twin) => atByte(twin, at, () => desk.twin.reader.remove(0)),
      })
      await desk.open()
      const { answers, fault } = await story(desk)
      expect(answers).toEqual(whole.slice(0, answers.length))
      faults.add(fault)
      await desk.wait(500)
      expect(desk.news.at(-1)).toBe('no card')
      desk.twin.reader.insert(0, card())
      await desk.wait(500)
      expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
    }
    // the answer had left the card when the last bytes were on their way
    faults.delete(undefined)
    expect(faults).toEqual(new Set(['cardAbsent']))
  }, SWEEP_MS)

  it('is lost when its line is unplugged at any byte, and works again when it is plugged', async () => {
    const { whole: { toPc, toDevice }, story: begins } = await lengths(card())
    for (let at = 0; at < toPc + toDevice; at += 5) {
      const desk: CcidSerialDesk = new CcidSerialDesk([card()], {
        around: (twin) => atByte(twin, at, () => desk.ports.unplug(PATH)),
      })
      if (at < begins) {
        await expect(desk.open()).rejects.toMatchObject({ message: expect.stringMatching(/gone|silent/) })
        expect(desk.news).not.toContain('lost')
      } else {
        await desk.open()
        expect((await story(desk)).fault).toBe('readerLost')
        expect(desk.news.filter((news) => news === 'lost')).toEqual(['lost'])
        await desk.ends(desk.reader?.close() ?? Promise.resolve())
      }
      await desk.wait(2_000)
      expect(desk.clock.waiting).toBe(0)
      desk.ports.plug(PATH, desk.twin)
      await desk.open()
      expect(await story(desk)).toEqual({ answers: whole, fault: undefined })
    }
  }, SWEEP_MS)

  it('never gives a damaged answer for a sound one, and works on after damage at any byte', async () => {
    const { whole: passed } = await lengths(card())
    const kinds = [
      { fault: 'lost' }, { fault: 'flipped', bit: 0 }, { fault: 'flipped', bit: 7 }, { fault: 'inserted', byte: 0x06 },
      { fault: 'inserted', byte: 0x50 }, { fault: 'inserted', byte: 0x80 },
    ] as const
    for (const way of ['toPc', 'toDevice'] as const) {
      // 5 has no divisor in common with the number of kinds
      for (let at = 0; at < passed[way]; at += 5) {
        const fault: LineFault = { way, at, ...kinds[at % kinds.length]! }
        const desk = new CcidSerialDesk([card()], { line: { faults: [fault] } })
        const refused = await desk.open().then(() => undefined, (error: unknown) => error)
        if (refused !== undefined) {
          expect(refused).toBeInstanceOf(OpenError)
          await desk.open()
        }
        const { answers, fault: ended } = await story(desk)
        expect(answers).toEqual(whole.slice(0, answers.length))
        expect([undefined, 'readerLost', 'cardMute', 'transmission', 'cardAbsent']).toContain(ended)
        await recovers(desk, card())
      }
    }
  }, SWEEP_MS)
})

describe('the check of a frame', () => {
  it('adds up to zero again when a byte like it is put in before the last one: nobody can notice that', () => {
    const sound = unhex('03 06 80 02 00 00 00 00 01 00 00 00 90 00 16')
    const damaged = unhex('03 06 80 02 00 00 00 00 01 00 00 00 90 16 00 16')
    const told = [sound, damaged].map((bytes) => readSerial(nothingHeard, bytes).events[0])
    expect(told).toEqual([
      { type: 'frame', message: unhex('80 02 00 00 00 00 01 00 00 00 90 00') },
      { type: 'frame', message: unhex('80 02 00 00 00 00 01 00 00 00 90 16') },
    ])
  })
})
