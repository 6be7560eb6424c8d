import { expect, test } from 'vitest'
import { clinicDay } from './clinic-day.fixture.ts'

test('a bad day of a clinic ends with nothing lost and nothing doubled, and is the same day once more from its seed', async () => {
  const day = await clinicDay(1)
  expect(day.broken).toEqual([])
  expect(day.deaths).toBeGreaterThan(3)
  expect(day.troubles).toBeGreaterThan(3)
  expect(await clinicDay(1)).toEqual(day)
  expect((await clinicDay(2)).hash).not.toBe(day.hash)
}, 300_000)
