import { randomBytes } from 'node:crypto'
import {
  chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'

/** Where the daemon that runs now can be reached; written when it is ready, removed when it stops. */
const RunFile = z.object({ pid: z.int(), port: z.int(), startedAt: z.string() })
export type RunFile = z.output<typeof RunFile>

/** Everything the daemon keeps lies in one folder: `NHICARD_STATE_DIR`, or a default per user. */
export class StateDirectory {
  readonly path: string

  constructor(path: string = defaultPath()) {
    this.path = path
    mkdirSync(path, { recursive: true, mode: 0o700 })
  }

  file(name: string): string {
    return join(this.path, name)
  }

  read(name: string): string | undefined {
    return existsSync(this.file(name)) ? readFileSync(this.file(name), 'utf8') : undefined
  }

  has(name: string): boolean {
    return existsSync(this.file(name))
  }

  /** The same for every way to write the path. */
  get realPath(): string {
    return realpathSync(this.path)
  }

  /** Replaces a file so that a crash or power cut leaves the old or the new content; mode 0600. */
  writeDurably(name: string, content: string | Uint8Array): void {
    const draft = this.file(`${name}.new`)
    const descriptor = openSync(draft, 'w', 0o600)
    try {
      writeFileSync(descriptor, content) // all of it, in as many writes as that takes
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, this.file(name))
    this.#syncFolder()
  }

  remove(name: string): void {
    rmSync(this.file(name), { force: true })
  }

  /** The token that admits local programs: 32 random bytes as hex, made on the first start, mode 0600. */
  token(): string {
    const known = this.read('token')?.trim()
    if (known !== undefined && /^[0-9a-f]{64}$/.test(known)) {
      chmodSync(this.file('token'), 0o600) // whoever copied the folder may have widened it
      return known
    }
    const token = randomBytes(32).toString('hex')
    this.writeDurably('token', token)
    return token
  }

  running(): RunFile | undefined {
    const text = this.read('run.json')
    if (text === undefined) return undefined
    try {
      return RunFile.parse(JSON.parse(text))
    } catch {
      return undefined // cut off by a crash: as good as absent
    }
  }

  #syncFolder(): void {
    if (process.platform === 'win32') return // folders cannot be opened there; NTFS journals the rename
    const descriptor = openSync(this.path, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  }
}

function defaultPath(): string {
  const { NHICARD_STATE_DIR, XDG_STATE_HOME, LOCALAPPDATA } = process.env
  if (NHICARD_STATE_DIR) return NHICARD_STATE_DIR
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'nhicardd')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'nhicardd')
  return join(XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'nhicardd')
}
