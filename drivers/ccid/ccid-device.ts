import type { Clock } from '#protocols/port/clock'
import { SlotError, type ReaderListener } from '../reader/reader.ts'
import { CcidSlot } from './ccid-slot.ts'
import type { CcidChannel, CcidChannelListener } from './channel.ts'
import { busySlots, slotCount, type CcidFacts } from './facts.ts'
import { Turns } from './turns.ts'

export interface CcidDeviceOptions {
  readonly facts: CcidFacts
  readonly channel: CcidChannel
  readonly clock: Clock
  readonly listener: ReaderListener
  /** What the first slot is called, where another part of the device has slots before; default 0. */
  readonly firstSlot?: number
}

/** Between looks at a slot of a reader that does not tell of cards, in ms: a person does not notice it. */
const LOOK_MS = 250
/** The same of a reader that tells: a notification may be lost, or their pipe dead, and nothing else would show it. */
const SECOND_LOOK_MS = 1_500
/** In ms, from the opening: a reader tells of the cards it has when it is started, and that is no change (§6.3.1). */
const START_MS = 1_000

/**
 * The slots of one CCID over whatever carries its messages. The owner of the channel hands over what comes
 * (`incoming`), and closes the channel after `close`. A reader that does what it should not is told as `lost`, once.
 */
export class CcidDevice {
  readonly slots: readonly CcidSlot[]
  readonly #options: CcidDeviceOptions
  #state: 'opening' | 'open' | 'closed' = 'opening'
  readonly #waits = new Set<() => void>()

  constructor(options: CcidDeviceOptions) {
    const { facts, channel, clock, listener, firstSlot = 0 } = options
    this.#options = options
    const turns = new Turns(busySlots(facts))
    this.slots = Array.from({ length: slotCount(facts) }, (_, bSlot) => {
      const number = firstSlot + bSlot
      return new CcidSlot({
        bSlot, number, facts, channel, clock, turns,
        card: (present) => this.#telling(() => listener.card(number, present)),
        count: (what) => this.#telling(() => listener.count(number, what)),
        distrusted: () => this.#lost(),
      })
    })
  }

  /** For the owner of the channel. */
  readonly incoming: CcidChannelListener = {
    answer: (message) => this.slots[message.bSlot]?.received(message),
    interrupt: (message) => {
      if (message.name === 'RDR_to_PC_HardwareError') return this.slots[message.bSlot]?.hardwareError(message)
      for (const [bSlot, change] of message.slots.entries()) this.slots[bSlot]?.notified(change)
    },
    malformed: () => {
      for (const slot of this.slots) slot.malformed()
      this.#lost()
    },
    lost: () => this.#lost(),
  }

  /**
   * Asks each slot whether it has a card, and goes on telling.
   * @throws SlotError when the reader does not answer
   */
  async start(): Promise<void> {
    for (const slot of this.slots) await slot.look()
    if (this.#state === 'closed') throw new SlotError('readerLost')
    this.#state = 'open'
    this.#after(START_MS, () => {
      for (const slot of this.slots) slot.started()
    })
    for (const slot of this.slots) this.#keepLooking(slot)
  }

  /** Ends what is under way and takes the power from the cards, as far as the reader still does. Never rejects. */
  async close(): Promise<void> {
    this.#end()
    await Promise.all(this.slots.map((slot) => slot.close()))
    for (const slot of this.slots) slot.removed()
  }

  #keepLooking(slot: CcidSlot): void {
    this.#after(this.#options.facts.notifies ? SECOND_LOOK_MS : LOOK_MS, () => {
      const looked = slot.idle ? slot.look() : Promise.resolve()
      // a reader that is lost has said so
      void looked.catch(() => {}).then(() => this.#keepLooking(slot))
    })
  }

  #after(ms: number, then: () => void): void {
    if (this.#state === 'closed') return
    const stop = this.#options.clock.after(ms, () => {
      this.#waits.delete(stop)
      then()
    })
    this.#waits.add(stop)
  }

  #telling(tell: () => void): void {
    if (this.#state !== 'closed') tell()
  }

  #lost(): void {
    const wasOpen = this.#state === 'open'
    this.#end()
    // also while it is being closed: what is under way there need not be waited for
    for (const slot of this.slots) slot.removed()
    if (wasOpen) this.#options.listener.lost()
  }

  #end(): void {
    this.#state = 'closed'
    for (const stop of this.#waits) stop()
    this.#waits.clear()
  }
}
