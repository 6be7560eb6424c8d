import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { ChildPort } from './native-child.ts'

/** Variables the native side needs; everything else, secrets among it, stays out of the child. */
const ENVIRONMENT = [
  'PATH', 'LD_LIBRARY_PATH', 'PCSCLITE_CSOCK_NAME', 'PCSCLITE_DEBUG', 'LIBUSB_DEBUG',
  'SystemRoot', 'windir', 'SystemDrive', 'TEMP', 'TMP',
]
/** A hung native call occupies one thread of the pool; there must be one for each of the other devices. */
const THREADS = '16'

export interface ChildEntry {
  /** The compiled entry of the child process. */
  readonly childEntry: URL | string
  /** What the child is told at its start, as JSON in its first argument; it holds no secrets. */
  readonly config?: object
  /** Further variables for the child, for instance PCSCLITE_CSOCK_NAME. */
  readonly env?: Readonly<Record<string, string>>
}

export function forkChild({ childEntry, config, env }: ChildEntry): ChildPort {
  const inherited = ENVIRONMENT.flatMap((name) => process.env[name] === undefined ? [] : [[name, process.env[name]]])
  return fork(childEntry, config === undefined ? [] : [JSON.stringify(config)], {
    execArgv: [],
    env: { ...Object.fromEntries(inherited), UV_THREADPOOL_SIZE: THREADS, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/** Whether a child that starts there would find an npm package. */
export function isInstalled(binding: string, { childEntry }: ChildEntry): boolean {
  try {
    createRequire(childEntry instanceof URL ? fileURLToPath(childEntry) : childEntry).resolve(binding)
    return true
  } catch {
    return false
  }
}
