import { concat } from '../bytes/byte-array.ts'
import type { Codec } from '../bytes/codec.ts'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { readNumbers, sizeOf, writeNumbers, type Numbers, type NumberSizes } from '../ccid/record.ts'
import type { Provenance } from '../provenance.ts'

/**
 * USB/IP, version 1.1.1: transfers of a USB device over a byte stream, as the Linux kernel speaks it. This page holds
 * what is said once a device is imported, `usbip-export.ts` what comes before. Field names are those of the kernel's
 * documentation, `Documentation/usb/usbip_protocol.rst`; numbers are big-endian. Isochronous transfers are left out.
 */
const provenance = { source: 'Linux Documentation/usb/usbip_protocol.rst, "Message Format" and "EXAMPLE"' }

/** Every message but its data. */
export const USBIP_HEADER_LENGTH = 48
/** Longest transfer, in bytes; assumed: what usbfs gives one program in all (usbfs_memory_mb). */
export const MAX_TRANSFER_LENGTH = 16 << 20
export const USBIP_DIR_OUT = 0, USBIP_DIR_IN = 1
/** Of transfer_flags: a transfer that brings less than was asked for has failed. */
export const URB_SHORT_NOT_OK = 1

/** Codes of Linux in `status`, negative there. */
export const EPIPE = 32, ENOENT = 2, ENODEV = 19, EOVERFLOW = 75, ECONNRESET = 104, ESHUTDOWN = 108, EREMOTEIO = 121

const basic = { command: 4, seqnum: 4, devid: 4, direction: 4, ep: 4 } as const
const submit = {
  transfer_flags: 4, transfer_buffer_length: 4, start_frame: 4, number_of_packets: 4, interval: 4,
} as const
const submitted = { status: 4, actual_length: 4, start_frame: 4, number_of_packets: 4, error_count: 4 } as const
const SETUP_LENGTH = 8

type Basic = Omit<Numbers<typeof basic>, 'command'>

/** `transfer_buffer` is empty when the direction is IN. `setup` is eight zeros but for endpoint 0. */
export type UsbipCmdSubmit = { readonly name: 'USBIP_CMD_SUBMIT' } & Basic & Numbers<typeof submit> & {
  readonly setup: Uint8Array
  readonly transfer_buffer: Uint8Array
}
/** Takes back what was submitted under unlink_seqnum. */
export type UsbipCmdUnlink = { readonly name: 'USBIP_CMD_UNLINK', readonly unlink_seqnum: number } & Basic
/** Only the client knows whether data follow, by the direction it submitted with. status is 0 or negative. */
export type UsbipRetSubmit = { readonly name: 'USBIP_RET_SUBMIT' } & Basic & Numbers<typeof submitted> & {
  readonly transfer_buffer: Uint8Array
}
/** status: -ECONNRESET when it was taken back, 0 when its answer had been sent before. */
export type UsbipRetUnlink = { readonly name: 'USBIP_RET_UNLINK', readonly status: number } & Basic

export type UsbipCommand = UsbipCmdSubmit | UsbipCmdUnlink
export type UsbipReturn = UsbipRetSubmit | UsbipRetUnlink

/** A message with its code and examples; both directions throw MalformedError. Padding is not looked at. */
export interface UsbipLayout<T> extends Codec<T> {
  readonly name: string
  readonly code: number
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: T }[]
}

const report = 'ffffffff860008a784ce5ae2123763' + '00'.repeat(49)
const reported = 'ffffffff860011a784ce5ae2123763612891b10201000004' + '00'.repeat(40)
const toServer = { devid: 0x0001000f, ep: 1 }
const toClient = { devid: 0, direction: 0, ep: 0 }

export const usbipCmdSubmit: UsbipLayout<UsbipCmdSubmit> = {
  name: 'USBIP_CMD_SUBMIT', code: 1, provenance,
  examples: [
    {
      hex: '0000000100000d050001000f0000000100000001' + '0000020000000040ffffffff0000000000000004' + '00'.repeat(8),
      value: {
        name: 'USBIP_CMD_SUBMIT', seqnum: 0xd05, ...toServer, direction: USBIP_DIR_IN, transfer_flags: 0x200,
        transfer_buffer_length: 64, start_frame: 0xffffffff, number_of_packets: 0, interval: 4,
        setup: new Uint8Array(8), transfer_buffer: new Uint8Array(),
      },
    },
    {
      hex: '0000000100000d060001000f0000000000000001' + '0000000000000040ffffffff0000000000000004'
        + '00'.repeat(8) + report,
      value: {
        name: 'USBIP_CMD_SUBMIT', seqnum: 0xd06, ...toServer, direction: USBIP_DIR_OUT, transfer_flags: 0,
        transfer_buffer_length: 64, start_frame: 0xffffffff, number_of_packets: 0, interval: 4,
        setup: new Uint8Array(8), transfer_buffer: unhex(report),
      },
    },
  ],
  encode: (value) => {
    const { setup, transfer_buffer: data, direction } = value
    if (setup.length !== SETUP_LENGTH) throw new MalformedError('setup', `not ${SETUP_LENGTH} bytes`)
    const expected = direction === USBIP_DIR_OUT ? value.transfer_buffer_length : 0
    if (data.length !== expected) throw new MalformedError('transfer_buffer', `not the ${expected} bytes announced`)
    return concat(header(usbipCmdSubmit, submit, value), setup, data)
  },
  decode: (bytes) => {
    const numbers = parts(usbipCmdSubmit, submit, bytes)
    const data = bytes.slice(USBIP_HEADER_LENGTH)
    const expected = numbers.direction === USBIP_DIR_OUT ? numbers.transfer_buffer_length : 0
    if (data.length !== expected) throw new MalformedError('transfer_buffer', `not the ${expected} bytes announced`)
    const setup = bytes.slice(USBIP_HEADER_LENGTH - SETUP_LENGTH, USBIP_HEADER_LENGTH)
    return { name: 'USBIP_CMD_SUBMIT', ...numbers, setup, transfer_buffer: data }
  },
}

