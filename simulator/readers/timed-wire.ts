import type { Clock } from '#protocols/port/clock'

interface UnderWay {
  readonly byte: number
  /** When its last bit has passed, in milliseconds of the clock. */
  readonly due: number
}

/** Milliseconds below any bit time: sums of fractions differ in their last places. */
const ROUNDING = 1e-6

/** One way of a line: bytes arrive one behind the other, each after the time its bits take. */
export class TimedWire {
  readonly #clock: Clock
  readonly #arrived: (bytes: Uint8Array) => void
  #underWay: UnderWay[] = []
  #freeAt = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, arrived: (bytes: Uint8Array) => void) {
    this.#clock = clock
    this.#arrived = arrived
  }

  /** @returns milliseconds until the last byte has arrived */
  send(bytes: Uint8Array, characterMs: number): number {
    const now = this.#clock.now()
    const start = Math.max(now, this.#freeAt)
    bytes.forEach((byte, index) => this.#underWay.push({ byte, due: start + (index + 1) * characterMs }))
    this.#freeAt = start + bytes.length * characterMs
    this.#wait()
    return this.#freeAt - now
  }

  /** What is under way does not arrive. */
  drop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#underWay = []
    this.#freeAt = 0
  }

  #wait(): void {
    const [next] = this.#underWay
    if (this.#cancel !== undefined || next === undefined) return
    this.#cancel = this.#clock.after(Math.max(0, next.due - this.#clock.now()), () => {
      this.#cancel = undefined
      const now = this.#clock.now() + ROUNDING
      const count = this.#underWay.findIndex(({ due }) => due > now)
      const arrived = this.#underWay.splice(0, count < 0 ? this.#underWay.length : count)
      if (arrived.length > 0) this.#arrived(Uint8Array.from(arrived, ({ byte }) => byte))
      this.#wait()
    })
  }
}
