import { describe, expect, it } from 'vitest'
import { fineClock } from './fine-clock.ts'

const passed = (ms: number) => new Promise<number>((resolve) => {
  const start = performance.now()
  fineClock.after(ms, () => resolve(performance.now() - start))
})

describe('a clock that counts parts of a millisecond', () => {
  it.each([0, 0.05, 0.19, 0.9, 1, 1.25, 1.999, 2, 2.5])('waits no less than the %f ms it was asked for', async (ms) => {
    for (let time = 0; time < 5; time++) expect(await passed(ms)).toBeGreaterThanOrEqual(ms)
  })

  it('calls what is due first before what is due later, however short both are', async () => {
    const order: string[] = []
    await Promise.all([
      new Promise<void>((resolve) => void fineClock.after(1.5, () => resolve(void order.push('later')))),
      new Promise<void>((resolve) => void fineClock.after(0.5, () => resolve(void order.push('first')))),
    ])
    expect(order).toEqual(['first', 'later'])
  })

  it.each([0, 0.5, 5])('calls nobody back who gave up waiting for %f ms', async (ms) => {
    let called = false
    fineClock.after(ms, () => void (called = true))()
    await passed(ms + 2)
    expect(called).toBe(false)
  })

  it('tells the time of the PC, and never one before', () => {
    expect(Math.abs(fineClock.now() - Date.now())).toBeLessThan(60_000)
    const times = Array.from({ length: 100 }, () => fineClock.now())
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })
})
