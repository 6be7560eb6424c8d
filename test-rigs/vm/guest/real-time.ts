import { randomBytes } from 'node:crypto'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'

export const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

export const realEntropy: Entropy = { bytes: (length) => randomBytes(length) }
