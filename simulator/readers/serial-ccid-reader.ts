import { concat } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import { dataBlock } from '#protocols/ccid/answers'
import { iccPowerOn, setParameters } from '#protocols/ccid/commands'
import { notifySlotChange } from '#protocols/ccid/interrupt'
import { decodeHeader, HEADER_LENGTH } from '#protocols/ccid/message'
import {
  encodeSlotChange, nothingHeard, readSerial, readSilence, serialNak, type SerialReading,
} from '#protocols/ccid/serial-framing'
import { slotStatusOf } from '#protocols/ccid/slot-status'
import { parseAtr } from '#protocols/iso7816/atr'
import { atrParameters } from '#protocols/iso7816/atr-parameters'
import type { Clock } from '#protocols/port/clock'
import type { ControlLines, SerialSettings } from '#protocols/port/serial-ports'
import type { CcidTwin } from './ccid-twin.ts'
import type { SerialCable, SerialTwin } from './serial-twin.ts'
import { DeviceUart } from './uart.ts'

export interface SerialCcidReaderOptions {
  /** The reader at its messages: without a control pipe, telling of movements once an escape command asked for it. */
  readonly reader: CcidTwin
  readonly clock: Clock
  /** Whether each command is sent back before it is answered. */
  readonly echo: boolean
  /**
   * When a movement of the card in slot 0 is told. Default `withAnswers`: behind a command and before its answer, as
   * libccid says of what its escape command 01 01 01 asks for.
   */
  readonly movements?: 'withAnswers' | 'atOnce'
  /** The first command after a movement is echoed and not answered, as libccid says it may happen. Default false. */
  readonly losesAnswerAfterMovement?: boolean
}

const SETTINGS: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 2 }
/** Silence, in ms, that ends a frame. Assumed: no public source gives it. */
const SILENCE_MS = 100
const SYNC = 0x03, ACK = 0x06
const NOTIFY_SLOT_CHANGE = 0x50
const FIRST_TIME_REQUEST = 0x80
/** Places in an answer. */
const BSTATUS = 7, BERROR = 8
const NOTHING = new Uint8Array()

/**
 * A CCID reader on RS-232, as libccidtwin knows them: frames instead of USB pipes. Damaged frames are refused by NAK
 * when the line is silent, and after a NAK of the host the last answer is repeated (both assumed).
 */
export class SerialCcidReader implements SerialTwin {
  /** For whoever inserts cards. */
  readonly reader: CcidTwin
  readonly #options: Required<SerialCcidReaderOptions>
  readonly #uart = new DeviceUart(SETTINGS)
  #cable: SerialCable | undefined
  #pending = nothingHeard
  #damaged = false
  #stopWaiting = () => {}
  #lastAnswer: Uint8Array = NOTHING
  /** A movement that was not told yet. */
  #movement: Uint8Array = NOTHING
  #losesNext = false
  #unplugged = false
  /** The protocol each slot speaks: it decides how more time is asked for. */
  readonly #protocols = new Map<number, number>()
  /** bSeq of a power-on under way, by slot: its answer carries the ATR. */
  readonly #poweringOn = new Map<number, number>()

  constructor(options: SerialCcidReaderOptions) {
    this.#options = { movements: 'withAnswers', losesAnswerAfterMovement: false, ...options }
    this.reader = options.reader
  }

