import type { Clock } from '#protocols/port/clock'
import { VirtualClock } from '#simulator/virtual-clock'

/** More moments than any story has, even one of bytes that each take their time. */
const MOST_STEPS = 1_000_000

/** Virtual time that can be moved from one moment at which something falls due to the next. */
export class SteppedClock extends VirtualClock {
  readonly #due = new Set<{ readonly at: number }>()
  #steps = 0

  constructor() {
    super('2026-01-15T09:00:00+08:00')
  }

  override after(ms: number, callback: () => void): () => void {
    const due = { at: this.now() + ms }
    this.#due.add(due)
    const cancel = super.after(ms, () => {
      this.#due.delete(due)
      callback()
    })
    return () => {
      this.#due.delete(due)
      cancel()
    }
  }

  /** On to what falls due next, but not beyond `end`. */
  moveOn(end: number): void {
    if (++this.#steps > MOST_STEPS) throw new Error('time does not move on')
    let next = end
    for (const { at } of this.#due) if (at < next) next = at
    this.advance(Math.max(0, next - this.now()))
  }
}

/** One program's use of a clock: how much it waits for, and the end of it when the program is killed. */
export class ProgramClock implements Clock {
  readonly #clock: Clock
  readonly #waits = new Set<() => void>()
  #killed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  after(ms: number, callback: () => void): () => void {
    if (this.#killed) return () => {}
    const cancel = this.#clock.after(ms, () => {
      this.#waits.delete(cancel)
      callback()
    })
    this.#waits.add(cancel)
    return () => {
      this.#waits.delete(cancel)
      cancel()
    }
  }

  /** Callbacks that wait. */
  get waiting(): number {
    return this.#waits.size
  }

  /** Nothing is called back any more. */
  kill(): void {
    this.#killed = true
    for (const cancel of this.#waits) cancel()
    this.#waits.clear()
  }
}

/** Lets everything happen that needs no time: all microtasks are done before the next task. */
export function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
