import type { Clock } from '#protocols/port/clock'
import { HANG_MS, LOOK_MS } from './scanner.ts'

/** In ms. A gap between two looks that is longer than this was a sleep of the whole PC. */
const SLEEP_MS = 10 * LOOK_MS

export interface LookOutOptions {
  readonly clock: Clock
  /** One look at what there is. */
  readonly look: () => Promise<void>
  /** A look does not end. */
  readonly hung: () => void
  /** The PC was asleep: what was open may be dead without saying so. Called before the next look. */
  readonly slept?: () => void
}

/** Looks at once and then a second after the end of each look. @returns ends it */
export function lookOut({ clock, look, hung, slept = () => {} }: LookOutOptions): () => void {
  let ended = false
  let cancel = () => {}
  let last = clock.now()
  const again = async (): Promise<void> => {
    if (clock.now() - last > SLEEP_MS) slept()
    cancel = clock.after(HANG_MS, hung)
    await look()
    if (ended) return
    cancel()
    last = clock.now()
    cancel = clock.after(LOOK_MS, again)
  }
  void again()
  return () => {
    ended = true
    cancel()
  }
}
