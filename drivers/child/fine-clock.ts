import type { Clock } from '#protocols/port/clock'

/** Below this, a timer of the event loop is late by as much again. */
const TOO_FINE_MS = 2
/** The event loop counts whole milliseconds from the beginning of a turn, and so calls up to 1 ms too early. */
const EARLY_MS = 1

/**
 * Real time in parts of a millisecond, for links that keep pauses as short as a few bits. It passes evenly: setting the
 * clock of the PC does not move it, and while the PC sleeps it may stand still. A wait is never shorter than asked for;
 * one below 2 ms is passed by looking at the time on every turn of the event loop, so it costs that much processor.
 */
export const fineClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, callback) => {
    const due = performance.now() + ms
    if (ms >= TOO_FINE_MS) {
      const timer = setTimeout(callback, Math.ceil(ms) + EARLY_MS)
      return () => clearTimeout(timer)
    }
    const look = () => {
      if (performance.now() >= due) callback()
      else turn = setImmediate(look)
    }
    let turn = setImmediate(look)
    return () => clearImmediate(turn)
  },
}
