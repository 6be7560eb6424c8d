import { hex } from '#protocols/bytes/hex'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import { hardwareError, notifySlotChange } from '#protocols/ccid/interrupt'
import { decodeHeader, HEADER_LENGTH } from '#protocols/ccid/message'
import { answerTo, ccidCommands, encodeCcid, type CcidAnswer } from '#protocols/ccid/messages'
import { bStatusOf } from '#protocols/ccid/slot-status'
import type { Clock } from '#protocols/port/clock'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { answerOf, done, offset, slotError } from './ccid-reply.ts'
import { CcidSlot } from './ccid-slot.ts'
import type { CcidTwin, CcidTwinListener } from './ccid-twin.ts'
import { readCommand } from './command-check.ts'
import type { ContactOptions } from './contact-card.ts'
import type { EscapeCommand } from './escape-command.ts'
import { FaultInjector } from './fault-injector.ts'
import { PinPad } from './pin-pad.ts'
import type { ReaderFaultPlan } from './reader-fault.ts'

export interface CcidReaderOptions {
  readonly descriptor: CcidDescriptor
  readonly clock: Clock
  /** Cards that are in the slots from the beginning. */
  readonly slots?: readonly (SimulatedCard | undefined)[]
  /** From a command, or from one of its time extensions, to the next message. Default 0. */
  readonly answerDelayMs?: number
  /** How cards behave at their contacts. */
  readonly contact?: ContactOptions
  readonly faults?: readonly ReaderFaultPlan[]
  /** Default 1000. */
  readonly slowMs?: number
  /** Default 100. */
  readonly stormEveryMs?: number
  /** Whether a change of a PIN has three indices of messages always. */
  readonly pinIndices?: 'three' | undefined
  /** The maker's own commands; without any PC_to_RDR_Escape is not supported. */
  readonly escapes?: readonly EscapeCommand[]
  /** Whether card movements are told from the beginning, or once an escape command asked for it. Default `always`. */
  readonly notifications?: 'always' | 'whenAsked'
  /** False on a serial line: PC_to_RDR_Abort aborts by itself. Default true. */
  readonly controlPipe?: boolean
}

/** bError of a message for a slot that does not exist. */
const NO_SUCH_SLOT = offset.bSlot
const OVERCURRENT = 0x01

/** A CCID reader by the letter of the specification, with the cards in it (CCID rev 1.1). */
export class CcidReader implements CcidTwin {
  readonly descriptor: CcidDescriptor
  readonly #options: CcidReaderOptions
  readonly #clock: Clock
  readonly #slots: readonly CcidSlot[]
  readonly #pad: PinPad
  readonly #injector: FaultInjector
  readonly #timers = new Set<() => void>()
  #listener: CcidTwinListener | undefined
  #notifies: boolean
  #plugged = true