export const usbipRetSubmit: UsbipLayout<UsbipRetSubmit> = {
  name: 'USBIP_RET_SUBMIT', code: 3, provenance,
  examples: [
    {
      hex: '0000000300000d06' + '00'.repeat(16) + '00000040ffffffff' + '00'.repeat(16),
      value: {
        name: 'USBIP_RET_SUBMIT', seqnum: 0xd06, ...toClient, status: 0, actual_length: 64, start_frame: 0xffffffff,
        number_of_packets: 0, error_count: 0, transfer_buffer: new Uint8Array(),
      },
    },
    {
      hex: '0000000300000d05' + '00'.repeat(16) + '00000040ffffffff' + '00'.repeat(16) + reported,
      value: {
        name: 'USBIP_RET_SUBMIT', seqnum: 0xd05, ...toClient, status: 0, actual_length: 64, start_frame: 0xffffffff,
        number_of_packets: 0, error_count: 0, transfer_buffer: unhex(reported),
      },
    },
    { // -EPIPE: the endpoint is halted
      hex: '0000000300000d07' + '00'.repeat(12) + 'ffffffe0' + '00'.repeat(24),
      value: {
        name: 'USBIP_RET_SUBMIT', seqnum: 0xd07, ...toClient, status: -32, actual_length: 0, start_frame: 0,
        number_of_packets: 0, error_count: 0, transfer_buffer: new Uint8Array(),
      },
    },
  ],
  encode: (value) => {
    const { transfer_buffer: data } = value
    checkActual(value.actual_length, data)
    return concat(header(usbipRetSubmit, submitted, value), new Uint8Array(8), data)
  },
  decode: (bytes) => {
    const numbers = parts(usbipRetSubmit, submitted, bytes)
    const data = bytes.slice(USBIP_HEADER_LENGTH)
    checkActual(numbers.actual_length, data)
    return { name: 'USBIP_RET_SUBMIT', ...numbers, status: numbers.status | 0, transfer_buffer: data }
  },
}

export const usbipCmdUnlink: UsbipLayout<UsbipCmdUnlink> = {
  name: 'USBIP_CMD_UNLINK', code: 2, provenance,
  examples: [{
    hex: '0000000200000d080001000f0000000000000000' + '00000d05' + '00'.repeat(24),
    value: {
      name: 'USBIP_CMD_UNLINK', seqnum: 0xd08, devid: 0x0001000f, direction: 0, ep: 0, unlink_seqnum: 0xd05,
    },
  }],
  encode: (value) => filled(header(usbipCmdUnlink, { unlink_seqnum: 4 }, value)),
  decode: (bytes) => ({ name: 'USBIP_CMD_UNLINK', ...parts(usbipCmdUnlink, { unlink_seqnum: 4 }, only(bytes)) }),
}

export const usbipRetUnlink: UsbipLayout<UsbipRetUnlink> = {
  name: 'USBIP_RET_UNLINK', code: 4, provenance,
  examples: [{ // -ECONNRESET
    hex: '0000000400000d08' + '00'.repeat(12) + 'ffffff98' + '00'.repeat(24),
    value: { name: 'USBIP_RET_UNLINK', seqnum: 0xd08, ...toClient, status: -104 },
  }],
  encode: (value) => filled(header(usbipRetUnlink, { status: 4 }, value)),
  decode: (bytes) => {
    const numbers = parts(usbipRetUnlink, { status: 4 }, only(bytes))
    return { name: 'USBIP_RET_UNLINK', ...numbers, status: numbers.status | 0 }
  },
}

/** The numbers at the beginning; negative ones as their complement. */
function header(layout: { readonly code: number }, sizes: NumberSizes, value: object): Uint8Array {
  const given = Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
  const numbers = new Map(given.map(([name, number]) => [name, name === 'status' ? number >>> 0 : number]))
  return writeNumbers({ ...basic, ...sizes }, numbers.set('command', layout.code), 'big')
}

function parts<const S extends NumberSizes>(
  layout: { readonly name: string, readonly code: number }, sizes: S, bytes: Uint8Array,
): Basic & Numbers<S> {
  if (bytes.length < USBIP_HEADER_LENGTH) {
    throw new MalformedError(layout.name, `less than its ${USBIP_HEADER_LENGTH} bytes`)
  }
  const { command, ...numbers } = readNumbers(basic, bytes, 'big')
  if (command !== layout.code) throw new MalformedError('command', `not that of ${layout.name}`)
  return { ...numbers, ...readNumbers(sizes, bytes.subarray(sizeOf(basic)), 'big') }
}

/** An OUT transfer has a length and brings no data. */
function checkActual(actual_length: number, { length }: Uint8Array): void {
  if (length !== 0 && length !== actual_length) throw new MalformedError('actual_length', 'not that of the data')
}

function filled(beginning: Uint8Array): Uint8Array {
  return concat(beginning, new Uint8Array(USBIP_HEADER_LENGTH - beginning.length))
}

function only(bytes: Uint8Array): Uint8Array {
  if (bytes.length > USBIP_HEADER_LENGTH) throw new MalformedError('padding', 'longer than it is')
  return bytes
}
