import type { Entropy } from '#protocols/port/entropy'

/** For something on this machine, in ms. */
const LOCAL = { first: 100, cap: 2_000 }

/**
 * How long to wait before the next try: the first wait doubled with every failure, up to the cap, of which a random half is
 * taken off so that several waiters do not come back together. On this machine 100 ms, at most 2 s.
 * @param failures how many tries have failed in a row, from 1
 */
export function backoffMs(failures: number, entropy: Entropy, { first, cap } = LOCAL): number {
  const full = Math.min(first * 2 ** Math.max(0, failures - 1), cap)
  const [random = 0] = entropy.bytes(1)
  return full - (full / 2) * (random / 255)
}
