import { concat } from '#protocols/bytes/byte-array'
import { ccidDescriptor } from '#protocols/ccid/descriptor'
import { setupPacket } from '#protocols/ccid/control-request'
import { decodeHeader, HEADER_LENGTH } from '#protocols/ccid/message'
import { usbConfiguration } from '#protocols/usb/configuration'
import { BULK_TYPE, IN, INTERRUPT_TYPE } from '#protocols/usb/descriptors'
import type { CcidFunction } from '../readers/ccid-twin.ts'
import type { UsbGadget } from './gadget.ts'
import { identify, type UsbIdentity } from './identity.ts'
import { InPipe } from './in-pipe.ts'

/** What a CCID says of itself on USB. The models of readers have all of it but a serial number. */
export interface CcidGadgetModel extends Omit<UsbIdentity, 'serialNumber'> {
  /** Empty when absent. */
  readonly serialNumber?: string
  /** 0b, or another for readers that do not announce the class. */
  readonly bInterfaceClass?: number
  /** Addresses with the direction bit; 03, 82 and 81 when absent. */
  readonly endpoints?: { readonly bulkOut: number, readonly bulkIn: number, readonly interruptIn: number }
  /** False for a reader that has no class descriptor in its configuration. */
  readonly announced?: boolean
  /** True for readers that have their class descriptor behind the last endpoint instead of before the first. */
  readonly announcedLast?: boolean
  /** What GET_CLOCK_FREQUENCIES (kHz) and GET_DATA_RATES (bits per second) answer; refused when absent. */
  readonly clocks?: readonly number[]
  readonly dataRates?: readonly number[]
}

const USUAL_ENDPOINTS = { bulkOut: 0x03, bulkIn: 0x82, interruptIn: 0x81 } as const
const CCID_CLASS = 0x0b
const PACKET_SIZE = 64, INTERRUPT_PACKET_SIZE = 8
/** ms between two questions of the host for interrupts */
const INTERVAL = 16
const ABORT = 1, GET_CLOCK_FREQUENCIES = 2, GET_DATA_RATES = 3
const CLASS_OUT = 0x21, CLASS_IN = 0xa1

/** A CCID reader with a USB plug: messages of a twin, cut into transfers as a full-speed device does. */
export class CcidGadget implements UsbGadget {
  readonly deviceDescriptor: Uint8Array
  readonly configurationDescriptor: Uint8Array
  readonly strings: readonly string[]
  readonly #twin: CcidFunction
  readonly #model: CcidGadgetModel
  readonly #bulkOut: number
  readonly #pipes: ReadonlyMap<number, InPipe>
  /** The beginning of a message whose transfers have not all come. */
  #begun: Uint8Array = new Uint8Array()
  #leave: () => void = () => {}

  constructor(twin: CcidFunction, model: CcidGadgetModel) {
    const { bulkOut, bulkIn, interruptIn } = model.endpoints ?? USUAL_ENDPOINTS
    const { deviceDescriptor, strings } = identify({ serialNumber: '', ...model })
    this.deviceDescriptor = deviceDescriptor
    this.strings = strings
    this.configurationDescriptor = configurationOf(twin, model)
    this.#twin = twin
    this.#model = model
    this.#bulkOut = bulkOut
    const answers = new InPipe(PACKET_SIZE, true)
    const interrupts = new InPipe(INTERRUPT_PACKET_SIZE, false)
    this.#pipes = new Map([[bulkIn & ~IN, answers], [interruptIn & ~IN, interrupts]])
    twin.attach({
      answer: (message) => answers.send(message),
      interrupt: (message) => interrupts.send(message),
      unplugged: () => this.#leave(),
    })
  }

  plugged(leave: () => void): void {
    this.#leave = leave
  }

  control(setup: Uint8Array): Uint8Array | 'stall' {
    const { bmRequestType, bRequest, wValue } = setupPacket.decode(setup)
    const { clocks, dataRates } = this.#model
    if (bmRequestType === CLASS_OUT && bRequest === ABORT) {
      this.#twin.abortRequested(wValue & 0xff, wValue >> 8)
      return new Uint8Array()
    }
    if (bmRequestType !== CLASS_IN) return 'stall'
    if (bRequest === GET_CLOCK_FREQUENCIES) return dwords(clocks)
    if (bRequest === GET_DATA_RATES) return dwords(dataRates)
    return 'stall'
  }

  /** A message ends when it is as long as it says, or with a packet that is not full (CCID rev 1.1 §3.1.1, §3.1.2). */
  out(endpoint: number, data: Uint8Array): 'ok' | 'stall' {
    if (endpoint !== this.#bulkOut) return 'stall'
    const message = concat(this.#begun, data)
    this.#begun = new Uint8Array()
    const announced = message.length < HEADER_LENGTH ? Infinity : HEADER_LENGTH + decodeHeader(message).dwLength
    const lastIsFull = data.length > 0 && data.length % PACKET_SIZE === 0
    if (message.length < announced && lastIsFull) {
      if (message.length > this.#twin.descriptor.dwMaxCCIDMessageLength) return 'stall'
      this.#begun = message
    } else if (message.length > 0) {
      this.#twin.command(message)
    }
    return 'ok'
  }

  in(endpoint: number, length: number, done: (result: Uint8Array | 'stall') => void): () => void {
    const pipe = this.#pipes.get(endpoint)
    if (pipe !== undefined) return pipe.receive(length, done)
    done('stall')
    return () => {}
  }

  reset(): void {
    this.#begun = new Uint8Array()
    for (const pipe of this.#pipes.values()) pipe.clear()
    this.#twin.reset()
  }
}

function configurationOf(twin: CcidFunction, model: CcidGadgetModel): Uint8Array {
  const { bInterfaceClass = CCID_CLASS, announced = true, announcedLast = false, endpoints = USUAL_ENDPOINTS } = model
  const classDescriptor = announced ? [ccidDescriptor.encode(twin.descriptor)] : []
  const endpoint = (bEndpointAddress: number, extra: readonly Uint8Array[] = []) => ({
    bEndpointAddress, bmAttributes: BULK_TYPE, wMaxPacketSize: PACKET_SIZE, bInterval: 0, extra,
  })
  return usbConfiguration.encode({
    bConfigurationValue: 1, iConfiguration: 0, bmAttributes: 0x80, bMaxPower: 50, extra: [],
    interfaces: [{
      bInterfaceNumber: 0, bAlternateSetting: 0, bInterfaceClass, bInterfaceSubClass: 0, bInterfaceProtocol: 0,
      iInterface: 0, extra: announcedLast ? [] : classDescriptor,
      endpoints: [
        {
          bEndpointAddress: endpoints.interruptIn, bmAttributes: INTERRUPT_TYPE, wMaxPacketSize: INTERRUPT_PACKET_SIZE,
          bInterval: INTERVAL, extra: [],
        },
        endpoint(endpoints.bulkIn),
        endpoint(endpoints.bulkOut, announcedLast ? classDescriptor : []),
      ],
    }],
  })
}

/** Little-endian, one behind the other (CCID rev 1.1 §5.3.2, §5.3.3). */
function dwords(numbers: readonly number[] | undefined): Uint8Array | 'stall' {
  if (numbers === undefined) return 'stall'
  const bytes = new DataView(new ArrayBuffer(4 * numbers.length))
  for (const [index, number] of numbers.entries()) bytes.setUint32(4 * index, number, true)
  return new Uint8Array(bytes.buffer)
}
