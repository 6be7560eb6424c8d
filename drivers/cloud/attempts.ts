import type { Clock } from '#protocols/port/clock'
import type { SiteOutcome } from './site-outcome.ts'

interface Ended<Of> {
  readonly of: Of
  readonly outcome: SiteOutcome
}

/** Requests of one call that are under way, of which the first answer counts. */
export class Attempts<Of> {
  readonly #clock: Clock
  readonly #aside: number | undefined
  readonly #running = new Set<Promise<Ended<Of>>>()
  #cancel = (): void => undefined

  /** @param aside ms without any answer until one more is to begin; undefined: never */
  constructor(clock: Clock, aside: number | undefined) {
    this.#clock = clock
    this.#aside = aside
  }

  get areRunning(): boolean {
    return this.#running.size > 0
  }

  add(of: Of, outcome: Promise<SiteOutcome>): void {
    const running = outcome.then((came) => {
      this.#running.delete(running)
      return { of, outcome: came }
    })
    this.#running.add(running)
  }

  /**
   * The next that ends; undefined when none is under way.
   * @param late called when none ended in time, where there is anybody else to ask
   */
  async next(late: (() => void) | undefined): Promise<Ended<Of> | undefined> {
    if (!this.areRunning) return undefined
    if (this.#aside === undefined || late === undefined) return Promise.race(this.#running)
    const isLate = new Promise<undefined>((resolve) => {
      this.#cancel = this.#clock.after(this.#aside ?? 0, () => resolve(undefined))
    })
    const ended = await Promise.race([...this.#running, isLate])
    this.#cancel()
    if (ended !== undefined) return ended
    late()
    return Promise.race(this.#running)
  }

  close(): void {
    this.#cancel()
  }
}
