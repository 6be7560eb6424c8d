import type { Clock } from '#protocols/port/clock'

/** Lets the `after` of an XState actor run on an injected clock: `createActor(machine, { clock: actorClock(c) })`. */
export function actorClock(clock: Clock) {
  return {
    setTimeout: (callback: () => void, ms: number): (() => void) => clock.after(ms, callback),
    clearTimeout: (cancel: () => void): void => cancel(),
  }
}
