import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { readNumbers, sizeOf, writeNumbers, type Numbers, type NumberSizes } from '../ccid/record.ts'
import type { UsbipLayout } from './usbip.ts'

/**
 * What is said on a USB/IP connection before a device is imported: one request and its reply. After the list of devices
 * the connection is closed, after an import the messages of `usbip.ts` follow on it.
 */
const provenance = { source: 'Linux Documentation/usb/usbip_protocol.rst, "Message Format"' }

export const USBIP_VERSION = 0x0111
/** bytes */
export const OPERATION_LENGTH = 8, BUSID_LENGTH = 32
const PATH_LENGTH = 256
/** The `speed` of a device: low is 1, full 2, high 3. */
export const FULL_SPEED = 2

export const operation = { version: 2, code: 2, status: 4 } as const
const deviceNumbers = {
  busnum: 4, devnum: 4, speed: 4, idVendor: 2, idProduct: 2, bcdDevice: 2, bDeviceClass: 1, bDeviceSubClass: 1,
  bDeviceProtocol: 1, bConfigurationValue: 1, bNumConfigurations: 1, bNumInterfaces: 1,
} as const
const interfaceNumbers = { bInterfaceClass: 1, bInterfaceSubClass: 1, bInterfaceProtocol: 1, padding: 1 } as const
/** bytes */
export const DEVICE_LENGTH = PATH_LENGTH + BUSID_LENGTH + sizeOf(deviceNumbers)
const INTERFACE_LENGTH = sizeOf(interfaceNumbers)

/** An exported device; `path` and `busid` are ASCII. Its devid is busnum in the high, devnum in the low two bytes. */
export type UsbipDevice = { readonly path: string, readonly busid: string } & Numbers<typeof deviceNumbers>
export type UsbipListedDevice = Omit<UsbipDevice, 'bNumInterfaces'> & {
  readonly interfaces: readonly Omit<Numbers<typeof interfaceNumbers>, 'padding'>[]
}

export type UsbipRequest =
  | { readonly name: 'OP_REQ_DEVLIST' }
  | { readonly name: 'OP_REQ_IMPORT', readonly busid: string }
export type UsbipReply =
  | { readonly name: 'OP_REP_DEVLIST', readonly devices: readonly UsbipListedDevice[] }
  /** `device` is there when `status` is 0; 1 is a refusal. */
  | { readonly name: 'OP_REP_IMPORT', readonly status: number, readonly device?: UsbipDevice }

type Of<Union extends { readonly name: string }, Name> = Extract<Union, { readonly name: Name }>

// "/sys/devices/pci0000:00/0000:00:1d.1/usb3/3-2", "3-2", bus 3, device 2, full speed
const deviceHex = '2f7379732f646576696365732f706369303030303a30302f303030303a30303a31642e312f757362332f332d32'
  + '00'.repeat(211) + '332d32' + '00'.repeat(29) + '000000030000000200000002' + '08e634370200' + '00000001' + '0101'
const listed = {
  path: '/sys/devices/pci0000:00/0000:00:1d.1/usb3/3-2', busid: '3-2', busnum: 3, devnum: 2, speed: FULL_SPEED,
  idVendor: 0x08e6, idProduct: 0x3437, bcdDevice: 0x0200, bDeviceClass: 0, bDeviceSubClass: 0, bDeviceProtocol: 0,
  bConfigurationValue: 1, bNumConfigurations: 1,
}

export const usbipReqDevlist: UsbipLayout<Of<UsbipRequest, 'OP_REQ_DEVLIST'>> = {
  name: 'OP_REQ_DEVLIST', code: 0x8005, provenance,
  examples: [{ hex: '0111800500000000', value: { name: 'OP_REQ_DEVLIST' } }],
  encode: () => begin(usbipReqDevlist),
  decode: (bytes) => {
    read(usbipReqDevlist, bytes, OPERATION_LENGTH)
    return { name: 'OP_REQ_DEVLIST' }
  },
}

export const usbipReqImport: UsbipLayout<Of<UsbipRequest, 'OP_REQ_IMPORT'>> = {
  name: 'OP_REQ_IMPORT', code: 0x8003, provenance,
  examples: [{ hex: '0111800300000000332d32' + '00'.repeat(29), value: { name: 'OP_REQ_IMPORT', busid: '3-2' } }],
  encode: ({ busid }) => concat(begin(usbipReqImport), writeText('busid', busid, BUSID_LENGTH)),
  decode: (bytes) => {
    read(usbipReqImport, bytes, OPERATION_LENGTH + BUSID_LENGTH)
    return { name: 'OP_REQ_IMPORT', busid: readText('busid', bytes.subarray(OPERATION_LENGTH)) }
  },
}

