import { concat } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import { setupPacket } from '#protocols/ccid/control-request'
import type { Clock } from '#protocols/port/clock'
import type { SerialSettings, StatusLines } from '#protocols/port/serial-ports'
import { lineCoding, serialState, type LineCoding } from '#protocols/usb/cdc'
import { cdcAcm, cdcCallManagement, cdcHeader, cdcUnion } from '#protocols/usb/cdc-functional'
import { usbConfiguration } from '#protocols/usb/configuration'
import { BULK_TYPE, INTERRUPT_TYPE } from '#protocols/usb/descriptors'
import type { SerialTwin } from '../readers/serial-twin.ts'
import type { UsbGadget } from './gadget.ts'
import { identify, type UsbIdentity } from './identity.ts'
import { InPipe } from './in-pipe.ts'

const CDC = 0x02, ABSTRACT_CONTROL = 0x02, CDC_DATA = 0x0a
const CONTROL_INTERFACE = 0, DATA_INTERFACE = 1
const NOTIFY = 1, DATA_IN = 2, DATA_OUT = 3
const PACKET_SIZE = 64, NOTIFY_PACKET_SIZE = 16
const INTERVAL_MS = 16
const CLASS_OUT = 0x21, CLASS_IN = 0xa1
const SET_LINE_CODING = 0x20, GET_LINE_CODING = 0x21, SET_CONTROL_LINE_STATE = 0x22, SEND_BREAK = 0x23
const DTR = 1, RTS = 2
const DCD = 1, DSR = 2
const UNTIL_TOLD = 0xffff
const NOTHING = new Uint8Array()

const PARITIES = ['none', 'odd', 'even'] as const
const STOP_BITS = new Map<number, SerialSettings['stopBits']>([[0, 1], [2, 2]])

/**
 * A serial device behind a USB adapter that every system knows without a driver of its own, `/dev/ttyACM0` on Linux
 * (CDC-ACM). It carries what a pseudo-terminal does not: speed, parity, control lines, break. CTS it does not carry.
 */
export class CdcAcmGadget implements UsbGadget {
  readonly deviceDescriptor: Uint8Array
  readonly configurationDescriptor = configuration
  readonly strings: readonly string[]
  readonly #twin: SerialTwin
  readonly #clock: Clock
  readonly #notifications = new InPipe(NOTIFY_PACKET_SIZE, false)
  #coding: LineCoding = { dwDTERate: 9600, bCharFormat: 0, bParityType: 0, bDataBits: 8 }
  /** Bytes for the PC that it did not take yet. */
  #unread: Uint8Array = NOTHING
  #reader: { readonly length: number, readonly done: (bytes: Uint8Array) => void } | undefined
  #isOpen = false
  #stopBreak = () => {}

  constructor(twin: SerialTwin, identity: UsbIdentity, clock: Clock) {
    const { deviceDescriptor, strings } = identify(identity, CDC)
    this.deviceDescriptor = deviceDescriptor
    this.strings = strings
    this.#twin = twin
    this.#clock = clock
  }

  plugged(): void {} // the adapter never leaves by itself

  control(setup: Uint8Array, data: Uint8Array): Uint8Array | 'stall' {
    const { bmRequestType, bRequest, wValue } = setupPacket.decode(setup)
    if (bmRequestType === CLASS_IN && bRequest === GET_LINE_CODING) return lineCoding.encode(this.#coding)
    if (bmRequestType !== CLASS_OUT) return 'stall'
    switch (bRequest) {
      case SET_LINE_CODING: return this.#setLineCoding(data)
      case SET_CONTROL_LINE_STATE:
        // a system asserts DTR when a program opens the line, and takes both away when it is closed
        this.#isOpen = (wValue & (DTR | RTS)) !== 0
        this.#twin.controlLines({ dtr: (wValue & DTR) !== 0, rts: (wValue & RTS) !== 0 })
        return NOTHING
      case SEND_BREAK:
        this.#sendBreak(wValue)
        return NOTHING
      default: return 'stall'
    }
  }

  out(endpoint: number, data: Uint8Array): 'ok' | 'stall' {
    if (endpoint !== DATA_OUT) return 'stall'
    if (data.length > 0) this.#twin.received(Uint8Array.from(data))
    return 'ok'
  }

  in(endpoint: number, length: number, done: (result: Uint8Array | 'stall') => void): () => void {
    if (endpoint === NOTIFY) return this.#notifications.receive(length, done)
    const reader = { length, done }
    this.#reader = reader
    this.#serve()
    return () => {
      if (this.#reader === reader) this.#reader = undefined
    }
  }

  reset(): void {
    this.#stopBreak()
    this.#notifications.clear()
    this.#unread = NOTHING
    this.#reader = undefined
    this.#isOpen = false
    this.#twin.attach({ send: (bytes) => this.#send(bytes), setLines: (status) => this.#tellLines(status) })
  }

  #setLineCoding(data: Uint8Array): Uint8Array | 'stall' {
    try {
      const coding = lineCoding.decode(data)
      const settings = settingsOf(coding)
      if (settings === undefined) return 'stall'
      this.#coding = coding
      this.#twin.settings(settings)
      return NOTHING
    } catch (error) {
      if (error instanceof MalformedError) return 'stall'
      throw error
    }
  }

  /** @param ms 0 ends it, ffff lasts until it is ended (PSTN 1.2 §6.3.13) */
  #sendBreak(ms: number): void {
    this.#stopBreak()
    this.#stopBreak = () => {}
    this.#twin.controlLines({ brk: ms !== 0 })
    if (ms === 0 || ms === UNTIL_TOLD) return
    this.#stopBreak = this.#clock.after(ms, () => this.#twin.controlLines({ brk: false }))
  }

