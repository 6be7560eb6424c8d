import { NhicardError } from '#protocols/errors/nhicard-error'
import type { EventStream } from '../sessions/event-stream.ts'
import type { Readers } from '../sessions/readers.ts'
import type { Handlers } from './handler.ts'

/** @param port of the native door, named in the error for callers without a WebSocket */
export function eventHandlers(
  readers: Readers, events: EventStream, port: () => number,
): Pick<Handlers, 'events.subscribe'> {
  return {
    'events.subscribe': (_, { subscribe }) => {
      if (subscribe === undefined) throw new NhicardError('SUBSCRIPTION_UNSUPPORTED', { port: port() })
      subscribe((send) => events.listen(send))
      return { seq: events.seq, readers: readers.list() }
    },
  }
}
