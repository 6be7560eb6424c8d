import type { Clock } from '#protocols/port/clock'

/**
 * Tells when nothing has come for a time. It waits in two halves: where this process was held up, the first half is
 * over late, and what came meanwhile is taken in before the second one ends.
 */
export class SilenceTimer {
  readonly #clock: Clock
  readonly #onSilence: () => void
  #cancel = () => {}

  constructor(clock: Clock, onSilence: () => void) {
    this.#clock = clock
    this.#onSilence = onSilence
  }

  restart(ms: number): void {
    this.#cancel()
    this.#cancel = this.#clock.after(ms / 2, () => {
      this.#cancel = this.#clock.after(ms / 2, this.#onSilence)
    })
  }

  stop(): void {
    this.#cancel()
  }
}
