import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { entries } from '#protocols/journal/entries'
import type { Clock } from '#protocols/port/clock'
import type { NewEntry } from '#protocols/port/journal'
import { SeededRandom } from '#simulator/seeded-random'
import type { Log } from '../log.ts'
import { Store, type StoreGround } from './store.ts'

export const masterKey = Uint8Array.from({ length: 32 }, (_, index) => index)
export const otherKey = Uint8Array.from({ length: 32 }, (_, index) => 255 - index)

/** A clock that goes on by a second with every look. */
export function tickingClock(): Clock {
  let now = Date.parse('2026-01-15T09:00:00+08:00')
  return { now: () => now += 1000, after: () => () => undefined }
}

export const quietLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export const memory = (): Database => new Sqlite(':memory:')

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'nhicardd-store-'))
}

export function openStore(database: StoreGround['database'], more: Partial<StoreGround> = {}): Store {
  return Store.open({ database, masterKey, clock: tickingClock(), entropy: new SeededRandom(1), log: quietLog, ...more })
}

export const visitId = (number: number) => number.toString(16).padStart(32, '0')

const [asking, taken, none] = entries['number.standing'].examples

type Standing = Extract<NewEntry, { readonly kind: 'number.standing' }>

/** An entry of visit `visit`, of the patient to whom it belongs: three visits in a row are one patient's. */
export function entryOf(visit: number, more: Partial<Omit<Standing, 'kind'>> = {}, step = 0): Standing {
  const content = { ...([asking, taken, none][step % 3] ?? asking)!, code: step }
  return { visitId: visitId(visit), patientId: `A10000000${Math.floor(visit / 3) % 10}`, kind: 'number.standing', content, ...more }
}

/** In memory where the system has such a place: a sweep opens hundreds of stores, and a disk takes its time for each. */
export function fastFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'nhicardd-store-'))
}
