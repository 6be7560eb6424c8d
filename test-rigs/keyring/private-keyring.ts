import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { run } from '#rigs/daemon-process'
import { PATIENCE_MS } from '#rigs/patience'

/** A session bus of its own with gnome-keyring on it, and a home in which the keyring is kept. */
export class PrivateKeyring {
  readonly env: Record<string, string>
  readonly #home: string
  readonly #bus: ChildProcess
  #keyring: ChildProcess | undefined

  private constructor(home: string, bus: ChildProcess, address: string) {
    this.#home = home
    this.#bus = bus
    this.env = { ...homeIn(home), DBUS_SESSION_BUS_ADDRESS: address }
  }

  static async start(): Promise<PrivateKeyring> {
    const home = mkdtempSync(join(tmpdir(), 'nhicardd-keyring-'))
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
      env: { ...process.env, ...homeIn(home) }, stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [address] = await once(bus.stdout, 'data') as [Buffer]
    return new PrivateKeyring(home, bus, address.toString().trim())
  }

  /** Somebody logs in. */
  async unlock(password = 'a password'): Promise<void> {
    this.#keyring = spawn('gnome-keyring-daemon', ['--foreground', '--replace', '--unlock', '--components=secrets'], {
      env: { ...process.env, ...this.env }, stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.#keyring.stdin!.end(password)
    await vi.waitFor(async () => expect(await this.#processThatKeeps()).toBe(this.#keyring!.pid), { timeout: PATIENCE_MS })
  }

  /** As after a restart of the PC: the bus starts a keyring when one is wanted, and nobody has logged in. */
  async lock(): Promise<void> {
    await ended(this.#keyring)
    this.#keyring = undefined
  }

  async stop(): Promise<void> {
    await ended(this.#keyring)
    await ended(this.#bus)
    rmSync(this.#home, { recursive: true })
  }

  async #processThatKeeps(): Promise<number> {
    const { stdout } = await run('dbus-send', [
      '--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/',
      'org.freedesktop.DBus.GetConnectionUnixProcessID', 'string:org.freedesktop.secrets',
    ], this.env)
    return Number(/uint32 (\d+)/.exec(stdout)?.[1])
  }
}

const homeIn = (home: string) => ({ HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_RUNTIME_DIR: home })

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  child.kill()
  await once(child, 'exit')
}
