import { randomBytes } from 'node:crypto'
import type { Entropy } from '#protocols/port/entropy'

const POOL = 4096
/** What is longer is drawn for itself. */
const SHORT = 64

let pool = new Uint8Array()
let left = 0

/**
 * The operating system's. Nonces and ids are drawn many at a time, as each call of OpenSSL costs 10 µs beside a commit; what was
 * given out is zeroed in the pool.
 */
export const realEntropy: Entropy = {
  bytes(length) {
    if (length > SHORT) return randomBytes(length)
    if (length > left) {
      pool = Uint8Array.from(randomBytes(POOL)) // a Buffer's slices are no copies
      left = POOL
    }
    left -= length
    const given = pool.slice(left, left + length)
    pool.fill(0, left, left + length)
    return given
  },
}