  /** Bytes that come while no program has the line open go nowhere. */
  #send(bytes: Uint8Array): void {
    if (!this.#isOpen && this.#reader === undefined) return
    this.#unread = concat(this.#unread, bytes)
    this.#serve()
  }

  /** A line has no messages: the host gets what there is. */
  #serve(): void {
    const reader = this.#reader
    if (reader === undefined || this.#unread.length === 0) return
    this.#reader = undefined
    const bytes = this.#unread.slice(0, reader.length)
    this.#unread = this.#unread.slice(reader.length)
    reader.done(bytes)
  }

  #tellLines({ dcd, dsr }: StatusLines): void {
    this.#notifications.send(serialState.encode({
      bmRequestType: CLASS_IN, bNotification: 0x20, wValue: 0, wIndex: CONTROL_INTERFACE, wLength: 2,
      bmUartState: (dcd ? DCD : 0) | (dsr ? DSR : 0),
    }))
  }
}

/** Undefined for what the adapter does not do: 5, 6 and 16 bits, one and a half stop bits, mark and space parity. */
function settingsOf({ dwDTERate, bCharFormat, bParityType, bDataBits }: LineCoding): SerialSettings | undefined {
  const parity = PARITIES[bParityType]
  const stopBits = STOP_BITS.get(bCharFormat)
  if (parity === undefined || stopBits === undefined || dwDTERate === 0) return undefined
  return bDataBits === 7 || bDataBits === 8 ? { baudRate: dwDTERate, dataBits: bDataBits, parity, stopBits } : undefined
}

const bulk = (bEndpointAddress: number) =>
  ({ bEndpointAddress, bmAttributes: BULK_TYPE, wMaxPacketSize: PACKET_SIZE, bInterval: 0, extra: [] })

const configuration = usbConfiguration.encode({
  bConfigurationValue: 1, iConfiguration: 0, bmAttributes: 0x80, bMaxPower: 50, extra: [],
  interfaces: [
    {
      bInterfaceNumber: CONTROL_INTERFACE, bAlternateSetting: 0, bInterfaceClass: CDC,
      bInterfaceSubClass: ABSTRACT_CONTROL, bInterfaceProtocol: 0, iInterface: 0,
      extra: [
        cdcHeader.encode({ bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 0, bcdCDC: 0x0120 }),
        cdcCallManagement.encode({
          bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 1, bmCapabilities: 0,
          bDataInterface: DATA_INTERFACE,
        }),
        cdcAcm.encode({ bFunctionLength: 4, bDescriptorType: 0x24, bDescriptorSubtype: 2, bmCapabilities: 6 }),
        cdcUnion.encode({
          bFunctionLength: 5, bDescriptorType: 0x24, bDescriptorSubtype: 6, bControlInterface: CONTROL_INTERFACE,
          bSubordinateInterface0: DATA_INTERFACE,
        }),
      ],
      endpoints: [{
        bEndpointAddress: 0x80 | NOTIFY, bmAttributes: INTERRUPT_TYPE, wMaxPacketSize: NOTIFY_PACKET_SIZE,
        bInterval: INTERVAL_MS, extra: [],
      }],
    },
    {
      bInterfaceNumber: DATA_INTERFACE, bAlternateSetting: 0, bInterfaceClass: CDC_DATA, bInterfaceSubClass: 0,
      bInterfaceProtocol: 0, iInterface: 0, extra: [], endpoints: [bulk(0x80 | DATA_IN), bulk(DATA_OUT)],
    },
  ],
})
