import { MalformedError } from '#protocols/bytes/malformed'
import { unhex } from '#protocols/bytes/hex'
import { ccidDescriptor, exchangeLevel, type CcidDescriptor, type ExchangeLevel } from '#protocols/ccid/descriptor'
import type { UsbDevice } from '#protocols/port/usb-host'
import { usbConfiguration, type UsbInterface } from '#protocols/usb/configuration'
import { BULK_TYPE, IN, INTERRUPT_TYPE } from '#protocols/usb/descriptors'
import { isSuitable } from '../ccid/facts.ts'
import { quirksOf, type QuirkPatch } from './quirks.ts'

/** An endpoint and the bytes of its packets. */
export interface Pipe {
  /** With the direction bit. */
  readonly endpoint: number
  readonly packetSize: number
}

/** One interface of a device that is a CCID, with what quirks say of it. */
export interface ReaderInterface {
  readonly bInterfaceNumber: number
  readonly descriptor: CcidDescriptor
  readonly bulkIn: Pipe
  readonly bulkOut: Pipe
  /** Absent when the reader has none, or it is not to be relied on. */
  readonly interruptIn?: Pipe
  readonly patch: QuirkPatch
}

const CCID_CLASS = 0x0b
/** bInterfaceProtocol: bulk pipes. 1 and 2 are cards with a USB plug that speak by control requests (ICCD). */
const BULK_PROTOCOL = 0x00
const DESCRIPTOR_TYPE = 0x21
/** Bits of wMaxPacketSize that say a size, and of bEndpointAddress that say a number (USB 2.0 §9.6.6). */
const PACKET_SIZE_BITS = 0x07ff, NUMBER_BITS = 0x0f
const LEVEL_BITS = 0x070000
const levels: Readonly<Record<ExchangeLevel, number>> = {
  character: 0, tpdu: 0x010000, shortApdu: 0x020000, extendedApdu: 0x040000,
}

/** Whether a device has an interface of a reader, usable or not. Nothing is asked of it. */
export function isReader(device: UsbDevice): boolean {
  return candidates(device).length > 0
}

/** The readers in a device: usually one. Those that cannot be spoken with are left out. */
export function readerInterfaces(device: UsbDevice): ReaderInterface[] {
  const patch = patchOf(device)
  return candidates(device).map((one) => readerInterface(one, patch)).filter((one) => one !== undefined)
}

/** The rows about a device as one. */
function patchOf(device: UsbDevice): QuirkPatch {
  return quirksOf(device).reduce<QuirkPatch>((all, { patch }) => ({ ...all, ...patch }), {})
}

function candidates(device: UsbDevice): UsbInterface[] {
  const { interfaceClass = CCID_CLASS } = patchOf(device)
  const isOne = (one: UsbInterface) => one.bAlternateSetting === 0
    && one.bInterfaceClass === interfaceClass && one.bInterfaceProtocol === BULK_PROTOCOL
  return silently(() => usbConfiguration.decode(device.configuration).interfaces.filter(isOne)) ?? []
}

function readerInterface(one: UsbInterface, patch: QuirkPatch): ReaderInterface | undefined {
  const pipe = (type: number, direction: number): Pipe | undefined => {
    const found = one.endpoints.find(({ bEndpointAddress, bmAttributes, wMaxPacketSize }) =>
      (bmAttributes & 3) === type && (bEndpointAddress & IN) === direction
      // number 0 is of control requests alone, and nothing comes in packets of no bytes
      && (bEndpointAddress & NUMBER_BITS) !== 0 && (wMaxPacketSize & PACKET_SIZE_BITS) !== 0)
    return found && { endpoint: found.bEndpointAddress, packetSize: found.wMaxPacketSize & PACKET_SIZE_BITS }
  }
  const bulkIn = pipe(BULK_TYPE, IN)
  const bulkOut = pipe(BULK_TYPE, 0)
  const interruptIn = patch.polling ? undefined : pipe(INTERRUPT_TYPE, IN)
  const descriptor = silently(() => descriptorOf(one, patch))
  if (bulkIn === undefined || bulkOut === undefined || descriptor === undefined) return undefined
  if (!isSuitable({ descriptor })) return undefined
  const { bInterfaceNumber } = one
  return { bInterfaceNumber, descriptor, bulkIn, bulkOut, patch, ...(interruptIn === undefined ? {} : { interruptIn }) }
}

/** Behind the interface descriptor, or, in some devices, behind the last endpoint (libccid knows such). */
function descriptorOf({ extra, endpoints }: UsbInterface, patch: QuirkPatch): CcidDescriptor {
  const given = [...extra, ...endpoints.flatMap((endpoint) => endpoint.extra)]
    .find((one) => one[1] === DESCRIPTOR_TYPE && one.length === ccidDescriptor.length)
  const declared = patch.descriptor === undefined ? given : unhex(patch.descriptor)
  if (declared === undefined) throw new MalformedError('CCID class descriptor', 'missing')
  const descriptor = patched(ccidDescriptor.decode(declared), patch)
  exchangeLevel(descriptor)
  return descriptor
}

/** A class descriptor with what a quirk says instead. */
export function patched(descriptor: CcidDescriptor, patch: QuirkPatch): CcidDescriptor {
  const { fields, exchangeLevel: level, pinPad } = patch
  const { dwFeatures } = descriptor
  return {
    ...descriptor,
    ...(level === undefined ? {} : { dwFeatures: ((dwFeatures & ~LEVEL_BITS) | levels[level]) >>> 0 }),
    ...(pinPad === 'none' ? { bPINSupport: 0 } : {}),
    ...fields,
  }
}

/** What a device says that is not what it should be is as good as not said. */
function silently<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}