export const usbipRepDevlist: UsbipLayout<Of<UsbipReply, 'OP_REP_DEVLIST'>> = {
  name: 'OP_REP_DEVLIST', code: 0x0005, provenance,
  examples: [
    { hex: '011100050000000000000000', value: { name: 'OP_REP_DEVLIST', devices: [] } },
    {
      hex: '011100050000000000000001' + deviceHex + '0b000000',
      value: {
        name: 'OP_REP_DEVLIST',
        devices: [{
          ...listed, interfaces: [{ bInterfaceClass: 0x0b, bInterfaceSubClass: 0, bInterfaceProtocol: 0 }],
        }],
      },
    },
  ],
  encode: ({ devices }) => concat(
    begin(usbipRepDevlist), write({ count: 4 }, { count: devices.length }),
    ...devices.flatMap(({ interfaces, ...device }) => [
      writeDevice({ ...device, bNumInterfaces: interfaces.length }),
      ...interfaces.map((one) => write(interfaceNumbers, { ...one, padding: 0 })),
    ]),
  ),
  decode: (bytes) => {
    read(usbipRepDevlist, bytes, OPERATION_LENGTH + 4)
    const { count } = readNumbers({ count: 4 }, bytes.subarray(OPERATION_LENGTH), 'big')
    let at = OPERATION_LENGTH + 4
    const devices = Array.from({ length: count }, () => {
      const { bNumInterfaces, ...device } = readDevice(bytes.subarray(at))
      at += DEVICE_LENGTH
      const interfaces = Array.from({ length: bNumInterfaces }, () => {
        const { padding: _, ...one } = readNumbers(interfaceNumbers, bytes.subarray(at), 'big')
        at += INTERFACE_LENGTH
        return one
      })
      return { ...device, interfaces }
    })
    if (at !== bytes.length) throw new MalformedError('OP_REP_DEVLIST', 'not as long as its devices')
    return { name: 'OP_REP_DEVLIST', devices }
  },
}

export const usbipRepImport: UsbipLayout<Of<UsbipReply, 'OP_REP_IMPORT'>> = {
  name: 'OP_REP_IMPORT', code: 0x0003, provenance,
  examples: [
    {
      hex: '0111000300000000' + deviceHex,
      value: { name: 'OP_REP_IMPORT', status: 0, device: { ...listed, bNumInterfaces: 1 } },
    },
    { hex: '0111000300000001', value: { name: 'OP_REP_IMPORT', status: 1 } },
  ],
  encode: ({ status, device }) =>
    concat(begin(usbipRepImport, status), device === undefined ? new Uint8Array() : writeDevice(device)),
  decode: (bytes) => {
    const { status } = read(usbipRepImport, bytes, OPERATION_LENGTH)
    if (status !== 0) return { name: 'OP_REP_IMPORT', status }
    return { name: 'OP_REP_IMPORT', status, device: readDevice(bytes.subarray(OPERATION_LENGTH)) }
  },
}

/** How long a list of devices is; undefined as long as that cannot be told. */
export function devlistLength(bytes: Uint8Array): number | undefined {
  let length = OPERATION_LENGTH + 4
  if (bytes.length < length) return undefined
  const { count } = readNumbers({ count: 4 }, bytes.subarray(OPERATION_LENGTH), 'big')
  for (let device = 0; device < count; device++) {
    const end = length + DEVICE_LENGTH
    const bNumInterfaces = bytes[end - 1]
    if (bNumInterfaces === undefined) return undefined
    length = end + bNumInterfaces * INTERFACE_LENGTH
  }
  return length
}

/** @throws MalformedError when it is not version 1.1.1 */
export function readOperation(bytes: Uint8Array): Numbers<typeof operation> {
  const read = readNumbers(operation, bytes, 'big')
  if (read.version !== USBIP_VERSION) throw new MalformedError('version', 'not 1.1.1')
  return read
}

function begin({ code }: { readonly code: number }, status = 0): Uint8Array {
  return write(operation, { version: USBIP_VERSION, code, status })
}

function write<S extends NumberSizes>(sizes: S, value: Numbers<S>): Uint8Array {
  return writeNumbers(sizes, new Map(Object.entries(value)), 'big')
}

function read(
  { name, code }: { readonly name: string, readonly code: number }, bytes: Uint8Array, atLeast: number,
): Numbers<typeof operation> {
  if (bytes.length < atLeast) throw new MalformedError(name, `less than its ${atLeast} bytes`)
  const found = readOperation(bytes)
  if (found.code !== code) throw new MalformedError('code', `not that of ${name}`)
  return found
}

function writeDevice({ path, busid, ...numbers }: UsbipDevice): Uint8Array {
  return concat(
    writeText('path', path, PATH_LENGTH), writeText('busid', busid, BUSID_LENGTH), write(deviceNumbers, numbers),
  )
}

function readDevice(bytes: Uint8Array): UsbipDevice {
  if (bytes.length < DEVICE_LENGTH) throw new MalformedError('device', `less than its ${DEVICE_LENGTH} bytes`)
  return {
    path: readText('path', bytes.subarray(0, PATH_LENGTH)),
    busid: readText('busid', bytes.subarray(PATH_LENGTH, PATH_LENGTH + BUSID_LENGTH)),
    ...readNumbers(deviceNumbers, bytes.subarray(PATH_LENGTH + BUSID_LENGTH), 'big'),
  }
}

/** ASCII, closed by a zero byte and filled with them. */
function writeText(field: string, text: string, length: number): Uint8Array {
  if (!/^[\x20-\x7e]*$/.test(text) || text.length >= length) {
    throw new MalformedError(field, `not ASCII of less than ${length} characters`)
  }
  return Uint8Array.from({ length }, (_, at) => text.charCodeAt(at) || 0)
}

function readText(field: string, bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  const text = String.fromCharCode(...bytes.subarray(0, Math.max(end, 0)))
  if (end < 0 || !/^[\x20-\x7e]*$/.test(text)) throw new MalformedError(field, 'not ASCII closed by a zero byte')
  return text
}
