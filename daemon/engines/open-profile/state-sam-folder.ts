import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StateDirectory } from '../../state-directory.ts'
import type { SamFolder } from './sam-folder.ts'

const FOLDER = 'sam'
const SECRET = 'machine-secret'
/** The installation's own id on Linux; a copy of the state directory on another PC does not have it. */
const MACHINE_ID = '/etc/machine-id'

/** The folder `sam` of the state directory, and what binds its file to this PC: a random secret there, and the PC's id. */
export function stateSamFolder(state: StateDirectory): SamFolder {
  const folder = state.file(FOLDER)
  return {
    names: () => existsSync(folder) ? readdirSync(folder) : [],
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    get machineSecret() {
      return machineSecret(state)
    },
  }
}

function machineSecret(state: StateDirectory): Uint8Array {
  mkdirSync(state.path, { recursive: true })
  const kept = state.read(SECRET)?.trim()
  const secret = kept !== undefined && /^[0-9a-f]{64}$/.test(kept) ? kept : randomBytes(32).toString('hex')
  if (secret !== kept) state.writeDurably(SECRET, secret)
  const machine = existsSync(MACHINE_ID) ? readFileSync(MACHINE_ID, 'utf8').trim() : ''
  return createHash('sha256').update(`${secret} ${machine}`).digest()
}
