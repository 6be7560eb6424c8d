import { expect, test } from 'vitest'
import { clinicTime } from './clinic-time.ts'

test.each([
  ['2026-01-14T15:59:59.999Z', '2026-01-14T23:59:59'], ['2026-01-14T16:00:00Z', '2026-01-15T00:00:00'],
  ['2025-12-31T16:00:00Z', '2026-01-01T00:00:00'], ['2024-02-28T16:00:01Z', '2024-02-29T00:00:01'],
  ['1979-07-01T04:00:00Z', '1979-07-01T12:00:00'],
])('%s is %s in the clinic', (utc, local) => expect(clinicTime(Date.parse(utc))).toBe(local))
