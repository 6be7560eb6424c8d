import { NhicardError } from '#protocols/errors/nhicard-error'

/** Most calls that wait for one reader; a HIS that asks faster than a card answers is told so. */
const LONGEST = 64

/** First come, first served, one at a time. Stands outside every machine. */
export class CallQueue {
  readonly #reader: string
  /** With the one whose turn it is. */
  #pending = 0
  readonly #waiting: (() => void)[] = []

  constructor(reader: string) {
    this.#reader = reader
  }

  /** Calls whose turn has not come. */
  get waiting(): number {
    return this.#waiting.length
  }

  /**
   * Takes a turn, which `leave` ends.
   * @returns undefined when it has come already, as nearly always
   * @throws NhicardError READER_BUSY when too many wait
   */
  enter(): Promise<void> | undefined {
    if (this.#pending >= LONGEST) throw new NhicardError('READER_BUSY', { reader: this.#reader })
    this.#pending += 1
    return this.#pending === 1 ? undefined : new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Whoever had the turn is done. */
  leave(): void {
    this.#pending -= 1
    this.#waiting.shift()?.()
  }

  /** @throws NhicardError READER_BUSY when too many wait */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    await this.enter()
    try {
      return await call()
    } finally {
      this.leave()
    }
  }
}