  constructor(options: CcidReaderOptions) {
    const { descriptor, clock, pinIndices, contact = {}, answerDelayMs = 0, controlPipe = true, slots = [] } = options
    this.descriptor = descriptor
    this.#options = options
    this.#clock = clock
    this.#notifies = options.notifications !== 'whenAsked'
    this.#pad = new PinPad(clock)
    this.#injector = new FaultInjector(options.faults ?? [], {
      clock, slowMs: options.slowMs ?? 1000, stormEveryMs: options.stormEveryMs ?? 100,
      deliver: (message) => this.#listener?.answer(message),
      unplug: () => this.#unplug(),
    })
    const around = {
      descriptor, clock, pinIndices, contact, answerDelayMs, controlPipe, pad: this.#pad,
      say: (message: Uint8Array) => this.#injector.pass(message),
      escape: (abData: Uint8Array) => this.#escape(abData),
    }
    this.#slots = Array.from({ length: descriptor.bMaxSlotIndex + 1 }, (_, bSlot) => new CcidSlot(bSlot, around))
    for (const [bSlot, card] of slots.entries()) if (card !== undefined) this.#slot(bSlot).insert(card)
  }

  attach(listener: CcidTwinListener): void {
    this.#listener = listener
  }

  command(message: Uint8Array): void {
    // of less than a header nothing is known; the rest is waited for, and the next message is no rest
    if (!this.#plugged || message.length < HEADER_LENGTH) return
    this.#injector.calm()
    const { bMessageType, bSlot, bSeq } = decodeHeader(message)
    const row = ccidCommands.find((one) => one.bMessageType === bMessageType)
    if (row === undefined) return this.#refuse('RDR_to_PC_SlotStatus', bSlot, bSeq, slotError.CMD_NOT_SUPPORTED)
    const slot = this.#slots[bSlot]
    if (slot === undefined) return this.#refuse(answerTo[row.name], bSlot, bSeq, NO_SUCH_SLOT)
    const command = readCommand(Uint8Array.from(message), row, this.descriptor)
    if (typeof command === 'number') return slot.refuse({ name: row.name, bSeq }, command)
    const others = this.#slots.filter((one) => one !== slot && one.busy).length
    if (others >= this.descriptor.bMaxCCIDBusySlots && command.name !== 'PC_to_RDR_Abort') {
      return slot.refuse(command, slotError.CMD_SLOT_BUSY)
    }
    slot.command(command)
  }

  abortRequested(bSlot: number, bSeq: number): void {
    if (!this.#plugged) return
    this.#injector.calm()
    this.#slots[bSlot]?.abortRequested(bSeq)
  }

  reset(): void {
    this.#plugged = true
    this.#stop()
    this.#notifies = this.#options.notifications !== 'whenAsked'
    // to a host that was not there before, a card that is in it came
    if (this.#slots.some(({ seat }) => seat.icc !== 'absent')) {
      this.#notify(this.#slots.map(({ seat }) => seat.icc !== 'absent'))
    }
  }

  insert(slot: number, card: SimulatedCard): void {
    this.#slot(slot).insert(card)
    this.#notify(this.#slots.map((_, index) => index === slot))
  }

  remove(slot: number): void {
    this.#slot(slot).remove()
    this.#notify(this.#slots.map((_, index) => index === slot))
  }

  overcurrent(slot: number): void {
    const { bSeq } = this.#slot(slot)
    this.#slot(slot).cutPower()
    this.#later(() => this.#listener?.interrupt(hardwareError.encode({
      bMessageType: 0x51, bSlot: slot, bSeq: bSeq ?? 0, bHardwareErrorCode: OVERCURRENT,
    })))
  }

  enterPin(digits: string): void {
    this.#pad.enter(digits)
  }

  cancelPin(): void {
    this.#pad.cancel()
  }

  #slot(index: number): CcidSlot {
    const slot = this.#slots[index]
    if (slot === undefined) throw new RangeError(`there is no slot ${index}`)
    return slot
  }

  /** Answers a message no slot can answer. */
  #refuse(name: CcidAnswer['name'], bSlot: number, bSeq: number, bError: number): void {
    const icc = this.#slots[bSlot]?.seat.icc ?? 'absent'
    const place = { bSlot, bSeq, bStatus: bStatusOf({ icc, command: 'failed' }), bError }
    this.#later(() => this.#injector.pass(encodeCcid(answerOf(name, place, done))))
  }

  #escape(abData: Uint8Array): Uint8Array | undefined {
    const said = hex(abData)
    const known = this.#options.escapes?.find(({ command, more = 0 }) =>
      said.startsWith(command) && said.length === command.length + 2 * more)
    if (known?.startsNotifications === true) this.#notifies = true
    return known?.answer
  }

  /** @param changed by slot */
  #notify(changed: readonly boolean[]): void {
    if (!this.#plugged || !this.#notifies) return
    const states = this.#slots.map(({ seat }, index) =>
      ({ present: seat.icc !== 'absent', changed: changed[index] === true }))
    const message = notifySlotChange.encode(states)
    this.#later(() => this.#listener?.interrupt(message))
  }

  #later(callback: () => void): void {
    const stop = this.#clock.after(this.#options.answerDelayMs ?? 0, () => {
      this.#timers.delete(stop)
      callback()
    })
    this.#timers.add(stop)
  }

  #unplug(): void {
    this.#plugged = false
    this.#stop()
    this.#listener?.unplugged()
  }

  /** Nothing is under way any more, and no card has power. */
  #stop(): void {
    for (const stop of this.#timers) stop()
    this.#timers.clear()
    this.#pad.drop()
    for (const slot of this.#slots) slot.reset()
    this.#injector.reset()
  }
}

export function createCcidTwin(options: CcidReaderOptions): CcidTwin {
  return new CcidReader(options)
}
