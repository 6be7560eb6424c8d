import type { Clock } from '#protocols/port/clock'

/** How a request ended without an answer: a deadline passed, or the child was lost for another reason. */
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
  /** What the child still owes of a lane whose deadline has passed. */
  readonly abandoned: Set<number>
  stopDeadline: () => void
}

export interface LaneWatch {
  /** The first request of a lane passed its deadline; it and those behind it have failed and are no longer wanted. */
  stuck(lane: string, abandoned: readonly number[]): void
  /** The child has answered all that it still owed of a stuck lane. */
  recovered(lane: string): void
  /** The child answered a request of this lane in time. */
  answered(lane: string): void
}

/**
 * Requests a child has not answered yet. The child answers the requests of one lane in their order, so a deadline runs
 * from the moment its request is the first of its lane: waiting behind another is nobody's hang. A lane whose deadline
 * has passed is stuck, and refuses requests at once, until the child has answered all that it still owes.
 */
export class PendingRequests<Answer> {
  readonly #clock: Clock
  readonly #watch: LaneWatch
  readonly #lanes = new Map<string, Lane<Answer>>()
  readonly #laneOf = new Map<number, string>()
  #lastId = 0
  #size = 0

  constructor(clock: Clock, watch: LaneWatch) {
    this.#clock = clock
    this.#watch = watch
  }

  /** Requests that somebody waits for. */
  get size(): number {
    return this.#size
  }

  isStuck(lane: string): boolean {
    return (this.#lanes.get(lane)?.abandoned.size ?? 0) > 0
  }

  /** @param send called with the number under which the answer must come */
  add(lane: string, deadlineMs: number, send: (id: number) => void): Promise<Answer> {
    if (this.isStuck(lane)) return Promise.reject(new ChildLostError(true))
    return new Promise((resolve, reject) => {
      const pending = { id: ++this.#lastId, deadlineMs, resolve, reject }
      const entry = this.#lanes.get(lane)
      this.#laneOf.set(pending.id, lane)
      this.#size++
      if (entry) entry.waiting.push(pending)
      else this.#lanes.set(lane, { waiting: [pending], abandoned: new Set(), stopDeadline: this.#run(lane, pending) })
      send(pending.id)
    })
  }

  /** An answer to a request that is no longer pending is dropped. */
  settle(id: number, answer: Answer): void {
    const name = this.#laneOf.get(id)
    const lane = name === undefined ? undefined : this.#lanes.get(name)
    if (name === undefined || lane === undefined) return
    this.#laneOf.delete(id)
    if (lane.abandoned.delete(id)) {
      if (lane.abandoned.size > 0) return
      this.#lanes.delete(name)
      this.#watch.recovered(name)
      return
    }
    const place = lane.waiting.findIndex((pending) => pending.id === id)
    const [pending] = lane.waiting.splice(place, 1)
    this.#size--
    if (place === 0) {
      lane.stopDeadline()
      const [next] = lane.waiting
      if (next) lane.stopDeadline = this.#run(name, next)
      else this.#lanes.delete(name)
    }
    pending?.resolve(answer)
    this.#watch.answered(name)
  }

  failAll(): void {
    const lanes = [...this.#lanes.values()]
    this.#lanes.clear()
    this.#laneOf.clear()
    this.#size = 0
    for (const { waiting, stopDeadline } of lanes) {
      stopDeadline()
      for (const { reject } of waiting) reject(new ChildLostError(false))
    }
  }

  #run(name: string, { deadlineMs }: Pending<Answer>): () => void {
    return this.#clock.after(deadlineMs, () => {
      const lane = this.#lanes.get(name)
      const failed = lane?.waiting.splice(0) ?? []
      this.#size -= failed.length
      for (const { id, reject } of failed) {
        lane?.abandoned.add(id)
        reject(new ChildLostError(true))
      }
      this.#watch.stuck(name, failed.map(({ id }) => id))
    })
  }
}
