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
    const turn = this.enter()
    if (turn !== undefined) await turn
    try {
      return await call()
    } finally {
      this.leave()
    }
  }

  /**
   * The same, but given up while it waits when there is a reason; a call that has begun goes on.
   * @param watch is given how to give up, and gives how to look no more
   * @throws NhicardError READER_BUSY; the reason
   */
  runUnless<Result>(watch: (giveUp: (why: Error) => void) => () => void, call: () => Promise<Result>): Promise<Result> {
    if (this.#pending === 0) return this.run(call)
    return new Promise((resolve, reject) => {
      let isGivenUp = false
      const unwatch = watch((why) => {
        isGivenUp = true
        reject(why)
      })
      this.run(async () => {
        unwatch()
        if (!isGivenUp) resolve(await call())
      }).catch(reject).finally(unwatch)
    })
  }
}
