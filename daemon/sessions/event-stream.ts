import type { Clock } from '#protocols/port/clock'
import type { EventName, NumberedEvent } from '#protocols/native-api/registry'

export type EventListener = (event: NumberedEvent) => void
type DataOf<Name extends EventName> = Extract<NumberedEvent, { event: Name }>['data']

/** All events of the daemon in one order, numbered without gaps since the start. */
export class EventStream {
  readonly #clock: Clock
  readonly #listeners = new Set<EventListener>()
  #seq = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Number of the last event. */
  get seq(): number {
    return this.#seq
  }

  publish<Name extends EventName>(event: Name, data: DataOf<Name>): void {
    this.#seq += 1
    const numbered = { seq: this.#seq, at: new Date(this.#clock.now()).toISOString(), event, data } as NumberedEvent
    for (const listener of this.#listeners) listener(numbered)
  }

  /** The returned function ends it. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