  attach(cable: SerialCable): void {
    this.#cable = cable
    this.#stopWaiting()
    this.#pending = nothingHeard
    this.#lastAnswer = this.#movement = NOTHING
    this.#damaged = this.#losesNext = this.#unplugged = false
    this.#protocols.clear()
    this.#poweringOn.clear()
    this.reader.attach({
      answer: (message) => this.#answer(message),
      interrupt: (message) => this.#interrupt(message),
      unplugged: () => void (this.#unplugged = true),
    })
    this.reader.reset()
  }

  settings(settings: SerialSettings): void {
    this.#uart.pc = settings
  }

  /** RTS asserted makes these readers send a plug-and-play text; which one is not known, so it is left out. */
  controlLines(_lines: ControlLines): void {}

  received(bytes: Uint8Array): void {
    if (this.#unplugged) return
    this.#stopWaiting()
    const { dwMaxCCIDMessageLength } = this.reader.descriptor
    this.#take(readSerial(this.#pending, this.#uart.fromPc(bytes), dwMaxCCIDMessageLength))
    if (!this.#damaged && this.#pending.bytes.length === 0) return
    this.#stopWaiting = this.#options.clock.after(SILENCE_MS, () => {
      this.#take(readSilence(this.#pending, dwMaxCCIDMessageLength))
      if (this.#damaged) this.#send(serialNak)
      this.#damaged = false
    })
  }

  #take(reading: SerialReading): void {
    this.#pending = reading.pending
    for (const event of reading.events) {
      if (event.type === 'corrupted') this.#damaged = true
      if (event.type === 'nak') this.#send(this.#lastAnswer)
      if (event.type !== 'frame') continue
      // a command that is carried out is not refused, whatever stood before it
      this.#damaged = false
      this.#command(event.message)
    }
  }

  #command(message: Uint8Array): void {
    const { bMessageType, bSlot, bSeq } = decodeHeader(message)
    if (this.#options.echo) this.#send(framed(message))
    if (bMessageType === iccPowerOn.bMessageType) this.#poweringOn.set(bSlot, bSeq)
    if (bMessageType === setParameters.bMessageType) {
      this.#protocols.set(bSlot, setParameters.decode(message).bProtocolNum)
    }
    this.reader.command(message)
  }

  #answer(message: Uint8Array): void {
    const lost = this.#losesNext
    this.#losesNext = false
    this.#learn(message)
    if (lost) return
    this.#send(this.#movement)
    this.#movement = NOTHING
    this.#lastAnswer = this.#timeRequest(message) ?? framed(message)
    this.#send(this.#lastAnswer)
  }

  /** A reader with a fault says bytes that are no message: then there is nothing to learn. */
  #learn(message: Uint8Array): void {
    if (message.length < HEADER_LENGTH) return
    const { bMessageType, bSlot, bSeq } = decodeHeader(message)
    if (bMessageType !== dataBlock.bMessageType || this.#poweringOn.get(bSlot) !== bSeq) return
    this.#poweringOn.delete(bSlot)
    this.#protocols.set(bSlot, firstOffered(message.subarray(HEADER_LENGTH)))
  }

  /** In T=0 more time is asked for by a single byte, in T=1 by an answer of CCID. */
  #timeRequest(message: Uint8Array): Uint8Array | undefined {
    if (message.length < HEADER_LENGTH) return undefined
    const { command } = slotStatusOf(message[BSTATUS] ?? 0)
    if (command !== 'timeExtension' || this.#protocols.get(decodeHeader(message).bSlot) !== 0) return undefined
    return Uint8Array.of(FIRST_TIME_REQUEST | (message[BERROR] ?? 0))
  }

  /** Slot 0 alone is told of, and hardware errors have no place on this line. */
  #interrupt(message: Uint8Array): void {
    if (message[0] !== NOTIFY_SLOT_CHANGE) return
    const [first] = notifySlotChange.decode(message)
    if (first?.changed !== true) return
    this.#losesNext = this.#options.losesAnswerAfterMovement
    const told = encodeSlotChange(first)
    if (this.#options.movements === 'atOnce') this.#send(told)
    else this.#movement = told
  }

  #send(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#cable?.send(this.#uart.toPc(bytes))
  }
}

/** A frame around whatever the reader says; unlike the codec it takes bytes that are no message. */
function framed(message: Uint8Array): Uint8Array {
  const frame = concat(Uint8Array.of(SYNC, ACK), message)
  return concat(frame, Uint8Array.of(frame.reduce((lrc, byte) => lrc ^ byte, 0)))
}

/** T=0 when there is no ATR to tell. */
function firstOffered(atr: Uint8Array): number {
  try {
    return atrParameters(parseAtr(atr)).firstOffered
  } catch (error) {
    if (error instanceof MalformedError) return 0
    throw error
  }
}
