import { queryObjects } from 'node:v8'
import { Actor } from 'xstate'

/** What a load left behind between its first tenth and its end. */
export interface Growth {
  readonly name: string
  readonly times: number
  /** Heap and the bytes of arrays outside it, in MB (10^6 bytes), after collecting garbage. */
  readonly mb: number
  /** XState actors that are still reachable. */
  readonly actors: number
  /** Callbacks that wait for a time. */
  readonly timers: number
}

export interface Load {
  readonly name: string
  readonly times: number
  /** Times that are not counted, where it is not the first tenth. */
  readonly warming?: number
  readonly once: () => unknown
  readonly waiting: () => number
  readonly close: () => Promise<void>
}

function living(load: Load): Pick<Growth, 'mb' | 'actors' | 'timers'> {
  if (globalThis.gc === undefined) throw new Error('to be started with --expose-gc')
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return { mb: (heapUsed + external) / 1e6, actors: queryObjects(Actor, { format: 'count' }), timers: load.waiting() }
}

/** Runs a load in a process that was started with --expose-gc. */
export async function growth(load: Load): Promise<Growth> {
  const run = async (times: number) => {
    for (let time = 0; time < times; time++) await load.once()
  }
  const warming = load.warming ?? load.times / 10
  await run(warming)
  const before = living(load)
  await run(load.times - warming)
  const after = living(load)
  await load.close()
  return {
    name: load.name, times: load.times,
    mb: after.mb - before.mb, actors: after.actors - before.actors, timers: after.timers - before.timers,
  }
}
