import type { CcidAnswer } from '#protocols/ccid/messages'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import type { SlotChange } from '#protocols/ccid/interrupt'
import type { Atr } from '#protocols/iso7816/atr'
import type { Clock } from '#protocols/port/clock'
import type { HealthCount } from '#protocols/reader/health'
import { MOST_COMMAND_MS, MOST_POWER_ON_MS, pinEntryMs } from '../reader/longest-time.ts'
import { SlotError, type ReaderSlot } from '../reader/reader.ts'
import type { CcidChannel } from './channel.ts'
import type { CardExchange } from './exchange.ts'
import { exchangeFor } from './exchange-choice.ts'
import { takesPin, type CcidFacts } from './facts.ts'
import { negotiate, type Pace } from './negotiation.ts'
import { readerPatience } from './patience.ts'
import { sentNothing } from './pin-pad.ts'
import { isFinal, resetCard, type ResetCard } from './power-on.ts'
import { SlotCommands } from './slot-commands.ts'
import { SlotPresence } from './slot-presence.ts'
import type { Turns } from './turns.ts'

export interface CcidSlotOptions {
  readonly bSlot: number
  /** What the slot is called outside; another than bSlot when a device has several interfaces. */
  readonly number: number
  readonly facts: CcidFacts
  readonly channel: CcidChannel
  readonly clock: Clock
  readonly turns: Turns
  readonly card: (present: boolean) => void
  readonly count: (what: HealthCount) => void
  readonly distrusted: () => void
}

/** One slot of a CCID: power, protocol and APDUs. */
export class CcidSlot implements ReaderSlot {
  readonly number: number
  readonly #options: CcidSlotOptions
  readonly #commands: SlotCommands
  readonly #presence: SlotPresence
  #exchange: CardExchange | undefined
  #lost = false
  #tail: Promise<unknown> = Promise.resolve()
  #jobs = 0

  constructor(options: CcidSlotOptions) {
    const { bSlot, number, channel, clock, turns, card, distrusted } = options
    this.#options = options
    this.number = number
    this.#presence = new SlotPresence(card)
    this.#commands = new SlotCommands({
      bSlot, channel, clock, turns, distrusted, seen: (icc) => this.#presence.seen(icc),
    })
  }

  powerOn(): Promise<Uint8Array> {
    return this.#alone(() => this.#commands.within(MOST_POWER_ON_MS, async () => {
      const { bytes, atr } = await this.#reset()
      try {
        await this.#agree(atr, 'best')
      } catch (error) {
        if (!(error instanceof SlotError) || isFinal(error)) throw error
        // a card that did not take the rate, or the PPS, is reset and spoken to as it comes
        const again = await this.#reset()
        await this.#agree(again.atr, 'default')
        return again.bytes
      }
      return bytes
    }))
  }

  powerOff(): Promise<void> {
    return this.#alone(async () => {
      this.#unpowered()
      await this.#commands.run({ name: 'PC_to_RDR_IccPowerOff' }, readerPatience)
    }).catch(() => {})
  }

  transmit(capdu: Uint8Array, pinEntry?: PinEntry): Promise<Uint8Array> {
    return this.#alone(async () => {
      const exchange = this.#exchange
      if (this.#lost) throw new SlotError('readerLost', 'readerRemoved')
      if (exchange === undefined) throw new SlotError('cardMute', 'powerOnNeeded')
      if (pinEntry !== undefined && !takesPin(this.#options.facts, pinEntry)) throw new SlotError('pinPadAbsent')
      const ms = MOST_COMMAND_MS + (pinEntry === undefined ? 0 : pinEntryMs(pinEntry))
      try {
        return await this.#commands.within(ms, () => (
          pinEntry === undefined ? exchange.transmit(capdu) : exchange.transmitPin(capdu, pinEntry)
        ))
      } catch (error) {
        if (!sentNothing(error)) this.#exchange = undefined
        throw error
      }
    })
  }

  /** Asks whether there is a card. @throws SlotError when the reader does not answer */
  look(): Promise<void> {
    return this.#alone(async () => {
      const outcome = await this.#commands.run({ name: 'PC_to_RDR_GetSlotStatus' }, readerPatience)
      // a slot that says no more than that it cannot tell has no card we could use
      if ('refusal' in outcome && outcome.refusal.icc === 'reserved') this.#presence.seen('absent')
    })
  }

  /** Whether nothing is under way or waits. */
  get idle(): boolean {
    return this.#jobs === 0
  }

  received(message: CcidAnswer): void {
    this.#commands.received(message)
  }

  notified(change: SlotChange): void {
    this.#presence.notified(change)
  }

  /** The time is over in which a reader may tell of the cards it was started with. */
  started(): void {
    this.#presence.started()
  }

  hardwareError(error: { readonly bSlot: number }): void {
    this.#commands.hardwareError(error)
  }

  malformed(): void {
    this.#commands.malformed()
  }

  /** The device is gone, or not to be spoken to any more. */
  removed(): void {
    this.#lost = true
    this.#exchange = undefined
    this.#commands.removed()
  }

  /** Ends what is under way and takes the power from the card. */
  async close(): Promise<void> {
    this.#commands.cancel()
    if (this.#presence.powered || !this.idle) await this.powerOff()
  }

  async #reset(): Promise<ResetCard> {
    const { facts, clock, count } = this.#options
    this.#unpowered()
    const card = await resetCard({ commands: this.#commands, facts, clock, count })
    this.#presence.powered = true
    return card
  }

  async #agree(atr: Atr, pace: Pace): Promise<void> {
    const { facts } = this.#options
    const commands = this.#commands
    const agreement = await negotiate({ commands, facts, atr, pace })
    this.#exchange = exchangeFor({ commands, facts, agreement })
  }

  #unpowered(): void {
    this.#exchange = undefined
    this.#presence.powered = false
  }

  /** Runs jobs one after the other: a look at the card waits for a transmission, and the other way round. */
  async #alone<T>(job: () => Promise<T>): Promise<T> {
    this.#jobs++
    const done = this.#tail.then(job)
    this.#tail = done.catch(() => {})
    try {
      return await done
    } finally {
      this.#jobs--
    }
  }
}
