import { expect, test } from 'vitest'
import type { Clock } from '#protocols/port/clock'
import { VirtualClock } from '#simulator/virtual-clock'
import { startAt } from '../contract/scanner-world.fixture.ts'
import { SilenceTimer } from './silence-timer.ts'

function timer(clock: Clock) {
  const told: number[] = []
  return { told, timer: new SilenceTimer(clock, () => told.push(clock.now())) }
}

test('silence is told once, when it has lasted as long as asked from the last restart', () => {
  const clock = new VirtualClock(startAt)
  const { told, timer: silence } = timer(clock)
  silence.restart(100)
  clock.advance(60)
  silence.restart(100)
  clock.advance(99)
  expect(told).toEqual([])
  clock.advance(1_000)
  expect(told).toEqual([Date.parse(startAt) + 160])
})

test('a timer that is stopped in either half tells nothing, and leaves nothing behind', () => {
  for (const after of [10, 60]) {
    const clock = new VirtualClock(startAt)
    const { told, timer: silence } = timer(clock)
    silence.restart(100)
    clock.advance(after)
    silence.stop()
    expect(clock.waiting).toBe(0)
    clock.advance(1_000)
    expect(told).toEqual([])
  }
})

test('what waits to be taken in while the process is held up is no silence', () => {
  // a process that was held up finds everything due at once: what is due by then comes before what is asked for now
  let due: (() => void)[] = []
  const clock: Clock = {
    now: () => 0,
    after: (_, callback) => {
      due.push(callback)
      return () => {
        due = due.filter((other) => other !== callback)
      }
    },
  }
  const { told, timer: silence } = timer(clock)
  silence.restart(100)
  const [heldUp] = due.splice(0)
  heldUp?.()
  silence.restart(100) // the data that lay there
  expect(told).toEqual([])
  expect(due).toHaveLength(1)
})
