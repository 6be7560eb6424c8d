import type { Clock } from '#protocols/port/clock'

/** A program that has not called for so long holds nobody up any more, in ms: a shift (assumed). */
export const LONGEST_SILENCE_MS = 8 * 60 * 60_000

/**
 * Who has called Initial and not Finalize. Initialisation is the daemon's, not a program's (assumed: nhi-facts §2.4 has one
 * component on a PC, and 1001 stands for success): it begins with the first Initial and ends with the Finalize of the last
 * program, where one that was silent for a shift does not count, because it may be dead. Silence alone ends nothing: a
 * HIS that is left open overnight goes on in the morning.
 */
export class Programs {
  readonly #clock: Clock
  /** When each last called, in ms since 1970. */
  readonly #lastCall = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isInitialised(): boolean {
    return this.#lastCall.size > 0
  }

  /** @param program an origin, or a user of this PC */
  began(program: string): void {
    this.#lastCall.set(program, this.#clock.now())
  }

  called(program: string): void {
    if (this.#lastCall.has(program)) this.began(program)
  }

  /** @returns whether it was the last, so that nothing is initialised now */
  ended(program: string): boolean {
    if (!this.#lastCall.delete(program)) return false
    const since = this.#clock.now() - LONGEST_SILENCE_MS
    if ([...this.#lastCall.values()].some((last) => last > since)) return false
    this.#lastCall.clear()
    return true
  }
}
