import { clinicDay } from '#daemon/visits/crash/clinic-day.fixture'
import { cpuUs, now, row, type Row } from './samples.ts'

const SEEDS = [1, 2, 3, 4, 5]

/**
 * The days of a clinic that the tests of deaths play: 120 patients at three stations, in virtual time, with cards, centre and store
 * in this process. The first one pays for what V8 has not compiled yet.
 * @returns by the clock and by the processor of this process, in seconds
 */
export async function clinicDays(): Promise<readonly [wall: Row, processor: Row]> {
  const [wall, processor] = [new Array<number>(), new Array<number>()]
  for (const seed of SEEDS) {
    const [began, spent] = [now(), cpuUs()]
    const { broken } = await clinicDay(seed)
    wall.push((now() - began) / 1e3)
    processor.push((cpuUs() - spent) / 1e6)
    if (broken.length > 0) throw new Error(`the day of seed ${seed} ended with ${broken.length} promises broken`)
  }
  return [row('a day of a clinic, by the clock', wall), row('a day of a clinic, of the processor', processor)]
}
