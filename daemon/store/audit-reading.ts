import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { AuditKeys } from './audit-keys.ts'
import { AuditRows } from './audit-rows.ts'
import { newestVersion } from './migrations.ts'
import { named } from './sqlite-error.ts'
import { HashKeys, WrapKey } from './store-keys.ts'

export interface ReadAudit {
  readonly rows: AuditRows
  close(): void
}

/**
 * The audit of a store that a daemon may be writing to: nothing is changed, nor is anybody kept waiting.
 * @param file of the database
 * @param masterKeys 32 bytes each; one of them is the store's
 * @param source where they came from, for the error
 * @throws NhicardError STORE_UNAVAILABLE, STORE_NEWER, STORE_KEY_WRONG
 */
export function readAudit(file: string, masterKeys: readonly Uint8Array[], source: string): ReadAudit {
  if (!existsSync(file)) throw new NhicardError('STORE_UNAVAILABLE', { why: 'ENOENT' })
  let handle: Sqlite.Database | undefined
  try {
    handle = new Sqlite(file, { readonly: true, fileMustExist: true })
    handle.pragma('busy_timeout = 5000')
    const found = Number(handle.pragma('user_version', { simple: true }))
    if (found > newestVersion) throw new NhicardError('STORE_NEWER', { found, known: newestVersion })
    if (found < newestVersion) throw new NhicardError('STORE_UNAVAILABLE', { why: `version ${found}` })
    const opened = handle
    return { rows: new AuditRows(opened, keysOf(opened, masterKeys, source)), close: () => void opened.close() }
  } catch (error) {
    handle?.close()
    throw named(error)
  }
}

function keysOf(handle: Sqlite.Database, masterKeys: readonly Uint8Array[], source: string): AuditKeys {
  const roots = ['store_key', 'store_key_copy'].flatMap((table) => (
    handle.prepare<[], { root: Uint8Array }>(`SELECT root FROM ${table}`).all().map(({ root }) => root)
  ))
  for (const masterKey of masterKeys) {
    const wrapKey = new WrapKey(masterKey)
    const root = roots.map((wrapped) => wrapKey.unwrapRoot(wrapped)).find((one) => one !== undefined)
    wrapKey.zero()
    if (root !== undefined) return new AuditKeys(new HashKeys(root).audit)
  }
  throw new NhicardError('STORE_KEY_WRONG', { source })
}
