import { NhicardError } from '#protocols/errors/nhicard-error'

/** Most calls that wait for one reader; a HIS that asks faster than a card answers is told so. */
const LONGEST = 64

/** First come, first served, one at a time. Stands outside every machine. */
export class CallQueue {
  readonly #reader: string
  #waiting = 0
  #tail: Promise<unknown> = Promise.resolve()

  constructor(reader: string) {
    this.#reader = reader
  }

  /** @throws NhicardError READER_BUSY when too many wait */
  run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= LONGEST) return Promise.reject(new NhicardError('READER_BUSY', { reader: this.#reader }))
    this.#waiting += 1
    const result = this.#tail.then(call)
    const done = () => {
      this.#waiting -= 1
    }
    this.#tail = result.then(done, done)
    return result
  }
}
