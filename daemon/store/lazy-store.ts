import type { StorePlaces } from './open-store.ts'
import type { Store } from './store.ts'
import type { StoreReport } from './store-report.ts'

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

  /** Without loading anything; undefined: nobody wanted it yet. */
  report(): StoreReport | undefined {
    if (this.#store !== undefined) return this.#store.report
    return this.#failure === undefined ? undefined : { state: 'unavailable', lost: [], copy: null, why: this.#failure }
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
