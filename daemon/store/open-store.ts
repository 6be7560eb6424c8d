import { existsSync } from 'node:fs'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Log } from '../log.ts'
import type { StateDirectory } from '../state-directory.ts'
import type { KeyPlace } from './key-place.ts'
import { readAudit, type ReadAudit } from './audit-reading.ts'
import { keyFile, systemdCredential } from './key-places.ts'
import { keyring } from './keyring.ts'
import { named } from './sqlite-error.ts'
import { Store, type StoreGround } from './store.ts'

/** In the state directory. */
export const STORE_FILE = 'store.sqlite'

export interface StorePlaces {
  readonly state: StateDirectory
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  /** Of systemd; default: `$CREDENTIALS_DIRECTORY`. */
  readonly credentials?: string | undefined
  /** Where a new key is made; default: `file`. The keyring is asked for no key otherwise. */
  readonly newKey?: 'file' | 'keyring'
  readonly onCommit?: StoreGround['onCommit']
  readonly durability?: StoreGround['durability']
  readonly isThorough?: boolean
}

/** Places in the order in which they are asked. */
export function keyPlaces(places: StorePlaces): readonly KeyPlace[] {
  const { state, log, credentials = process.env.CREDENTIALS_DIRECTORY ?? '', newKey = 'file' } = places
  const system = credentials === '' ? [] : [systemdCredential(credentials)]
  return [...system, keyFile(state, log), ...newKey === 'keyring' ? [keyring(state.realPath)] : []]
}

/**
 * Opens the store of a state directory with the first master key there is. The very first start makes one, and keeps it before
 * the database is made.
 * @throws NhicardError STORE_KEY_MISSING, STORE_KEY_WRONG, STORE_NEWER, STORE_FULL, STORE_UNAVAILABLE: nothing was changed
 */
export function openStore(places: StorePlaces): Store {
  try {
    return openWith(places)
  } catch (error) {
    throw named(error)
  }
}

function openWith(places: StorePlaces): Store {
  const { state, clock, entropy, log, onCommit, durability, isThorough = false } = places
  const file = state.file(STORE_FILE)
  const { place, key } = findKey(places, existsSync(file) || existsSync(`${file}-mark`))
  const nextKey = place.read('next')
  try {
    const store = Store.open({
      database: file, masterKey: key, nextKey, keySource: place.source, clock, entropy, log, isThorough, hasReserve: true,
      ...onCommit && { onCommit }, ...durability && { durability },
    })
    // a change of keys was cut off: before its transaction, or after it
    if (nextKey !== undefined) (store.isUnderNextKey ? place.promote : place.drop)?.()
    log.info('the store is open', { state: store.report.state, why: `key from ${place.source}` })
    return store
  } finally {
    key.fill(0)
    nextKey?.fill(0)
  }
}

/**
 * The audit of a state directory, to be read beside a daemon that writes or without one.
 * @throws NhicardError STORE_KEY_MISSING, and as `readAudit`
 */
export function openAudit(places: StorePlaces): ReadAudit {
  const file = places.state.file(STORE_FILE)
  for (const place of keyPlaces(places)) {
    // a change of keys may be under way, or cut off: either opens it
    const keys = (['current', 'next'] as const).flatMap((which) => place.read(which) ?? [])
    if (keys.length > 0) return readAudit(file, keys, place.source)
  }
  throw new NhicardError('STORE_KEY_MISSING', {})
}

function findKey(places: StorePlaces, hasDatabase: boolean): { readonly place: KeyPlace, readonly key: Uint8Array } {
  const all = keyPlaces(places)
  for (const place of all) {
    const key = place.read('current')
    if (key !== undefined) return { place, key }
  }
  if (hasDatabase) throw new NhicardError('STORE_KEY_MISSING', {})
  const place = all.find(({ source }) => source === (places.newKey ?? 'file'))
  if (place?.keep === undefined) throw new NhicardError('STORE_KEY_MISSING', {})
  const key = Uint8Array.from(places.entropy.bytes(32))
  place.keep('current', key)
  return { place, key }
}

/**
 * Puts the store under a new master key: a random one where the old one lies, or, where only an administrator can keep keys, the
 * one that was put beside it (`nhicardd-master-key-next`). Whenever this is cut off, one of the two keys opens the store, and the
 * next start knows which.
 * @throws NhicardError STORE_KEY_MISSING when there is no key to come, and as `openStore`
 */
export function rotateKey(places: StorePlaces): void {
  const store = openStore(places)
  try {
    const place = keyPlaces(places).find(({ source }) => source === store.keySource)
    let next = place?.read('next')
    if (next === undefined && place?.keep !== undefined) {
      next = Uint8Array.from(places.entropy.bytes(32))
      place.keep('next', next)
    }
    if (next === undefined) throw new NhicardError('STORE_KEY_MISSING', {})
    store.rewrap(next)
    next.fill(0)
    place?.promote?.()
  } catch (error) {
    throw named(error)
  } finally {
    store.close()
  }
}
