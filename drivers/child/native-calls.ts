import type { Clock } from '#protocols/port/clock'

/** In ms: a native call that takes longer than it was given, and this, hangs (assumed; none known takes so long). */
export const HANG_MS = 10_000

/** In ms: a timer that comes later than this was set in another time: the PC slept, or was stopped, and so was the call. */
const SLEPT_MS = 2_000

/** A native call does not return, or another one to the same place does not. */
export class HungCallError extends Error {
  override readonly name = 'HungCallError'
}

export interface NativeCall<T> {
  /** What hangs with this call: a device, as `usb 1-2` or `/dev/ttyS0`, or the listing of them. */
  readonly place: string
  readonly begin: () => Promise<T>
  /** How long the call may take by what it does, in ms; it is given HANG_MS more. Default 0. */
  readonly ms?: number
  /** Gives back what the call brought after all, when nobody waits for it any more. */
  readonly late?: (brought: T) => void
}

/**
 * Watches calls of native code, which may never return. Everything above has timers of its own, so a call that hangs is
 * what else could keep a device from coming back. The caller goes on without it; the place is not called again until it
 * returns, for every call that hangs keeps a thread of the pool.
 */
export class NativeCalls {
  readonly #clock: Clock
  readonly #told: (place: string, hangs: boolean) => void
  /** How many calls to a place hang. */
  readonly #hung = new Map<string, number>()

  /** @param told a place hangs, or does no more: the calls to it have returned */
  constructor(clock: Clock, told: (place: string, hangs: boolean) => void) {
    this.#clock = clock
    this.#told = told
  }

  /** @throws HungCallError, or what the call throws */
  run<T>({ place, begin, ms = 0, late = () => {} }: NativeCall<T>): Promise<T> {
    if (this.#hung.has(place)) return Promise.reject(new HungCallError(place))
    return new Promise((resolve, reject) => {
      let hangs = false
      let stopWaiting = () => {}
      const wait = () => {
        const due = this.#clock.now() + ms + HANG_MS
        stopWaiting = this.#clock.after(ms + HANG_MS, () => {
          if (this.#clock.now() > due + SLEPT_MS) return wait()
          hangs = true
          this.#change(place, 1)
          reject(new HungCallError(place))
        })
      }
      wait()
      const returned = () => {
        stopWaiting()
        if (hangs) this.#change(place, -1)
      }
      const called = async () => begin()
      called().then((brought) => {
        returned()
        if (hangs) late(brought)
        else resolve(brought)
      }, (error: unknown) => {
        returned()
        reject(error)
      })
    })
  }

  #change(place: string, by: 1 | -1): void {
    const before = this.#hung.get(place) ?? 0
    const now = before + by
    if (now === 0) this.#hung.delete(place)
    else this.#hung.set(place, now)
    if (before === 0 || now === 0) this.#told(place, now > 0)
  }
}
