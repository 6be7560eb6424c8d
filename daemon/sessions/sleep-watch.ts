import type { Clock } from '#protocols/port/clock'

const BEAT_MS = 2_000
/** A busy PC may delay a timer by seconds; a sleep of less than this is caught by the cards' own signs. */
const SLEPT_MS = 10_000

/**
 * Notices that the PC slept: a timer comes much later than it was set for. No operating system needs to be asked, and
 * a virtual machine that was paused is noticed too.
 * @returns ends the watch
 */
export function watchSleep(clock: Clock, resumed: () => void): () => void {
  let stop = () => {}
  const beat = () => {
    const expected = clock.now() + BEAT_MS
    stop = clock.after(BEAT_MS, () => {
      const late = clock.now() - expected
      beat()
      if (late > SLEPT_MS) resumed()
    })
  }
  beat()
  return () => stop()
}
