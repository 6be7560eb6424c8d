import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HealthMeter, LEAST_SEEN, wearSigns, type HealthCount } from './health.ts'

function meterWith(counts: Partial<Record<HealthCount, number>>, apdus = 0): HealthMeter {
  const meter = new HealthMeter()
  for (const [what, times] of Object.entries(counts)) {
    for (let time = 0; time < times; time++) meter.count(what as HealthCount)
  }
  for (let apdu = 0; apdu < apdus; apdu++) meter.measure(1_000)
  return meter
}

describe('the health of a reader', () => {
  it('says nothing while too little was seen', () => {
    expect(meterWith({ inserted: LEAST_SEEN.insertion - 1, muteCard: 10 }).verdict.verdict).toBe('unknown')
  })

  it('is good when every card answers at once', () => {
    expect(meterWith({ inserted: 100 }, 500).verdict).toEqual({ verdict: 'good', signs: [] })
  })

  it.each(wearSigns.flatMap((sign) => sign.counts.map((what) => ({ sign, what }))))(
    'turns from good over watch to worn as $what grows', ({ sign, what }) => {
      const seen = 1_000
      const others = { inserted: seen }
      const at = (share: number) => meterWith({ ...others, [what]: Math.round(share * seen) }, seen).verdict
      expect(at(sign.watch - 0.001).verdict).toBe('good')
      expect(at(sign.watch)).toEqual({ verdict: 'watch', signs: [sign] })
      expect(at(sign.worn)).toEqual({ verdict: 'worn', signs: [sign] })
    })

  it('names only the signs of the worst verdict', () => {
    const { verdict, signs } = meterWith({ inserted: 100, readerLost: 3, muteCard: 50 }).verdict
    expect(verdict).toBe('worn')
    expect(signs).toEqual([wearSigns[0]])
  })

  it('gives percentiles at most a tenth above the true ones, and never above the longest', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 60_000_000 }), { minLength: 1, maxLength: 400 }), (samples) => {
      const meter = new HealthMeter()
      for (const us of samples) meter.measure(us)
      const sorted = [...samples].sort((a, b) => a - b)
      const { apdus, p50Ms, p95Ms, p99Ms, maxMs } = meter.latency!
      expect(apdus).toBe(samples.length)
      expect(maxMs).toBe(sorted.at(-1)! / 1_000)
      for (const [share, given] of [[0.5, p50Ms], [0.95, p95Ms], [0.99, p99Ms]] as const) {
        const exact = sorted[Math.ceil(samples.length * share) - 1]! / 1_000
        expect(given).toBeGreaterThanOrEqual(exact * 0.999 - 0.001)
        expect(given).toBeLessThanOrEqual(Math.min(exact * 1.1 + 0.002, maxMs))
      }
    }))
  })
})
