import type { CcidAnswer, CcidRequest } from '#protocols/ccid/messages'
import { createSlotEngine, type SlotEffect, type SlotEngine } from '#protocols/ccid/slot-engine'
import type { CcidCode, IccStatus } from '#protocols/ccid/slot-status'
import type { Clock } from '#protocols/port/clock'
import { SlotError } from '../reader/reader.ts'
import type { CcidChannel } from './channel.ts'
import type { Patience } from './patience.ts'
import { failureError, leavesSlotUsable, refusalError } from './slot-fault.ts'
import type { Turns } from './turns.ts'

/** The reader did not carry a command out, and says why. */
export interface Refusal {
  readonly error: CcidCode
  readonly icc: IccStatus
  /** It came with data all the same. */
  readonly hasData: boolean
}

export type Outcome = { readonly answer: CcidAnswer } | { readonly refusal: Refusal }

export interface SlotCommandsOptions {
  readonly bSlot: number
  readonly channel: CcidChannel
  readonly clock: Clock
  /** Of the device: how many of its slots may be busy. */
  readonly turns: Turns
  /** Told with every answer what it says of the card, before the command ends. */
  readonly seen: (icc: IccStatus) => void
  /** What the reader is doing is not known any more. */
  readonly distrusted: () => void
}

/** In ms: how long each of the two steps of an abort may take (assumed; the reader has no card to wait for). */
const ABORT_MS = 1_000

interface Pending {
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: SlotError) => void
  /** When the present step began, by the clock. */
  begun: number
  patience: Patience
  /** By when it ends, whatever its patience, by the clock. */
  end: number
}

/** Carries commands of one slot out, one at a time: the I/O and the timer around `createSlotEngine`. */
export class SlotCommands {
  readonly #options: SlotCommandsOptions
  readonly #engine: SlotEngine
  #pending: Pending | undefined
  #stopTimer = () => {}
  /** When the time of the present job is up. */
  #end = Infinity

  constructor(options: SlotCommandsOptions) {
    this.#options = options
    this.#engine = createSlotEngine({ bSlot: options.bSlot })
  }

  /**
   * A job of several commands, which may take so many ms together: a card that asks for more time with each of them ends
   * as mute. The time other slots take does not count. One job at a time.
   */
  async within<T>(ms: number, job: () => Promise<T>): Promise<T> {
    this.#end = this.#options.clock.now() + ms
    try {
      return await job()
    } finally {
      this.#end = Infinity
    }
  }

  /** @throws SlotError when no answer came */
  async run(request: CcidRequest, patience: Patience): Promise<Outcome> {
    const { turns, clock } = this.#options
    const asked = clock.now()
    const leave = await turns.enter()
    const begun = clock.now()
    const end = this.#end += begun - asked
    try {
      if (begun >= end) throw new SlotError('cardMute', 'moreTimeWithoutEnd')
      return await new Promise<Outcome>((resolve, reject) => {
        this.#pending = { resolve, reject, begun, patience, end }
        this.#perform(this.#engine.begin(request))
      })
    } finally {
      leave()
    }
  }

  /** @throws SlotError also when the reader refused the command */
  async accepted(request: CcidRequest, patience: Patience): Promise<CcidAnswer> {
    const outcome = await this.run(request, patience)
    if ('refusal' in outcome) throw refusalError(outcome.refusal)
    return outcome.answer
  }

  received(message: CcidAnswer): void {
    this.#perform(this.#engine.received(message))
  }

  hardwareError(error: { readonly bSlot: number }): void {
    this.#perform(this.#engine.hardwareError(error))
  }

  malformed(): void {
    this.#perform(this.#engine.malformed())
  }

  /** The device is gone, or not to be spoken to any more: what is under way fails, and so does what comes. */
  removed(): void {
    this.#perform(this.#engine.removed())
  }

  /** Nobody wants the answer any more. */
  cancel(): void {
    this.#perform(this.#engine.cancel())
  }

  #perform(effects: readonly SlotEffect[]): void {
    for (const effect of effects) this.#do(effect)
  }

  #do(effect: SlotEffect): void {
    const { channel, bSlot } = this.#options
    const pending = this.#pending
    switch (effect.type) {
      case 'send':
        if (effect.message.name === 'PC_to_RDR_Abort') this.#abortSoon()
        channel.send(effect.bytes).catch(() => this.#still(pending, () => this.#engine.notSent()))
        break
      case 'restartTimer': this.#restartTimer(effect.multiplier)
        break
      case 'requestAbort':
        this.#abortSoon()
        void channel.requestAbort(bSlot, effect.bSeq)
          .then((ok) => this.#still(pending, () => this.#engine.abortRequested(ok)))
        break
      case 'answered':
        this.#options.seen(effect.icc)
        this.#settle(({ resolve }) => resolve({ answer: effect.message }))
        break
      case 'refused':
        this.#options.seen(effect.icc)
        this.#settle(({ resolve }) => resolve({ refusal: effect }))
        break
      case 'failed':
        this.#settle(({ reject }) => reject(failureError(effect.failure)))
        if (!leavesSlotUsable(effect.failure)) this.#options.distrusted()
    }
  }

  #restartTimer(multiplier: number): void {
    this.#stopTimer()
    const pending = this.#pending
    if (pending === undefined) return
    const { clock } = this.#options
    const { begun, end, patience: { ms, extensionMs, mostMs } } = pending
    const left = Math.min(begun + mostMs, end) - clock.now()
    const wanted = Math.min(ms + extensionMs * (multiplier - 1), left)
    this.#stopTimer = clock.after(Math.max(0, wanted), () => this.#perform(this.#engine.timedOut()))
  }

  #abortSoon(): void {
    if (this.#pending === undefined) return
    this.#pending.begun = this.#options.clock.now()
    this.#pending.end = Infinity
    this.#pending.patience = { ms: ABORT_MS, extensionMs: 0, mostMs: ABORT_MS }
  }

  /** What ends later than its command is not told to the next one. */
  #still(pending: Pending | undefined, told: () => readonly SlotEffect[]): void {
    if (pending !== undefined && pending === this.#pending) this.#perform(told())
  }

  #settle(end: (pending: Pending) => void): void {
    this.#stopTimer()
    const pending = this.#pending
    this.#pending = undefined
    if (pending !== undefined) end(pending)
  }
}
