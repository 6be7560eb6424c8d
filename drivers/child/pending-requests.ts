import type { Clock } from '#protocols/port/clock'

/** How a request ended without an answer: its own deadline passed, or the child was lost for another reason. */
export class ChildLostError extends Error {
  override readonly name = 'ChildLostError'
  readonly deadlinePassed: boolean

  constructor(deadlinePassed: boolean) {
    super(deadlinePassed ? 'the child process did not answer in time' : 'the child process was lost')
    this.deadlinePassed = deadlinePassed
  }
}

interface Pending<Answer> {
  readonly id: number
  readonly deadlineMs: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: ChildLostError) => void
}

interface Lane<Answer> {
  readonly waiting: Pending<Answer>[]
  stopDeadline: () => void
}

/**
 * Requests a child has not answered yet. The child answers the requests of one lane in their order, so a deadline runs
 * from the moment its request is the first of its lane: waiting behind another is nobody's hang.
 */
export class PendingRequests<Answer> {
  readonly #clock: Clock
  readonly #onDeadline: () => void
  readonly #lanes = new Map<string, Lane<Answer>>()
  readonly #laneOf = new Map<number, string>()
  #lastId = 0

  constructor(clock: Clock, onDeadline: () => void) {
    this.#clock = clock
    this.#onDeadline = onDeadline
  }

  get size(): number {
    return this.#laneOf.size
  }

  /** @param send called with the number under which the answer must come */
  add(lane: string, deadlineMs: number, send: (id: number) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const pending = { id: ++this.#lastId, deadlineMs, resolve, reject }
      const entry = this.#lanes.get(lane)
      this.#laneOf.set(pending.id, lane)
      if (entry) entry.waiting.push(pending)
      else this.#lanes.set(lane, { waiting: [pending], stopDeadline: this.#run(pending) })
      send(pending.id)
    })
  }

  /** An answer to a request that is no longer pending is dropped. */
  settle(id: number, answer: Answer): void {
    const name = this.#laneOf.get(id)
    const lane = name === undefined ? undefined : this.#lanes.get(name)
    const place = lane?.waiting.findIndex((pending) => pending.id === id) ?? -1
    if (name === undefined || lane === undefined || place < 0) return
    const [pending] = lane.waiting.splice(place, 1)
    this.#laneOf.delete(id)
    if (place === 0) {
      lane.stopDeadline()
      const [next] = lane.waiting
      if (next) lane.stopDeadline = this.#run(next)
      else this.#lanes.delete(name)
    }
    pending?.resolve(answer)
  }

  failAll(): void {
    const lanes = [...this.#lanes.values()]
    this.#lanes.clear()
    this.#laneOf.clear()
    for (const { waiting, stopDeadline } of lanes) {
      stopDeadline()
      for (const { reject } of waiting) reject(new ChildLostError(false))
    }
  }

  #run(pending: Pending<Answer>): () => void {
    return this.#clock.after(pending.deadlineMs, () => {
      pending.reject(new ChildLostError(true))
      this.#onDeadline()
    })
  }
}
