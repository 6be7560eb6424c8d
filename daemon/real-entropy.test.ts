import { expect, test } from 'vitest'
import { realEntropy } from './real-entropy.ts'

test('no byte is given out twice, of whatever length the draws are', () => {
  const seen = new Set<string>()
  const lengths: number[] = []
  for (let draw = 0; draw < 20_000; draw++) {
    const length = 16 + draw % 60
    const bytes = realEntropy.bytes(length)
    lengths.push(bytes.length - length)
    for (const start of [0, length - 8]) seen.add(Buffer.from(bytes.subarray(start, start + 8)).toString('hex'))
  }
  expect(new Set(lengths)).toEqual(new Set([0]))
  expect(seen.size).toBe(2 * lengths.length)
})

test('what was given out stays as it is', () => {
  const key = realEntropy.bytes(32)
  const before = [...key]
  for (let draw = 0; draw < 1000; draw++) realEntropy.bytes(32).fill(0)
  expect([...key]).toEqual(before)
  expect(key.some((byte) => byte !== 0)).toBe(true)
})
