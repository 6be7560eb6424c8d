import type { Clock } from '#protocols/port/clock'

interface Due {
  readonly at: number
  readonly callback: () => void
}

/** Virtual time that can be set back to where a life ended; what the life waited for is forgotten then. */
export class RewindableClock implements Clock {
  #now: number
  #due: Due[] = []

  constructor(now: number) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(ms: number, callback: () => void): () => void {
    const due = { at: this.#now + ms, callback }
    this.#due.push(due)
    return () => {
      this.#due = this.#due.filter((other) => other !== due)
    }
  }

  rewind(now: number): void {
    this.#now = now
    this.#due = []
  }

  /** Moves time forward; what falls due on the way is called at its own time, and `settled` awaited after each. */
  async advance(ms: number, settled: () => Promise<void>): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      const [first] = this.#due.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)
      if (first === undefined) break
      this.#due = this.#due.filter((other) => other !== first)
      this.#now = Math.max(this.#now, first.at)
      first.callback()
      await settled()
    }
    this.#now = end
  }
}
