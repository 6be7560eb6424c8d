import { answerTo, encodeCcid, type CcidAnswer, type CcidCommand } from '#protocols/ccid/messages'
import { bStatusOf, type CommandStatus } from '#protocols/ccid/slot-status'
import type { Clock } from '#protocols/port/clock'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import { CardSeat } from './card-seat.ts'
import { encodeParameters } from './ccid-parameters.ts'
import { answerOf, done, failed, slotError, type Reply } from './ccid-reply.ts'
import { refusal } from './command-check.ts'
import type { ContactOptions } from './contact-card.ts'
import { carryOut } from './slot-command.ts'
import { pinFault } from './pin-block.ts'
import type { PinPad } from './pin-pad.ts'
import { pinStructureIn, type PinSupport } from './pin-structure.ts'

export interface SlotSurroundings extends PinSupport {
  readonly clock: Clock
  readonly contact: ContactOptions
  readonly answerDelayMs: number
  /** Whether ABORT comes by a control pipe as well. */
  readonly controlPipe: boolean
  readonly pad: PinPad
  say(message: Uint8Array): void
  /** What the maker's own commands answer; undefined when there is no such command. */
  escape(abData: Uint8Array): Uint8Array | undefined
}

type Placed = Pick<CcidCommand, 'name' | 'bSeq'>

/** A command under way: from its arrival to its answer. */
interface Work {
  readonly command: Placed
  stop: () => void
}

/** Commands the host may abort (CCID rev 1.1 table 6.1-1). */
const ABORTABLE: ReadonlySet<CcidCommand['name']> = new Set([
  'PC_to_RDR_IccPowerOn', 'PC_to_RDR_XfrBlock', 'PC_to_RDR_Escape', 'PC_to_RDR_Secure', 'PC_to_RDR_Mechanical',
])
/** Commands that come to nothing when the card goes meanwhile. */
const ON_CARD: ReadonlySet<CcidCommand['name']> = new Set([
  'PC_to_RDR_IccPowerOn', 'PC_to_RDR_XfrBlock', 'PC_to_RDR_Secure', 'PC_to_RDR_SetParameters',
  'PC_to_RDR_ResetParameters',
])
/** That the new PIN was entered differently: CCID has no bError for it, and PC/SC part 10 has this (assumed of readers). */
const DIFFERENT = Uint8Array.of(0x64, 0x02)

/** One slot of a simulated CCID: one command at a time, answered after its delays, or aborted in two steps. */
export class CcidSlot {
  readonly seat: CardSeat
  readonly #bSlot: number
  readonly #around: SlotSurroundings
  readonly #asides = new Set<() => void>()
  #work: Work | undefined
  /** The host aborts, and one of its two steps is still to come (§5.3.1): the control request, or the message. */
  #abort: { readonly by: 'request' | 'message', readonly bSeq: number } | undefined

  constructor(bSlot: number, around: SlotSurroundings) {
    this.#bSlot = bSlot
    this.#around = around
    this.seat = new CardSeat(around.descriptor, around.contact)
  }

  get busy(): boolean {
    return this.#work !== undefined
  }

  /** bSeq of the command under way. */
  get bSeq(): number | undefined {
    return this.#work?.command.bSeq
  }

  insert(card: SimulatedCard): void {
    this.seat.insert(card)
  }

  remove(): void {
    this.seat.remove()
    this.#breakOff(failed(slotError.ICC_MUTE))
  }

  /** The card drew too much current and lost its power. */
  cutPower(): void {
    this.seat.powerOff()
    this.#breakOff(failed(slotError.HW_ERROR))
  }

