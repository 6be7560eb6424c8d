import { setTimeout as pause } from 'node:timers/promises'
import type { BenchDaemon } from './daemon.ts'
import type { CardProcess } from './card-process.ts'
import type { Contestant } from './programs.ts'
import { now } from './samples.ts'

export interface StatusReport {
  readonly reader: string
  readonly present: boolean
  /** CLOCK_MONOTONIC, nanoseconds. */
  readonly at: string
}

export interface Insertions {
  /** From the status change, as the first of two plain listeners saw it, to the client's onmessage. */
  readonly ownShare: number[]
  /** From the order to insert to the status change: the card's connection and pcscd's poll. */
  readonly poll: number[]
  /** Between the two listeners: how exact `ownShare` can be. */
  readonly apart: number[]
}

/** How long pcscd leaves a virtual reader unobserved, in ms. */
const POLL_MS = 400

async function both(listeners: readonly Contestant<never, StatusReport>[], present: boolean): Promise<number[]> {
  return Promise.all(listeners.map(async (listener) => {
    for (;;) {
      const report = await listener.next()
      if (report.present === present) return Number(BigInt(report.at)) / 1e6
    }
  }))
}

/**
 * Takes the card out and inserts it, again and again, each time at another moment between two polls. pcscd tells its clients one after the
 * other in the order of their registration, so one listener began before the daemon and one after it.
 */
export async function insertions(
  times: number, daemon: BenchDaemon, card: CardProcess, listeners: readonly Contestant<never, StatusReport>[],
): Promise<Insertions> {
  const client = daemon.client()
  let arrived: (at: number) => void = () => {}
  await client.subscribe({
    state: () => {},
    event: ({ event }) => {
      const at = now()
      if (event === 'card.inserted') arrived(at)
    },
  })
  const result: Insertions = { ownShare: [], poll: [], apart: [] }
  for (let count = 0; count < times; count++) {
    const gone = both(listeners, false)
    card.tell('remove')
    await gone
    await pause(Math.random() * POLL_MS)
    const seen = both(listeners, true)
    const event = new Promise<number>((resolve) => (arrived = resolve))
    const ordered = now()
    card.tell('insert')
    const [first = 0, last = 0] = (await seen).sort((one, other) => one - other)
    result.ownShare.push(await event - first)
    result.poll.push(first - ordered)
    result.apart.push(last - first)
  }
  client.close()
  return result
}
