import { MalformedError } from '#protocols/bytes/malformed'
import { getSlotStatus } from '#protocols/ccid/commands'
import { decodeHeader } from '#protocols/ccid/message'
import { decodeCcidAnswer } from '#protocols/ccid/messages'
import { createSerialLink, type SerialEffect, type SerialLink } from '#protocols/ccid/serial-link'
import { bStatusOf } from '#protocols/ccid/slot-status'
import type { Clock } from '#protocols/port/clock'
import type { SerialLine } from '#protocols/port/serial-ports'
import type { CcidChannel, CcidChannelListener } from '../ccid/channel.ts'

/** In ms: what follows within a frame comes sooner, also through an adapter on USB (assumed). */
const SILENCE_MS = 150
/**
 * In ms, and how often: a question for the status is asked again. After a movement of the card these readers may
 * swallow an answer (libccid, src/ccid_serial.c), and this question does no harm twice.
 */
const ASK_AGAIN_MS = 300
const MOST_QUESTIONS = 3

/** CCID messages over an RS-232 line. One command is under way at a time, whatever the slot. */
export class SerialChannel implements CcidChannel {
  readonly #clock: Clock
  readonly #link: SerialLink
  #line: SerialLine | undefined
  #listener: CcidChannelListener | undefined
  /** Slot and sequence number of the last command, which a wish for more time is about. */
  #place = { bSlot: 0, bSeq: 0 }
  #stopWaiting = () => {}
  #stopAsking = () => {}

  /** @param maxLength dwMaxCCIDMessageLength */
  constructor(clock: Clock, maxLength: number) {
    this.#clock = clock
    this.#link = createSerialLink(maxLength)
  }

  /** The line to send on. */
  use(line: SerialLine): void {
    this.#line = line
  }

  /** Whoever hears what comes from now on. */
  tell(listener: CcidChannelListener): void {
    this.#listener = listener
  }

  async send(message: Uint8Array): Promise<void> {
    const { bSlot, bSeq, bMessageType } = decodeHeader(message)
    this.#place = { bSlot, bSeq }
    this.#stopAsking()
    if (bMessageType === getSlotStatus.bMessageType) this.#askAgainLater(message, MOST_QUESTIONS - 1)
    for (const effect of this.#link.send(message)) if (effect.type === 'write') await this.#line?.write(effect.bytes)
  }

  /** A serial line has no control pipe: the bulk message says it all. */
  async requestAbort(): Promise<boolean> {
    return true
  }

  received(chunk: Uint8Array): void {
    this.#stopWaiting()
    this.#stopWaiting = this.#clock.after(SILENCE_MS, () => this.#perform(this.#link.silent()))
    this.#perform(this.#link.received(chunk))
  }

  lost(): void {
    this.close()
    this.#listener?.lost()
  }

  /** Nothing more comes of it. */
  close(): void {
    this.#stopWaiting()
    this.#stopAsking()
  }

  #askAgainLater(question: Uint8Array, left: number): void {
    this.#stopAsking = this.#clock.after(ASK_AGAIN_MS, () => {
      this.#perform(this.#link.send(question))
      if (left > 1) this.#askAgainLater(question, left - 1)
    })
  }

  #perform(effects: readonly SerialEffect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'write':
          // a repetition; a line that does not take it is lost and says so
          this.#line?.write(effect.bytes).catch(() => {})
          break
        case 'message':
          this.#answer(effect.message)
          break
        case 'slotChange':
          this.#listener?.interrupt({ name: 'RDR_to_PC_NotifySlotChange', slots: [effect] })
          break
        case 'timeRequest':
          // what the number means is told nowhere; libccid begins its timer anew
          this.#listener?.answer({
            name: 'RDR_to_PC_DataBlock', ...this.#place, bChainParameter: 0, abData: new Uint8Array(),
            bStatus: bStatusOf({ icc: 'active', command: 'timeExtension' }), bError: 1,
          })
          break
        case 'failed': this.#listener?.malformed()
      }
    }
  }

  #answer(message: Uint8Array): void {
    const { bSlot, bSeq } = decodeHeader(message)
    if (bSlot === this.#place.bSlot && bSeq === this.#place.bSeq) this.#stopAsking()
    try {
      this.#listener?.answer(decodeCcidAnswer(message))
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      this.#listener?.malformed()
    }
  }
}