  reset(): void {
    this.#stopWork()
    for (const stop of this.#asides) stop()
    this.#asides.clear()
    this.#abort = undefined
    this.seat.reset()
  }

  /** A command whose length and reserved bytes are right. */
  command(command: CcidCommand): void {
    if (command.name === 'PC_to_RDR_Abort') return this.#abortCommanded(command)
    if (this.#work !== undefined) return this.refuse(command, slotError.CMD_SLOT_BUSY)
    if (this.#abort !== undefined) return this.refuse(command, slotError.CMD_ABORTED)
    const { descriptor } = this.#around
    const bError = refusal(command.name, descriptor, this.seat.icc)
    this.#work = { command, stop: () => {} }
    if (bError !== undefined) this.#finish(failed(bError))
    else if (command.name === 'PC_to_RDR_Secure') this.#secure(command.abData)
    else this.#finish(carryOut(command, this.seat, this.#around))
  }

  /** Answers a command without taking it up; the one under way goes on. */
  refuse({ name, bSeq }: Placed, bError: number): void {
    this.#aside(() => this.#say(answerTo[name], bSeq, 'failed', bError, done))
  }

  abortRequested(bSeq: number): void {
    if (this.#abort?.by === 'message' && this.#abort.bSeq === bSeq) return this.#aborted(bSeq)
    this.#abort = { by: 'request', bSeq }
    this.#breakOff(failed(slotError.CMD_ABORTED), ABORTABLE)
  }

  #abortCommanded({ name, bSeq }: Placed): void {
    if (!this.#around.controlPipe || (this.#abort?.by === 'request' && this.#abort.bSeq === bSeq)) {
      this.#breakOff(failed(slotError.CMD_ABORTED), ABORTABLE)
      return this.#aborted(bSeq)
    }
    if (this.#abort?.by === 'request') return this.refuse({ name, bSeq }, slotError.CMD_ABORTED)
    this.#abort = { by: 'message', bSeq }
    this.#breakOff(failed(slotError.CMD_ABORTED), ABORTABLE)
  }

  /** Both steps are done. */
  #aborted(bSeq: number): void {
    this.#abort = undefined
    this.#aside(() => this.#say('RDR_to_PC_SlotStatus', bSeq, 'ok', 0, { ...done, last: this.seat.clockStatus }))
  }

  /** Says something without ending what is under way. */
  #aside(say: () => void): void {
    const stop = this.#around.clock.after(this.#around.answerDelayMs, () => {
      this.#asides.delete(stop)
      say()
    })
    this.#asides.add(stop)
  }

  /** Ends what is under way by this reply, when it is one of these commands. */
  #breakOff(reply: Reply, commands: ReadonlySet<CcidCommand['name']> = ON_CARD): void {
    const work = this.#work
    if (work === undefined || !commands.has(work.command.name)) return
    this.#stopWork()
    this.#work = work
    this.#finish(reply)
  }

  #stopWork(): void {
    const work = this.#work
    this.#work = undefined
    work?.stop()
    if (work?.command.name === 'PC_to_RDR_Secure') this.#around.pad.drop()
  }

  /** Says the reply when its time has come, after the time extensions in it. */
  #finish({ extensions = [], ...reply }: Reply): void {
    const work = this.#work
    if (work === undefined) return
    const { clock, answerDelayMs } = this.#around
    const [multiplier, ...later] = extensions
    if (multiplier !== undefined) {
      work.stop = clock.after(answerDelayMs, () => {
        this.#extend(work.command, multiplier)
        this.#finish({ ...reply, extensions: later })
      })
      return
    }
    work.stop = clock.after(answerDelayMs + (reply.waitedMs ?? 0), () => {
      this.#work = undefined
      const status = reply.bError === undefined ? 'ok' : 'failed'
      this.#say(answerTo[work.command.name], work.command.bSeq, status, reply.bError ?? 0, reply)
    })
  }

  #extend({ name, bSeq }: Placed, multiplier: number): void {
    this.#say(answerTo[name], bSeq, 'timeExtension', multiplier, done)
  }

  #say(name: CcidAnswer['name'], bSeq: number, command: CommandStatus, bError: number, reply: Reply): void {
    const place = { bSlot: this.#bSlot, bSeq, bStatus: bStatusOf({ icc: this.seat.icc, command }), bError }
    const parameters = name === 'RDR_to_PC_Parameters' && command === 'ok'
      ? { abData: encodeParameters(this.seat.parameters), last: this.seat.parameters.bProtocolNum } : {}
    this.#around.say(encodeCcid(answerOf(name, place, { ...reply, ...parameters })))
  }

  /** PIN entry at the reader's pad (§6.1.11, §6.1.12). */
  #secure(abData: Uint8Array): void {
    const { pad } = this.#around
    const work = this.#work
    const structure = pinStructureIn(abData, this.#around)
    if (typeof structure === 'number') return this.#finish(failed(structure))
    const fault = pinFault(structure)
    if (fault !== undefined) return this.#finish(failed(fault))
    if (pad.asks || work === undefined) return this.#finish(failed(slotError.CMD_SLOT_BUSY))
    pad.ask({
      structure,
      waiting: () => this.#extend(work.command, 1),
      entered: (apdu) => this.#finish(this.seat.enter(apdu, structure.bTeoPrologue)),
      differed: () => this.#finish({ abData: DIFFERENT }),
      ended: (bError) => this.#finish(failed(bError)),
    })
  }
}
