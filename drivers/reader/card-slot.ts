import {
  decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu, type ResponseApdu,
} from '#protocols/iso7816/apdu'
import { commandPipeline } from '#protocols/iso7816/pipeline'
import { describeStatusWord } from '#protocols/iso7816/status-word'
import { equal } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import type { Clock } from '#protocols/port/clock'
import {
  TransferError, type Exchange, type LinkEvent, type TransferAnswer, type TransferFailure, type TransferRequest,
} from '#protocols/port/reader-link'
import type { HealthCount } from '#protocols/reader/health'
import { MOST_COMMAND_MS, pinEntryMs } from './longest-time.ts'
import { SlotError, type ReaderSlot, type SlotFault } from './reader.ts'
import type { Stopwatch } from './stopwatch.ts'

/** In ms. A call said that the card is gone, but the reader does not tell of it: then it is looked for again. */
const REMOVAL_NOTICE_MS = 500
/** Times a card may seem to be another one while it is given power, before it is told of as mute (assumed). */
const MOST_OVERTAKEN = 5

const failureOf = {
  cardAbsent: 'cardRemoved', cardMute: 'cardSilent', transmission: 'readerFailed', protocol: 'readerFailed',
  refused: 'readerFailed', pinPadAbsent: 'pinPadAbsent', pinTimeout: 'pinTimeout', pinCancelled: 'pinCancelled',
  readerLost: 'readerLost',
} as const satisfies Record<SlotFault, TransferFailure>

/** Failures after which the card stands as it stood. */
const HARMLESS: readonly SlotFault[] = ['pinPadAbsent', 'pinTimeout', 'pinCancelled']

export interface CardSlotOptions {
  readonly name: string
  readonly slot: ReaderSlot
  readonly clock: Clock
  readonly stopwatch: Stopwatch
  /** Gives a presence number never given before. */
  readonly nextPresence: () => number
  readonly report: (event: LinkEvent) => void
}

interface Presence {
  readonly number: number
  /** Empty of a mute card. */
  readonly atr: Uint8Array
  readonly mute: boolean
}

/**
 * One slot of a reader that we drive ourselves: powers a card when it comes, numbers its presence and carries transfers
 * out, one after the other. A presence ends with everything after which the card may be another one or have lost its
 * state: removal, and a reset of ours of a card that had answered.
 */
export class CardSlot {
  readonly #options: CardSlotOptions
  #tail: Promise<unknown> = Promise.resolve()
  /** Counts what the reader says of the card, so that a power-on knows whether it is still about the same card. */
  #comings = 0
  #inside = false
  #lost = false
  #presence: Presence | undefined
  /** Whether the card was powered on and did as it should since. */
  #sound = false
  /** The last presence whose card has answered a transfer. */
  #answeredFor: number | undefined
  /** How often in a row a card seemed to be another one while it was given power. */
  #overtaken = 0

  constructor(options: CardSlotOptions) {
    this.#options = options
  }

