import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { hex, unhex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { KeyPlace } from './key-place.ts'

/** A keyring that asks its user does not answer until it is answered. */
const PATIENCE_MS = 5_000

/**
 * Runs in a process of its own, which can be ended: the calls of a keyring cannot. On Linux it insists on a Secret Service: the
 * keyring of the kernel, which the package takes otherwise, is empty after a restart of the PC.
 */
const program = `
  const [, binding, act, name] = process.argv
  const { Entry } = require(binding)
  const entry = new Entry('nhicardd', name, { linux: { store: 'secret-service' } })
  if (act === 'read') process.stdout.write(Buffer.from(entry.getSecret() ?? []).toString('hex'))
  if (act === 'keep') entry.setSecret(Buffer.from(require('node:fs').readFileSync(0, 'utf8'), 'hex'))
  if (act === 'drop') entry.deleteCredential()
`

/** @throws NhicardError STORE_UNAVAILABLE: the keyring did not do it, as far as is known */
function ask(act: 'read' | 'keep' | 'drop', name: string, input = ''): string {
  const { status, error, stdout } = spawnSync(process.execPath, ['-e', program, binding(), act, name], {
    input, timeout: PATIENCE_MS, killSignal: 'SIGKILL', encoding: 'latin1', stdio: ['pipe', 'pipe', 'ignore'],
  })
  if (error !== undefined) throw new NhicardError('STORE_UNAVAILABLE', { why: 'the keyring of the system does not answer' })
  if (status !== 0) throw new NhicardError('STORE_UNAVAILABLE', { why: 'the keyring of the system is not there, or locked' })
  return stdout
}

function binding(): string {
  try {
    return createRequire(import.meta.url).resolve('@napi-rs/keyring')
  } catch {
    throw new NhicardError('STORE_UNAVAILABLE', { why: 'npm @napi-rs/keyring is not installed' })
  }
}

/**
 * The keyring of the system: a Secret Service, the keychain of macOS, the credentials of Windows. One key a state directory.
 * Each call may wait for 5 s, and throws NhicardError STORE_UNAVAILABLE when there is no keyring or it stays locked.
 * @param folder path of the state directory, under which the key is kept
 */
export function keyring(folder: string): KeyPlace {
  const name = { current: `master-key ${folder}`, next: `master-key-next ${folder}` }
  const read = (which: 'current' | 'next') => {
    const text = ask('read', name[which])
    if (text === '') return undefined
    if (!/^[0-9a-f]{64}$/.test(text)) throw new NhicardError('STORE_KEY_WRONG', { source: 'keyring' })
    return unhex(text)
  }
  const drop = () => void ask('drop', name.next)
  return {
    source: 'keyring',
    read,
    keep: (which, key) => void ask('keep', name[which], hex(key)),
    promote: () => {
      const key = read('next')
      if (key === undefined) return
      ask('keep', name.current, hex(key))
      key.fill(0)
      drop() // who dies before this finds the same key twice
    },
    drop,
  }
}
