import type { Clock } from '#protocols/port/clock'
import type { EventStream } from '../sessions/event-stream.ts'
import type { VisitDesk } from './visit-desk.ts'

/** From the start, in ms: whoever calls first comes first. */
const AFTER_START = 3_000

/**
 * What was left open is looked after soon after the start, and whenever a card comes.
 * @param desk loaded when it is first wanted
 * @returns ends it
 */
export function watchSettling(events: EventStream, clock: Clock, desk: () => Promise<VisitDesk>): () => void {
  let loaded: VisitDesk | undefined
  let isOver = false
  const settle = async () => {
    loaded = await desk()
    if (!isOver) await loaded.settleAll()
  }
  const cancel = clock.after(AFTER_START, () => void settle())
  const deafen = events.listen(({ event }) => {
    if (event === 'card.inserted') void settle()
  })
  return () => {
    isOver = true
    cancel()
    deafen()
    loaded?.close()
  }
}
