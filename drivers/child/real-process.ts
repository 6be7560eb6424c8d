import { randomBytes } from 'node:crypto'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { processChannel, type ParentChannel } from './child-side.ts'
import { fineClock } from './fine-clock.ts'

/** What a child process of ours gives to the work in it. */
export interface RealProcess {
  readonly channel: ParentChannel
  readonly clock: Clock
  readonly entropy: Entropy
  /** Microseconds, evenly passing. */
  readonly stopwatch: () => number
}

/**
 * The process this runs in, as a child of the daemon. Ctrl-C at a terminal reaches it too; it ends when its parent
 * closes the channel, and gives back what it holds first.
 */
export function realProcess(): RealProcess {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  return {
    channel: processChannel,
    clock: fineClock,
    entropy: { bytes: (length) => randomBytes(length) },
    stopwatch: () => performance.now() * 1_000,
  }
}
