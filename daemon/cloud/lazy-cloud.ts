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

  constructor(ground: LazyCloudGround) {
    this.#ground = ground
  }

  get(): Promise<NhiaCloud | undefined> {
    return (this.#loading ??= this.#load())
  }

  /** Without asking anybody. */
  status(): readonly SiteStatus[] {
    return this.#cloud?.status() ?? []
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
        return undefined
      }
    }
    const { NhiaCloud } = await import('./nhia-cloud.ts')
    this.#cloud = new NhiaCloud({ ...around, choice: this.#embedded?.origins ?? choice, isSimulated: embedded !== undefined })
    return this.#cloud
  }
}
