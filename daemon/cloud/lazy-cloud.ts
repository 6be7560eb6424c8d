import type { EndpointChoice } from '#drivers/cloud/endpoint-sets'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { SiteStatus } from '#protocols/port/remote-centre'
import type { Log } from '../log.ts'
import type { NhiaCloud } from './nhia-cloud.ts'

/** A simulated cloud that lives as long as the daemon. */
export interface EmbeddedCloud {
  /** Of its sites, on this machine. */
  readonly origins: readonly string[]
  close(): Promise<void>
}

export interface LazyCloudGround {
  /** What `config.json` names; undefined: nobody. */
  readonly choice: EndpointChoice
  /** Starts the simulated cloud of a simulation. */
  readonly embedded?: ((clock: Clock, entropy: Entropy) => Promise<EmbeddedCloud>) | undefined
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  readonly changed: (sites: readonly SiteStatus[]) => void
}

/** NHIA's cloud, loaded when it is first wanted, and not at all where there is none. */
export class LazyCloud {
  readonly #ground: LazyCloudGround
  #loading: Promise<NhiaCloud | undefined> | undefined
  #cloud: NhiaCloud | undefined
  #embedded: EmbeddedCloud | undefined
  /** The simulated one did not start. */
  #isAbsent = false

  constructor(ground: LazyCloudGround) {
    this.#ground = ground
  }

  get(): Promise<NhiaCloud | undefined> {
    return (this.#loading ??= this.#load())
  }

  /**
   * Without loading anything or asking anybody.
   * @returns undefined where there is no cloud; no site while it is not known yet whose module asks, or the simulated ones start
   */
  status(): readonly SiteStatus[] | undefined {
    const { choice, embedded } = this.#ground
    if (this.#isAbsent || (choice === undefined && embedded === undefined)) return undefined
    const known = this.#cloud?.status() ?? []
    if (known.length > 0) return known
    const origins = this.#embedded?.origins ?? (embedded === undefined && Array.isArray(choice) ? choice as readonly string[] : [])
    return origins.map((origin) => ({ origin: new URL(origin).origin, state: 'unknown' }))
  }

  /** The network came back, or the machine woke up. */
  hint(): void {
    this.#cloud?.hint()
  }

  async close(): Promise<void> {
    await this.#loading
    this.#cloud?.close()
    await this.#embedded?.close()
  }

  async #load(): Promise<NhiaCloud | undefined> {
    const { choice, embedded, log, ...around } = this.#ground
    if (choice === undefined && embedded === undefined) return undefined
    if (embedded !== undefined) {
      try {
        this.#embedded = await embedded(around.clock, around.entropy)
      } catch (error) {
        // without SQLite, say: the clinic goes on with the data centre in this process
        log.warn('the simulated cloud does not start', { error: error instanceof Error ? error.name : typeof error })
        this.#isAbsent = true
        return undefined
      }
    }
    const { NhiaCloud } = await import('./nhia-cloud.ts')
    this.#cloud = new NhiaCloud({ ...around, choice: this.#embedded?.origins ?? choice, isSimulated: embedded !== undefined })
    return this.#cloud
  }
}
