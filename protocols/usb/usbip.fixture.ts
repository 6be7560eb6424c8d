import fc from 'fast-check'
import { USBIP_DIR_IN, USBIP_DIR_OUT, type UsbipCommand, type UsbipReturn } from './usbip.ts'
import type { UsbipReply, UsbipRequest } from './usbip-export.ts'

const word = fc.nat(0xffff_ffff)
const half = fc.nat(0xffff)
const byte = fc.nat(0xff)
const data = fc.uint8Array({ maxLength: 200 })
const character = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code))
const ascii = (maxLength: number) => fc.string({ unit: character, maxLength })
const basic = { seqnum: word, devid: word, ep: fc.nat(15) }

export const anyCommand: fc.Arbitrary<UsbipCommand> = fc.oneof(
  fc.record({
    ...basic, transfer_flags: word, start_frame: word, number_of_packets: fc.constantFrom(0, 0xffff_ffff),
    interval: word, setup: fc.uint8Array({ minLength: 8, maxLength: 8 }), transfer_buffer: data,
  }).map((out): UsbipCommand => ({
    name: 'USBIP_CMD_SUBMIT', direction: USBIP_DIR_OUT, ...out, transfer_buffer_length: out.transfer_buffer.length,
  })),
  fc.record({
    ...basic, transfer_flags: word, start_frame: word, number_of_packets: fc.constantFrom(0, 0xffff_ffff),
    interval: word, setup: fc.uint8Array({ minLength: 8, maxLength: 8 }), transfer_buffer_length: fc.nat(0xffff),
  }).map((asked): UsbipCommand => ({
    name: 'USBIP_CMD_SUBMIT', direction: USBIP_DIR_IN, ...asked, transfer_buffer: new Uint8Array(),
  })),
  fc.record({ ...basic, direction: fc.nat(1), unlink_seqnum: word })
    .map((unlink): UsbipCommand => ({ name: 'USBIP_CMD_UNLINK', ...unlink })),
)

/** Even sequence numbers are those of IN transfers. */
export const anyReturn: fc.Arbitrary<UsbipReturn> = fc.oneof(
  fc.record({ seqnum: word, status: fc.integer({ min: -133, max: 0 }), data, error_count: word })
    .map(({ seqnum, status, data: brought, error_count }): UsbipReturn => ({
      name: 'USBIP_RET_SUBMIT', seqnum, devid: 0, direction: 0, ep: 0, status, actual_length: brought.length,
      start_frame: 0, number_of_packets: 0, error_count, transfer_buffer: seqnum % 2 === 0 ? brought : new Uint8Array(),
    })),
  fc.record({ seqnum: word, status: fc.constantFrom(0, -104) })
    .map((one): UsbipReturn => ({ name: 'USBIP_RET_UNLINK', devid: 0, direction: 0, ep: 0, ...one })),
)

const device = fc.record({
  path: ascii(255), busid: ascii(31), busnum: word, devnum: word, speed: fc.integer({ min: 1, max: 3 }), idVendor: half,
  idProduct: half, bcdDevice: half, bDeviceClass: byte, bDeviceSubClass: byte, bDeviceProtocol: byte,
  bConfigurationValue: byte, bNumConfigurations: byte,
})
const anInterface = fc.record({ bInterfaceClass: byte, bInterfaceSubClass: byte, bInterfaceProtocol: byte })

export const anyRequest: fc.Arbitrary<UsbipRequest> = fc.oneof(
  fc.constant<UsbipRequest>({ name: 'OP_REQ_DEVLIST' }),
  ascii(31).map((busid): UsbipRequest => ({ name: 'OP_REQ_IMPORT', busid })),
)

export const anyReply: fc.Arbitrary<UsbipReply> = fc.oneof(
  fc.array(fc.tuple(device, fc.array(anInterface, { maxLength: 3 })), { maxLength: 3 }).map((all): UsbipReply => ({
    name: 'OP_REP_DEVLIST', devices: all.map(([one, interfaces]) => ({ ...one, interfaces })),
  })),
  fc.tuple(device, byte).map(([one, bNumInterfaces]): UsbipReply => (
    { name: 'OP_REP_IMPORT', status: 0, device: { ...one, bNumInterfaces } }
  )),
  fc.constant<UsbipReply>({ name: 'OP_REP_IMPORT', status: 1 }),
)

/** A stream in pieces, cut at these places. */
export function pieces(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length]
  return cuts.slice(1).map((end, index) => stream.subarray(cuts[index], end))
}
