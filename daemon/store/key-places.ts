import { chmodSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hex, unhex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Log } from '../log.ts'
import type { StateDirectory } from '../state-directory.ts'
import type { KeyPlace } from './key-place.ts'
import { syncFolder } from './store-database.ts'

const KEY = 32

/** 32 bytes, or 64 hex digits with or without an end of line. */
function keyOf(bytes: Uint8Array, source: KeyPlace['source']): Uint8Array {
  if (bytes.length === KEY) return Uint8Array.from(bytes)
  const text = Buffer.from(bytes).toString('latin1').trim()
  if (/^[0-9a-f]{64}$/i.test(text)) return unhex(text)
  throw new NhicardError('STORE_KEY_WRONG', { source })
}

/** What systemd hands over (`LoadCredentialEncrypted=nhicardd-master-key`): only readable by the service, and only while it runs. */
export function systemdCredential(folder: string): KeyPlace {
  const file = { current: join(folder, 'nhicardd-master-key'), next: join(folder, 'nhicardd-master-key-next') }
  return {
    source: 'systemd credential',
    read: (which) => existsSync(file[which]) ? keyOf(readFileSync(file[which]), 'systemd credential') : undefined,
  }
}

/** `master.key` in the state directory, 64 hex digits, mode 0600. */
export function keyFile(state: StateDirectory, log: Log): KeyPlace {
  const name = { current: 'master.key', next: 'master.key.next' }
  return {
    source: 'file',
    read: (which) => {
      const file = state.file(name[which])
      if (!existsSync(file)) return undefined
      if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
        chmodSync(file, 0o600)
        log.warn('the key file could be read by others and is narrowed to its owner', { why: name[which] })
      }
      return keyOf(readFileSync(file), 'file')
    },
    keep: (which, key) => state.writeDurably(name[which], `${hex(key)}\n`),
    promote: () => {
      renameSync(state.file(name.next), state.file(name.current))
      syncFolder(state.path)
    },
    drop: () => {
      state.remove(name.next)
      syncFolder(state.path)
    },
  }
}
