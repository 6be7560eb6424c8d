import type { Entropy } from '#protocols/port/entropy'

const FIRST_MS = 100
const CAP_MS = 2_000

/**
 * How long to wait before the next try of something on this machine: 100 ms doubled with every failure, at most 2 s,
 * of which a random half is taken off so that several waiters do not come back together.
 * @param failures how many tries have failed in a row, from 1
 */
export function backoffMs(failures: number, entropy: Entropy): number {
  const full = Math.min(FIRST_MS * 2 ** Math.max(0, failures - 1), CAP_MS)
  const [random = 0] = entropy.bytes(1)
  return full - (full / 2) * (random / 255)
}
