import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedManyPatients } from './cloud-bundles.ts'
import { cloudCalls, type CloudCallFigures } from './cloud-calls.ts'
import { doorFigures, doorShare, tlsAlone, type DoorFigures } from './doors.ts'
import { failover } from './failover.ts'
import type { Aim } from './report.ts'
import type { Row } from './samples.ts'
import { digits, table, timesTable } from './tables.ts'

/** Control software 6.0: its simulated centre, its door, and what happens when a site of the centre is gone. */
export interface CloudFigures {
  readonly calls: CloudCallFigures
  readonly doors: DoorFigures
  /** In ms. */
  readonly failovers: readonly Row[]
}

export async function cloudFigures(say: (text: string) => void): Promise<CloudFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-bench-'))
  const database = join(folder, 'centre.sqlite')
  try {
    say('signed calls to a simulated cloud on one core')
    await seedManyPatients(database)
    const calls = await cloudCalls(database)
    say('both doors of one daemon')
    const doors = await doorFigures()
    say('failover to the second site')
    return { calls, doors, failovers: await failover(database) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whoever counts waits for a site that accepts and never answers: that has no aim. */
const isDead = ({ name }: Row) => /^(?:process killed|no sign of life|connects, never answers: reading)/.test(name)

export function cloudAims({ calls, doors, failovers }: CloudFigures): Aim[] {
  return [
    // 1,000 calls a second on a core that has nothing else to do
    ...calls.byProcessor.map(({ name, p50 }): Aim => ({ name: `simulated cloud: ${name}, p50`, most: 1, unit: 'ms', figure: p50 })),
    { name: 'door of 6.0 without TLS to the native door, p50', most: 1.3, unit: 'times', figure: doorShare(doors) },
    ...failovers.filter(isDead).map(({ name, p95 }): Aim => ({ name: `failover, ${name}, p95`, most: 1000, unit: 'ms', figure: p95 })),
  ]
}

export function renderCloud({ calls, doors, failovers }: CloudFigures): string[] {
  const { cs6, native, bareTls, bare, bundle, signature } = doors
  return [
    timesTable('ms, one signed call to a cloud on one core, four callers', calls.byClock),
    timesTable('ms of the cloud’s processor, the same call', calls.byProcessor),
    table(['Calls a second', 'by the clock', 'by its processor'], calls.byClock.map(({ name, p50 }, at) => [
      name, (1000 / p50).toFixed(0), (1000 / (calls.byProcessor[at]?.p50 ?? Number.NaN)).toFixed(0),
    ])),
    timesTable('ms, a call over a kept connection', [cs6, native, bareTls, bare, bundle, signature]),
    `TLS alone: ${digits(tlsAlone(doors))} ms`,
    timesTable('ms from the first site’s end to an answer', failovers),
  ]
}
