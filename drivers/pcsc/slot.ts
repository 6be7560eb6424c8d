import {
  decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu, type ResponseApdu,
} from '#protocols/iso7816/apdu'
import { commandPipeline } from '#protocols/iso7816/pipeline'
import { describeStatusWord } from '#protocols/iso7816/status-word'
import { scardError } from '#protocols/pcsc/scard-error'
import type { Clock } from '#protocols/port/clock'
import type { PcscReader } from '#protocols/port/pcsc-context'
import {
  TransferError, type Exchange, type LinkEvent, type TransferAnswer, type TransferFailure, type TransferRequest,
} from '#protocols/port/reader-link'
import type { HealthCount } from '#protocols/reader/health'
import type { Stopwatch } from '../reader/stopwatch.ts'
import { failureOf, isTransmissionError, scardOf, wearOf } from './call-failure.ts'
import { PinPad } from './pin-pad.ts'
import { PresenceCounter } from './presence.ts'

/** Gaps between the tries of a connect, in ms: a card just pushed in may need a moment (field: 0x8010002F). */
const CONNECT_GAPS = [50, 150]
/** When a card that did not answer its reset is powered again, in ms: it may have been only half in. */
const WAKES = [300, 1_000]
/** In ms. The service polls some readers only every 400 ms: a pulled card fails before its removal is known. */
const REMOVAL_NOTICE_MS = 500
/** A handle that is open but belongs to no presence any more. */
const NOBODY = 0

export interface SlotOptions {
  readonly reader: PcscReader
  readonly clock: Clock
  /** Gives a presence number never given before. */
  readonly nextPresence: () => number
  readonly report: (event: LinkEvent) => void
  readonly stopwatch: Stopwatch
}

/**
 * One reader. Holds a SHARED connection for the whole presence of a card, made right after the insertion: it keeps
 * SCardConnect out of the first transfer, keeps the service from cutting the power of an idle card, and is what
 * notices a reset by another program, because PC/SC tells of it only through a handle. Calls are made one at a time.
 */
export class Slot {
  readonly #options: SlotOptions
  readonly #presence: PresenceCounter
  #tail: Promise<unknown> = Promise.resolve()
  /** The presence the open handle was made for; undefined when none is open. */
  #openFor: number | undefined
  /** The keys of the reader, as they are asked through the open handle. */
  #pad: PinPad
  /** The last presence that was connected at all. */
  #lastOpenFor: number | undefined
  /** The last presence whose card has answered a transfer. */
  #answeredFor: number | undefined
  #lost = false
  #onPresenceEnd = () => {}
  /** Ends of the transfers under way and queued, for when the reader is gone. */
  readonly #leaving = new Set<() => void>()

