import { MalformedError } from '#protocols/bytes/malformed'
import { abortRequest } from '#protocols/ccid/control-request'
import { exchangeLevel } from '#protocols/ccid/descriptor'
import { decodeCcidInterrupt } from '#protocols/ccid/interrupt'
import { decodeHeader, HEADER_LENGTH } from '#protocols/ccid/message'
import { decodeCcidAnswer, type CcidAnswer } from '#protocols/ccid/messages'
import { createCcidReceiver, type CcidReceiver } from '#protocols/ccid/receiver'
import { UsbError, type UsbDevice, type UsbFault } from '#protocols/port/usb-host'
import type { CcidChannel, CcidChannelListener } from '../ccid/channel.ts'
import type { Pipe, ReaderInterface } from './reader-interface.ts'

/** How long a message may take to the reader, in ms: the longest takes a tenth of a second. */
const SEND_MS = 3_000
/** The same for the control request ABORT. */
const ABORT_MS = 1_000
/** Transfers from the reader that may fail in a row before it is not to be trusted (assumed). */
const FAILURES = 3
/** Longest message of a reader that does not take extended APDUs, with room for one that forgets it. */
const SHORT_MESSAGE = 1_024
/** Header and the longest APDU there is. */
const LONGEST_MESSAGE = 10 + 65_544
/** Field of an interrupt message that CCID rev 1.1 does not know: there are readers that tell of keys so. */
const UNKNOWN_TYPE = 'bMessageType'

/** The pipes of one interface: messages out, and what comes back for as long as the device is open. */
export class UsbChannel implements CcidChannel {
  readonly #device: UsbDevice
  readonly #interface: ReaderInterface
  readonly #receiver: CcidReceiver<CcidAnswer>
  readonly #messageLength: number
  #ended = false

  constructor(device: UsbDevice, readerInterface: ReaderInterface) {
    const { descriptor } = readerInterface
    const isExtended = exchangeLevel(descriptor) === 'extendedApdu'
    this.#device = device
    this.#interface = readerInterface
    // some readers announce far more than they ever say, and a transfer needs a buffer of that size
    this.#messageLength = Math.min(descriptor.dwMaxCCIDMessageLength, isExtended ? LONGEST_MESSAGE : SHORT_MESSAGE)
    this.#receiver = createCcidReceiver(decodeCcidAnswer, this.#messageLength)
  }

  /** Hands over what comes, until the device is closed or lost. */
  listen(listener: CcidChannelListener): void {
    const { bulkIn, interruptIn } = this.#interface
    const length = Math.ceil(this.#messageLength / bulkIn.packetSize) * bulkIn.packetSize
    void this.#receiveAll(bulkIn, length, listener, (bytes) => this.#answered(bytes, listener))
    if (interruptIn === undefined) return
    void this.#receiveAll(interruptIn, interruptIn.packetSize, listener, (bytes) => interrupted(bytes, listener))
  }

  /** Nothing is handed over any more. */
  end(): void {
    this.#ended = true
  }

  async send(message: Uint8Array): Promise<void> {
    const { endpoint } = this.#interface.bulkOut
    try {
      await this.#device.send(endpoint, this.#ordered(message), SEND_MS)
    } catch (error) {
      if (error instanceof UsbError && error.fault === 'stall') await this.#cleared(endpoint)
      throw error
    }
  }

  async requestAbort(bSlot: number, bSeq: number): Promise<boolean> {
    const { wLength: _, ...setup } = abortRequest({ bSlot, bSeq }, this.#interface.bInterfaceNumber)
    try {
      await this.#device.controlOut(setup, new Uint8Array(), ABORT_MS)
      return true
    } catch {
      return false
    }
  }

  async #receiveAll(
    { endpoint }: Pipe, length: number, listener: CcidChannelListener, received: (bytes: Uint8Array) => void,
  ): Promise<void> {
    for (let failures = 0; !this.#ended;) {
      try {
        const bytes = await this.#device.receive(endpoint, length, 0)
        failures = 0
        if (!this.#ended) received(bytes)
      } catch (error) {
        if (this.#ended) return
        const fault: UsbFault = error instanceof UsbError ? error.fault : 'io'
        if (fault === 'overflow' || ++failures > FAILURES) return this.#over(() => listener.malformed())
        // a command under way is not answered any more, and is given up in its time
        this.#receiver.restart()
        if (fault === 'gone' || !await this.#cleared(endpoint)) return this.#over(() => listener.lost())
      }
    }
  }

  /** A transfer of this pipe carries one message from its beginning, and ends with it. */
  #answered(bytes: Uint8Array, listener: CcidChannelListener): void {
    for (const event of this.#receiver.received(this.#measured(this.#ordered(bytes)))) {
      if (event.type === 'malformed') return this.#over(() => listener.malformed())
      listener.answer(event.message)
    }
    if (this.#receiver.midMessage) this.#over(() => listener.malformed())
  }

  #over(tell: () => void): void {
    if (this.#ended) return
    this.#ended = true
    tell()
  }

  async #cleared(endpoint: number): Promise<boolean> {
    try {
      await this.#device.clearHalt(endpoint)
      return true
    } catch {
      return false
    }
  }

  /** An answer whose dwLength is what came, where this reader may leave it out. */
  #measured(message: Uint8Array): Uint8Array {
    if (!this.#interface.patch.lengthOmitted || message.length < HEADER_LENGTH) return message
    if (decodeHeader(message).dwLength !== 0) return message
    const measured = message.slice()
    new DataView(measured.buffer).setUint32(1, message.length - HEADER_LENGTH, true)
    return measured
  }

  /** A message with dwLength as the standard, or as this reader, writes it. */
  #ordered(message: Uint8Array): Uint8Array {
    if (this.#interface.patch.lengthOrder !== 'big') return message
    const turned = message.slice()
    turned.subarray(1, 5).reverse()
    return turned
  }
}

function interrupted(bytes: Uint8Array, listener: CcidChannelListener): void {
  if (bytes.length === 0) return
  try {
    listener.interrupt(decodeCcidInterrupt(bytes))
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    if (error.field !== UNKNOWN_TYPE) listener.malformed()
  }
}
