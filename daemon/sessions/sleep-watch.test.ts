import { describe, expect, it } from 'vitest'
import type { Clock } from '#protocols/port/clock'
import { watchSleep } from './sleep-watch.ts'

/** A clock whose hands move while its timers stand still, as in a PC that sleeps. */
class SleepyClock implements Clock {
  time = 0
  timer: (() => void) | undefined

  now(): number {
    return this.time
  }

  after(_ms: number, callback: () => void): () => void {
    this.timer = callback
    return () => {
      this.timer = undefined
    }
  }

  ring(after: number): void {
    this.time += after
    this.timer?.()
  }
}

describe('the watch for sleep', () => {
  it('tells of a timer that came 10 seconds late or more, once', () => {
    const clock = new SleepyClock()
    let resumed = 0
    watchSleep(clock, () => resumed++)
    clock.ring(2_000)
    clock.ring(11_900)
    expect(resumed).toBe(0)
    clock.ring(3_600_000)
    expect(resumed).toBe(1)
    clock.ring(2_000)
    expect(resumed).toBe(1)
  })

  it('leaves no timer behind', () => {
    const clock = new SleepyClock()
    const stop = watchSleep(clock, () => {})
    clock.ring(2_000)
    stop()
    expect(clock.timer).toBeUndefined()
  })
})