  constructor(options: SlotOptions) {
    this.#options = options
    this.#pad = new PinPad(options.reader)
    this.#presence = new PresenceCounter(options.reader.name, options.nextPresence, (event) => {
      options.report(event)
      if (event.type === 'cardRemoved') {
        this.#onPresenceEnd()
        this.#enqueue(() => this.#release())
        return
      }
      this.#count('inserted')
      if (event.mute) {
        this.#count('muteCard')
        for (const ms of WAKES) options.clock.after(ms, () => this.#enqueue(() => this.#wake(event.presence)))
      } else this.#enqueue(() => this.#connectAhead(event.presence))
    })
  }

  #count(what: HealthCount): void {
    this.#options.report({ type: 'counted', name: this.#options.reader.name, what })
  }

  /** A SCARD_READERSTATE of this reader. */
  stateChanged(dwEventState: number, atr: Uint8Array): void {
    if (!this.#lost && this.#presence.stateChanged(dwEventState, atr)) this.#count('swapReported')
  }

  /** The reader is gone: what was queued fails, and what is under way, whether its call ever returns or not. */
  lost(): void {
    this.#lost = true
    this.#presence.removed()
    for (const leave of this.#leaving) leave()
  }

  /** Gives the card back as it is. */
  close(): Promise<void> {
    this.#lost = true
    return this.#enqueue(() => this.#disconnect())
  }

  /**
   * Carries the exchanges out back to back, in the order of the calls.
   * @param abandoned aborted when nobody waits any more: no further exchange is begun, for nobody would know of it
   * @throws TransferError
   */
  transfer(request: TransferRequest, abandoned?: AbortSignal): Promise<TransferAnswer> {
    const progress = { step: 'connect' }
    return new Promise((resolve, reject) => {
      const leave = () => reject(new TransferError('readerLost', progress.step))
      this.#leaving.add(leave)
      this.#enqueue(() => this.#carryOut(request, progress, abandoned))
        .then(resolve, reject).finally(() => this.#leaving.delete(leave))
    })
  }

  async #carryOut(
    request: TransferRequest, progress: { step: string }, abandoned: AbortSignal | undefined,
  ): Promise<TransferAnswer> {
    for (let mayRepeat = request.repeatable; ; mayRepeat = false) {
      progress.step = 'connect'
      try {
        return await this.#attempt(request, progress, abandoned)
      } catch (error) {
        const failure = this.#explain(error, progress.step, request.presence)
        if (!isTransmissionError(error) || !this.#presence.is(request.presence)) throw failure
        if (!mayRepeat || progress.step === 'connect') {
          await this.#noticeRemoval()
          throw this.#explain(error, progress.step, request.presence)
        }
        this.#count('transferRepeated')
      }
    }
  }

  async #attempt(
    { presence, exchanges, repeatable }: TransferRequest, progress: { step: string }, abandoned: AbortSignal | undefined,
  ): Promise<TransferAnswer> {
    if (abandoned?.aborted) throw new TransferError('deadlinePassed', 'connect')
    await this.#connect(presence)
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
      // whatever else went wrong: a card that has carried out a command is not only beginning
      if (!repeatable && answers.length > 0) this.#answeredFor = presence
      if (us.length > 0) this.#options.report({ type: 'measured', name: this.#options.reader.name, us })
    }
    this.#answeredFor = presence
    return answers
  }

  async #exchange(
    { step, capdu, pinEntry }: Exchange, presence: number, us: number[],
  ): Promise<{ bytes: Uint8Array, refused: boolean }> {
    const pipeline = commandPipeline(decodeCommandApdu(capdu))
    let turn = pipeline.next()
    for (let entry = pinEntry; turn.done !== true; entry = undefined) {
      const command = encodeCommandApdu(turn.value)
      const response = entry === undefined
        ? await this.#transmit(command, us)
        : await this.#pad.enter({ step, capdu: command, entry }, () => this.#mustBeCurrent(presence, step))
      this.#mustBeCurrent(presence, step)
      // 6Cxx would have the command sent again without the pad: the padding in place of the PIN, and a try lost
      if (entry !== undefined && response.sw >> 8 !== 0x61) return answerOf(response)
      turn = pipeline.next(response)
    }
    return answerOf(turn.value)
  }

  async #transmit(command: Uint8Array, us: number[]): Promise<ResponseApdu> {
    const { reader, stopwatch } = this.#options
    const before = stopwatch()
    const rapdu = await reader.transmit(command)
    us.push(Math.round(stopwatch() - before))
    return decodeResponseApdu(rapdu)
  }

  async #connect(presence: number): Promise<void> {
    this.#mustBeCurrent(presence, 'connect')
    if (this.#presence.current?.mute) throw new TransferError('cardSilent', 'connect', 'SCARD_W_UNRESPONSIVE_CARD')
    if (this.#openFor === presence) return
    await this.#disconnect()
    for (let tries = 0; ; tries++) {
      try {
        await this.#options.reader.connect()
        break
      } catch (error) {
        const gap = CONNECT_GAPS[tries]
        if (gap === undefined || !isTransmissionError(error)) throw error
        this.#count('connectRetried')
        await new Promise<void>((resolve) => this.#options.clock.after(gap, resolve))
        this.#mustBeCurrent(presence, 'connect')
      }
    }
    // While no handle was open nobody watched: the report of a swap may lag, and no handle tells of a reset. A card that
    // has answered before may be another now; one that has not is only beginning, and may be tried again.
    const unwatched = this.#lastOpenFor === presence && this.#answeredFor === presence
    this.#openFor = this.#lastOpenFor = presence
    this.#pad = new PinPad(this.#options.reader)
    if (unwatched) this.#presence.wasReset()
    this.#mustBeCurrent(presence, 'connect')
  }

  async #connectAhead(presence: number): Promise<void> {
    try {
      await this.#connect(presence)
    } catch (error) {
      this.#explain(error, 'connect', presence) // the next transfer tries again and tells
    }
  }

  /** The service powers a card on with a connection. If the card answers now, the service reports it with its ATR. */
  async #wake(presence: number): Promise<void> {
    if (this.#lost || !this.#presence.is(presence)) return
    try {
      await this.#options.reader.connect()
      this.#openFor = NOBODY
    } catch (error) {
      if (scardOf(error) === undefined) throw error // it is mute indeed
    }
  }

  async #release(): Promise<void> {
    if (this.#openFor !== this.#presence.current?.number) await this.#disconnect()
  }

  async #disconnect(): Promise<void> {
    if (this.#openFor === undefined) return
    this.#openFor = undefined
    await this.#options.reader.disconnect()
  }

  /** Gives a removal that may be the cause of a failure the time to be reported. */
  #noticeRemoval(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(REMOVAL_NOTICE_MS, resolve)
      this.#onPresenceEnd = () => {
        cancel()
        resolve()
      }
    })
  }

  #mustBeCurrent(presence: number, step: string): void {
    if (this.#lost || !this.#presence.is(presence)) throw new TransferError(this.#departure(), step)
  }

  #departure(): TransferFailure {
    if (this.#lost) return 'readerLost'
    return this.#presence.current === undefined ? 'cardRemoved' : 'cardChanged'
  }

  /** Draws the consequences of a failed call and names it. */
  #explain(error: unknown, step: string, presence: number): TransferError {
    if (error instanceof TransferError) return error
    const code = scardOf(error)
    if (code === undefined) return new TransferError('readerFailed', step) // an answer that is none
    const { class: kind, name } = scardError(code)
    const worn = wearOf[kind]
    if (worn !== undefined) this.#count(worn)
    if (this.#openFor !== undefined) this.#openFor = NOBODY
    if (this.#presence.is(presence)) {
      if (kind === 'cardGone') {
        this.#presence.removed()
        this.#options.clock.after(REMOVAL_NOTICE_MS, () => {
          if (!this.#lost) this.#presence.reconsider()
        })
      }
      // Between our handle and now somebody took the card for itself alone, and may have left it in any state.
      const taken = kind === 'busy' && this.#lastOpenFor === presence
      if (kind === 'cardReset' || taken) this.#presence.wasReset()
    }
    const current = this.#presence.is(presence) && !this.#lost
    return new TransferError(current || kind === 'busy' ? failureOf[kind] : this.#departure(), step, name)
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
