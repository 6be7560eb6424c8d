import { randomBytes } from 'node:crypto'
import type { Entropy } from '#protocols/port/entropy'

export { fineClock as realClock } from '#drivers/child/fine-clock'
export const realEntropy: Entropy = { bytes: (length) => randomBytes(length) }
