import type { Clock } from '#protocols/port/clock'

interface Due {
  readonly at: number
  readonly callback: () => void
}

/** Time that stands still until somebody moves it. */
export class VirtualClock implements Clock {
  #now: number
  #due: Due[] = []

  /** @param startAt ISO 8601 with an offset */
  constructor(startAt: string) {
    this.#now = Date.parse(startAt)
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

  /** Moves time forward; what falls due on the way is called in its order, at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#due = this.#due.filter((other) => other !== next)
      this.#now = next.at
      next.callback()
    }
    this.#now = end
  }

  /**
   * Moves time to the next callback and calls it alone; of those due at once the one asked for first. Whoever lets
   * promises settle between the steps measures to the exact moment.
   * @returns false when none waits, and time stands still
   */
  step(): boolean {
    const [first, ...others] = this.#due
    if (first === undefined) return false
    const next = others.reduce((earliest, due) => (due.at < earliest.at ? due : earliest), first)
    this.#due = this.#due.filter((other) => other !== next)
    this.#now = next.at
    next.callback()
    return true
  }

  /** How many callbacks wait: nothing may be left behind when a run ends. */
  get waiting(): number {
    return this.#due.length
  }
}
