import type { StoreStandingShape } from '#protocols/native-api/system'
import type { StorePlaces } from './open-store.ts'
import type { Store } from './store.ts'

/** The store, with SQLite and the ciphers loaded when it is first wanted. */
export class LazyStore {
  readonly #places: StorePlaces
  #loading: Promise<Store> | undefined
  #store: Store | undefined
  #failure: string | undefined

  constructor(places: StorePlaces) {
    this.#places = places
  }

  /**
   * The same store for all. One that does not open is tried again when it is wanted again: the disk may have room by then.
   * @throws NhicardError STORE_KEY_MISSING, STORE_KEY_WRONG, STORE_NEWER, STORE_FULL, STORE_UNAVAILABLE
   */
  get(): Promise<Store> {
    return (this.#loading ??= this.#load())
  }

  /** Without loading anything. */
  standing(): StoreStandingShape {
    if (this.#store !== undefined) return this.#store.standing
    const state = this.#failure === undefined ? 'closed' : 'unavailable'
    return { state, why: this.#failure ?? null, keySource: null, pending: null }
  }

  async close(): Promise<void> {
    await this.#loading?.catch(() => undefined)
    this.#store?.close()
    this.#store = undefined
  }

  async #load(): Promise<Store> {
    try {
      const { openStore } = await import('./open-store.ts')
      const store = openStore(this.#places)
      this.#failure = undefined
      return this.#store = store
    } catch (error) {
      this.#loading = undefined
      this.#failure = error instanceof Error ? error.name : typeof error
      this.#places.log.error('the store does not open', { error: this.#failure })
      throw error
    }
  }
}
