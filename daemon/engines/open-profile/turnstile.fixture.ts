/** Everything between two messages is done in promises. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Everything that is sent waits here until somebody lets it go, one after the other. */
export class Turnstile {
  readonly #waiting: (() => void)[] = []

  readonly pause = (): Promise<void> => new Promise((resolve) => this.#waiting.push(resolve))

  /** Lets so many go, or as many as there are. */
  async some(count: number, pick: (of: number) => number): Promise<void> {
    for (let gone = 0; gone < count; gone += 1) {
      await settled()
      if (!this.#letGo(pick)) return
    }
  }

  /**
   * Lets one go until all of this is over.
   * @param pick which of so many
   * @returns whether it came to an end; when nothing waits here any more and it is not over, calls wait for each other
   */
  async runs(work: Promise<unknown>, pick: (of: number) => number): Promise<boolean> {
    let isOver = false
    void work.finally(() => (isOver = true)).catch(() => undefined)
    for (;;) {
      await settled()
      if (isOver) return true
      if (!this.#letGo(pick)) return false
    }
  }

  #letGo(pick: (of: number) => number): boolean {
    const [go] = this.#waiting.length === 0 ? [] : this.#waiting.splice(pick(this.#waiting.length), 1)
    go?.()
    return go !== undefined
  }
}
