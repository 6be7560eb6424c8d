/** Times of one contestant, in milliseconds where nothing else is said. */
export interface Summary {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface Row extends Summary {
  readonly name: string
}

export const row = (name: string, samples: readonly number[]): Row => ({ name, ...summaryOf(samples) })

/** The smallest sample that at least `share` of all samples do not exceed (nearest rank). */
function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN
}

export function summaryOf(samples: readonly number[]): Summary {
  const ascending = samples.toSorted((one, other) => one - other)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(ascending, share)) as [number, number, number]
  return { n: samples.length, p50, p95, p99 }
}

/** CLOCK_MONOTONIC in milliseconds: the same in every process of this machine. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/**
 * Processor time that this process has taken, in microseconds, in all its threads: the collector of garbage and the
 * compiler of V8 among them. Unlike a clock it does not run while others have the processor.
 */
export function cpuUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
