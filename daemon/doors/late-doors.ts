import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { DoorStatusShape } from '#protocols/native-api/schemas'
import type { AuditBook } from '../audit/audit-book.ts'
import type { Config } from '../config.ts'
import type { Engine } from '../engines/engine.ts'
import type { Log } from '../log.ts'
import type { Readers } from '../sessions/readers.ts'
import type { StateDirectory } from '../state-directory.ts'
import type { Cs6Door } from './cs6/door.ts'
import { PortError } from './loopback-servers.ts'

/** What the doors beside the native one stand on. */
export interface DoorGround {
  readonly config: Config
  readonly state: StateDirectory
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  readonly isSimulation: boolean
  readonly readers: Readers
  readonly cards: () => Promise<Engine>
  readonly audit: AuditBook
}

/** From being ready to the opening of these doors, in ms: TLS and certificates take longer to load than the daemon. */
const UNTIL_OPEN = 500

/**
 * The doors that speak a language of NHIA's. They open a moment after the native one, and without them, for whatever
 * reason, the daemon goes on.
 */
export class LateDoors {
  readonly #ground: DoorGround
  #door: Cs6Door | undefined
  #opening: Promise<void> | undefined
  #state: DoorStatusShape['state']
  #cancel = () => {}
  #closed = false

  constructor(ground: DoorGround) {
    this.#ground = ground
    const isOn = ground.config.doors.cs6.enabled ?? ground.isSimulation
    this.#state = isOn ? 'opening' : 'off'
  }

  openSoon(): void {
    if (this.#state === 'opening') this.#cancel = this.#ground.clock.after(UNTIL_OPEN, () => void this.open())
  }

  status(): DoorStatusShape[] {
    const door = this.#state === 'open' ? this.#door : undefined
    return [{ door: 'cs6', state: this.#state, port: door?.port ?? null, certificate: door?.certificate ?? null }]
  }

  /** Opens what is on and not open yet; says in the log what cannot be. */
  async open(): Promise<void> {
    if (this.#state === 'off') return
    await (this.#opening ??= this.#open())
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#opening
    await this.#door?.close()
  }

  async #open(): Promise<void> {
    const { config: { doors: { cs6: { port } } }, log } = this.#ground
    try {
      const { Cs6Door } = await import('./cs6/door.ts')
      const door = new Cs6Door(this.#ground)
      if (this.#closed) return
      await door.open(port)
      this.#door = door
      this.#state = 'open'
      log.info('door of control software 6.0 open', { port: door.port })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      this.#state = error instanceof PortError && code === 'EADDRINUSE' ? 'portTaken' : 'failing'
      const message = this.#state === 'portTaken'
        ? 'the port of control software 6.0 is taken by another program, perhaps the official console: its door stays shut'
        : 'the door of control software 6.0 cannot be opened'
      log.warn(message, { port, error: error instanceof Error ? error.name : typeof error, why: code })
    }
  }
}
