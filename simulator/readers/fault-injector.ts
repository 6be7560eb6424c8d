import type { Clock } from '#protocols/port/clock'
import type { ReaderFaultName, ReaderFaultPlan } from './reader-fault.ts'

export interface FaultSurroundings {
  readonly clock: Clock
  /** How late `slow` is. */
  readonly slowMs: number
  /** How often `timeExtensionStorm` asks for more time. */
  readonly stormEveryMs: number
  deliver(message: Uint8Array): void
  unplug(): void
}

const STATUS = 7, ERROR = 8, SEQUENCE = 6, HEADER_LENGTH = 10
const TIME_EXTENSION = 0x80
/** No message begins with it, and as a length it is more than any reader's. */
const RUBBISH = 0xa5

/** Stands between a simulated reader and its host and spoils the answers the plans are about. */
export class FaultInjector {
  readonly #plans: readonly ReaderFaultPlan[]
  readonly #around: FaultSurroundings
  #answers = 0
  readonly #stops = new Set<() => void>()
  #stopStorm = () => {}

  constructor(plans: readonly ReaderFaultPlan[], around: FaultSurroundings) {
    this.#plans = plans
    this.#around = around
  }

  /** An answer on its way to the host; the first is 0, and a reset of the reader does not begin anew. */
  pass(message: Uint8Array): void {
    const count = this.#answers++
    const plan = this.#plans.find(({ at, times }) => at <= count && count < at + times)
    if (plan === undefined) this.#around.deliver(message)
    else this.#spoil[plan.fault](message, plan)
  }

  /** The host spoke: whatever asked for time without end gives up. */
  calm(): void {
    this.#stopStorm()
  }

  /** The reader was reset: nothing is under way. */
  reset(): void {
    this.calm()
    for (const stop of this.#stops) stop()
    this.#stops.clear()
  }

  readonly #spoil: Readonly<Record<ReaderFaultName, (message: Uint8Array, plan: ReaderFaultPlan) => void>> = {
    mute: () => {},
    slow: (message) => {
      const stop = this.#around.clock.after(this.#around.slowMs, () => {
        this.#stops.delete(stop)
        this.#around.deliver(message)
      })
      this.#stops.add(stop)
    },
    garbage: (message) => this.#around.deliver(new Uint8Array(message.length).fill(RUBBISH)),
    short: (message, { byte = message.length >> 1 }) =>
      this.#around.deliver(message.slice(0, Math.min(byte, message.length - 1))),
    duplicated: (message) => {
      this.#around.deliver(message)
      this.#around.deliver(Uint8Array.from(message))
    },
    removed: (message, { byte = 0 }) => {
      if (byte > 0) this.#around.deliver(message.slice(0, byte))
      this.#around.unplug()
    },
    wrongSequence: (message) => {
      const other = Uint8Array.from(message)
      other[SEQUENCE] = ((other[SEQUENCE] ?? 0) - 1) & 0xff
      this.#around.deliver(other)
    },
    timeExtensionStorm: (message) => {
      const extension = message.slice(0, HEADER_LENGTH)
      extension.fill(0, 1, 5)
      extension.fill(0, ERROR)
      extension[STATUS] = ((extension[STATUS] ?? 0) & 0x03) | TIME_EXTENSION
      extension[ERROR] = 1
      this.#storm(extension)
    },
    flipped: (message, { byte: bit = 0 }) => {
      const flipped = Uint8Array.from(message)
      const at = bit % (8 * flipped.length)
      flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7))
      this.#around.deliver(flipped)
    },
  }

  #storm(extension: Uint8Array): void {
    this.#around.deliver(Uint8Array.from(extension))
    this.#stopStorm = this.#around.clock.after(this.#around.stormEveryMs, () => this.#storm(extension))
  }
}