  /** The reader tells whether a card is in the slot; the same news twice is one. */
  card(present: boolean): void {
    if (this.#lost || present === this.#inside) return
    this.#inside = present
    this.#comings++
    this.#end('removed')
    if (present) this.#count('inserted')
    if (present) void this.#enqueue(() => this.#begin())
    else void this.#enqueue(() => this.#options.slot.powerOff())
  }

  /** The device is gone: what was queued fails. */
  lost(): void {
    if (this.#lost) return
    this.#count('readerLost')
    this.#end('removed')
    this.#lost = true
  }

  /** Resolves when nothing is under way any more. */
  close(): Promise<void> {
    this.#lost = true
    return this.#enqueue(async () => {})
  }

  count(what: HealthCount): void {
    if (!this.#lost) this.#count(what)
  }

  /**
   * Carries the exchanges out back to back, in the order of the calls.
   * @param abandoned aborted when nobody waits any more: no further exchange is begun, for nobody would know of it
   * @throws TransferError
   */
  transfer(request: TransferRequest, abandoned?: AbortSignal): Promise<TransferAnswer> {
    return this.#enqueue(async () => {
      for (let mayRepeat = request.repeatable; ; mayRepeat = false) {
        const progress = { step: 'connect' }
        try {
          return await this.#attempt(request, progress, abandoned)
        } catch (error) {
          const failure = this.#explain(error, progress.step, request.presence)
          const damaged = error instanceof SlotError && error.fault === 'transmission'
          if (!damaged || !mayRepeat || !this.#is(request.presence)) throw failure
          this.#count('transferRepeated')
        }
      }
    })
  }

  async #attempt(
    { presence, exchanges, repeatable }: TransferRequest, progress: { step: string }, abandoned: AbortSignal | undefined,
  ): Promise<TransferAnswer> {
    if (abandoned?.aborted) throw new TransferError('deadlinePassed', 'connect')
    this.#mustBeCurrent(presence, 'connect')
    if (this.#presence?.mute) throw new TransferError('cardSilent', 'connect')
    if (!this.#sound) await this.#powerAgain(presence)
    const answers: Uint8Array[] = []
    const us: number[] = []
    try {
      for (const exchange of exchanges) {
        progress.step = exchange.step
        if (abandoned?.aborted) throw new TransferError('deadlinePassed', exchange.step)
        const answer = await this.#exchange(exchange, presence, us)
        answers.push(answer.bytes)
        if (answer.refused && !exchange.mayBeRefused) break
      }
    } finally {
      // whatever else went wrong: a card that has carried out a command has a state that a reset takes away
      if (!repeatable && answers.length > 0) this.#answeredFor = presence
      if (us.length > 0) this.#options.report({ type: 'measured', name: this.#options.name, us })
    }
    this.#answeredFor = presence
    return answers
  }

  async #exchange(exchange: Exchange, presence: number, us: number[]): Promise<{ bytes: Uint8Array, refused: boolean }> {
    const { slot, stopwatch, clock } = this.#options
    const end = clock.now() + MOST_COMMAND_MS + (exchange.pinEntry === undefined ? 0 : pinEntryMs(exchange.pinEntry))
    const pipeline = commandPipeline(decodeCommandApdu(exchange.capdu))
    let turn = pipeline.next()
    for (let pinEntry = exchange.pinEntry; turn.done !== true; pinEntry = undefined) {
      // an answer in pieces, each of them late
      if (clock.now() >= end) throw new SlotError('cardMute', 'moreTimeWithoutEnd')
      const before = stopwatch()
      const rapdu = await slot.transmit(encodeCommandApdu(turn.value), pinEntry)
      // a person at the pad says nothing of the reader
      if (pinEntry === undefined) us.push(Math.round(stopwatch() - before))
      this.#mustBeCurrent(presence, exchange.step)
      const response = decodeResponseApdu(rapdu)
      // 6Cxx would have the command sent again without the pad: the padding in place of the PIN, and a try lost
      if (pinEntry !== undefined && response.sw >> 8 !== 0x61) return answerOf(response)
      turn = pipeline.next(response)
    }
    return answerOf(turn.value)
  }

  /** Powers a card that has come, and tells of it. */
  async #begin(): Promise<void> {
    const coming = this.#comings
    if (this.#lost || !this.#inside || this.#presence !== undefined) return
    const atr = this.#overtaken < MOST_OVERTAKEN ? await this.#powerOn() : await this.#giveUp()
    this.#overtaken = coming !== this.#comings && this.#inside ? this.#overtaken + 1 : 0
    if (this.#lost || coming !== this.#comings || atr === 'absent') return
    const { name, nextPresence, report } = this.#options
    const mute = atr === 'mute'
    const bytes = mute ? new Uint8Array() : atr
    this.#presence = { number: nextPresence(), atr: bytes, mute }
    this.#sound = !mute
    if (mute) this.#count('muteCard')
    report({ type: 'cardInserted', name, presence: this.#presence.number, atr: bytes, mute })
  }

  async #powerOn(): Promise<Uint8Array | 'mute' | 'absent'> {
    try {
      return await this.#options.slot.powerOn()
    } catch (error) {
      if (error instanceof MalformedError) return 'mute' // an ATR that contradicts itself
      if (!(error instanceof SlotError)) throw error
      if (error.fault === 'cardAbsent') this.#goneByACall()
      return error.fault === 'cardAbsent' || error.fault === 'readerLost' ? 'absent' : 'mute'
    }
  }

  /** There are readers that say of every card that it has no power: they would have theirs reset without end. */
  async #giveUp(): Promise<'mute'> {
    await this.#options.slot.powerOff()
    return 'mute'
  }

  /** After a failure. A card that has answered before loses its state by it, so its presence ends and a new one begins. */
  async #powerAgain(presence: number): Promise<void> {
    if (this.#answeredFor === presence) {
      this.#count('cardReset')
      this.#end('reset')
      await this.#begin()
      throw new TransferError(this.#departure(), 'connect')
    }
    const atr = await this.#options.slot.powerOn()
    this.#mustBeCurrent(presence, 'connect')
    if (!equal(atr, this.#presence?.atr ?? new Uint8Array())) {
      // another card, whatever the reader has seen
      this.card(false)
      this.card(true)
      this.#mustBeCurrent(presence, 'connect')
    }
    this.#sound = true
  }

  /** Draws the consequences of a failed call and names it. */
  #explain(error: unknown, step: string, presence: number): TransferError {
    if (error instanceof TransferError) return error
    this.#sound = false
    if (error instanceof MalformedError) return new TransferError('readerFailed', step) // an answer that is none
    if (!(error instanceof SlotError)) throw error
    const { fault, detail } = error
    if (HARMLESS.includes(fault)) this.#sound = true
    if (fault === 'cardAbsent') {
      this.#count('removedInTransfer')
      this.#goneByACall()
    } else if (!this.#is(presence)) this.#count('removedInTransfer')
    else if (fault === 'cardMute') this.#count('cardSilent')
    else if (fault === 'transmission') this.#count('transmissionError')
    const current = this.#is(presence) && !this.#lost
    return new TransferError(current ? failureOf[fault] : this.#departure(), step, detail)
  }

  /** A call told of a removal before the reader did. If the reader goes on not telling, the card is looked for again. */
  #goneByACall(): void {
    if (this.#lost) return
    this.card(false)
    const coming = this.#comings
    this.#options.clock.after(REMOVAL_NOTICE_MS, () => {
      if (this.#lost || coming !== this.#comings) return
      void this.#enqueue(async () => {
        if (this.#lost || coming !== this.#comings) return
        try {
          await this.#options.slot.powerOn()
          if (coming === this.#comings) this.card(true)
        } catch (error) {
          if (!(error instanceof SlotError)) throw error // as it said: no card
        }
      })
    })
  }

  #is(presence: number): boolean {
    return this.#presence?.number === presence
  }

  #mustBeCurrent(presence: number, step: string): void {
    if (this.#lost || !this.#is(presence)) throw new TransferError(this.#departure(), step)
  }

  #departure(): TransferFailure {
    if (this.#lost) return 'readerLost'
    return this.#presence === undefined ? 'cardRemoved' : 'cardChanged'
  }

  #end(reason: 'removed' | 'reset'): void {
    this.#sound = false
    if (this.#presence === undefined) return
    this.#presence = undefined
    this.#options.report({ type: 'cardRemoved', name: this.#options.name, reason })
  }

  #count(what: HealthCount): void {
    this.#options.report({ type: 'counted', name: this.#options.name, what })
  }

  /** Runs jobs one after the other; a failed one does not stop the next. */
  #enqueue<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(job)
    this.#tail = done.catch(() => {})
    return done
  }
}

function answerOf(response: ResponseApdu): { bytes: Uint8Array, refused: boolean } {
  return { bytes: encodeResponseApdu(response), refused: describeStatusWord(response.sw).class === 'refused' }
}
