import { randomBytes, randomFillSync } from 'node:crypto'
import type { Entropy } from '#protocols/port/entropy'

/** What is longer is drawn for itself. */
const SHORT = 64

const pool = new Uint8Array(4096)
let left = 0

/**
 * The operating system's. Nonces and ids are drawn many at a time, as each call of OpenSSL costs 10 µs beside a commit; what was
 * given out is zeroed in the pool.
 */
export const realEntropy: Entropy = {
  bytes(length) {
    if (length > SHORT) return randomBytes(length)
    if (length > left) {
      randomFillSync(pool)
      left = pool.length
    }
    left -= length
    const given = pool.slice(left, left + length)
    pool.fill(0, left, left + length)
    return given
  },
}
