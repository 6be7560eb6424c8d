import { describe, expect, it } from 'vitest'
import type { MortalChild } from './mortal-child.fixture.ts'
import { ScanDesk } from './scan-desk.fixture.ts'
import {
  hidScanSweep, serialScanSweep, type PieceFate, type ScanSweep, type ScanWorld,
} from './scan-world.fixture.ts'
import { places, SWEEP_MS } from './sweep.fixture.ts'

/** Recovery, in ms; and how long a hung child goes unnoticed. */
const RECOVERY_MS = 2_000, HUNG_MS = 10_000
const CRASHED = 139

interface Fate {
  readonly fate: PieceFate
  /** Whether the code may come as another one that nothing tells from it. */
  readonly isDamage?: boolean
  readonly unnoticedMs?: number
}

/** Of one report or byte, whatever the scanner. */
const fates: Readonly<Record<string, Fate>> = {
  'is where the scanner is pulled': { fate: (piece, { unplug }) => (unplug(), [piece]) },
  'is where the scanner stops': { fate: (piece, { breakOff }) => (breakOff(), [piece]) },
  'is lost': { fate: () => [], isDamage: true },
  'comes twice': { fate: (piece) => [piece, piece], isDamage: true },
  'comes when the child is killed': { fate: (piece, { child }) => (child()?.die(CRASHED), [piece]) },
  'comes when the child hangs': { fate: (piece, { child }) => (child()?.hang(), [piece]), unnoticedMs: HUNG_MS },
}
const flipped = (piece: Uint8Array, bit: number) =>
  piece.map((byte, at) => at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)
/** Id, number of bytes, identifier, data, the flag that says whether there is more. */
const REPORT_BITS = [0, 8, 12, 16, 40, 63, 8 * 63]
const reportFates: Readonly<Record<string, Fate>> = {
  ...fates,
  'is cut short': { fate: (piece) => [piece.subarray(0, -1)] },
  'is of a scanner that loses its power': { fate: (piece, { powerCycle }) => (powerCycle(), [piece]) },
  'is of a scanner that loses its power and no program is told': {
    fate: (piece, { powerCycle }) => (powerCycle(true), [piece]),
  },
  ...Object.fromEntries(REPORT_BITS.map((bit): [string, Fate] =>
    [`has bit ${bit} flipped`, { fate: (piece) => [flipped(piece, bit)], isDamage: true }])),
}
const byteFates: Readonly<Record<string, Fate>> = {
  ...fates,
  'has a bit flipped': { fate: (piece) => [flipped(piece, (piece[0] ?? 0) % 8)], isDamage: true },
  'has a line end before it': { fate: (piece) => [Uint8Array.of(0x0d), piece], isDamage: true },
  'has a NUL before it': { fate: (piece) => [Uint8Array.of(0), piece], isDamage: true },
}

/** What befalls the child that says or hears a message, before it does. */
const ends: readonly { what: string, strike: (child: MortalChild) => void, unnoticedMs: number }[] = [
  { what: 'is killed', strike: (child) => child.die(CRASHED), unnoticedMs: 0 },
  { what: 'hangs', strike: (child) => child.hang(), unnoticedMs: HUNG_MS },
]

interface Scanner {
  readonly name: string
  readonly piece: string
  readonly make: (sweep?: ScanSweep) => ScanWorld
  readonly fates: Readonly<Record<string, Fate>>
  /** Every so many pieces in an everyday run. */
  readonly stride: number
}

const scanners: readonly Scanner[] = [
  { name: 'a HID-POS scanner', piece: 'a report', make: hidScanSweep, fates: reportFates, stride: 1 },
  { name: 'a serial scanner', piece: 'a byte', make: serialScanSweep, fates: byteFates, stride: 7 },
]

/** One morning with a fault in it, and the scan after it. */
async function told(world: ScanWorld, { isDamage = false, unnoticedMs = 0 }: Omit<Fate, 'fate'> = {}) {
  const desk = new ScanDesk(world)
  await desk.story()
  const pieces = world.pieces.passed.length
  const messages = world.messages.passed.length
  const ms = await desk.recovery()
  desk.judge(isDamage)
  if (ms > RECOVERY_MS + unnoticedMs) desk.wrong(`reads again after ${ms} ms`)
  const timers = await desk.quietest()
  await desk.close()
  return { wrong: desk.allWrong, timers, pieces, messages, ms }
}

describe.each(scanners)('$name, in three codes:', ({ make, name, piece: what, fates: all, stride }) => {
  const usually = told(make())

  async function expectSound(sweep: ScanSweep, fate?: Omit<Fate, 'fate'>): Promise<void> {
    const { timers: usual } = await usually
    const { wrong, timers, ms } = await told(make(sweep), fate)
    expect([sweep, wrong, ms]).toEqual([sweep, [], ms])
    expect(timers).toBeLessThanOrEqual(usual)
  }

  it('tells all of them when nothing goes wrong', async () => {
    expect((await usually).wrong).toEqual([])
  })

  it.each(Object.entries(all))(`${what} anywhere %s: the code is told or its end, and the next one is read`,
    async (title, { fate, ...limits }) => {
      const { pieces } = await usually
      for (const piece of places(pieces, stride, name + title)) await expectSound({ piece, fate }, limits)
    }, SWEEP_MS)

  it.each(ends)('its child $what before any message: the end is told, and the next code is read',
    async ({ strike, unnoticedMs }) => {
      const { messages } = await usually
      for (let at = 0; at < messages; at++) await expectSound({ at, strike }, { unnoticedMs })
    }, SWEEP_MS)
})
