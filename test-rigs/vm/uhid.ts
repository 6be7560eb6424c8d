import { closeSync, openSync, writeSync } from 'node:fs'

/** Requests of the kernel's `linux/uhid.h`: a kind of four bytes, then its fields; all little-endian here. */
const UHID = { destroy: 1, create: 11, input: 12 } as const

/** Of `struct uhid_event`, in bytes; a request may end sooner. */
const CREATE_LENGTH = 4380
const NAME_ROOM = 127
const BUS_USB = 3

export interface HidIdentity {
  readonly name: string
  readonly vendorId: number
  readonly productId: number
}

/** A HID device that the kernel takes for a real one: its drivers bind to it and /dev/hidraw* appears. */
export class UhidDevice {
  readonly #file: number

  constructor({ name, vendorId, productId }: HidIdentity, reportDescriptor: Uint8Array) {
    this.#file = openSync('/dev/uhid', 'r+')
    const request = Buffer.alloc(CREATE_LENGTH)
    request.writeUInt32LE(UHID.create, 0)
    request.write(name.slice(0, NAME_ROOM), 4, 'utf8')
    request.writeUInt16LE(reportDescriptor.length, 260)
    request.writeUInt16LE(BUS_USB, 262)
    request.writeUInt32LE(vendorId, 264)
    request.writeUInt32LE(productId, 268)
    request.set(reportDescriptor, 280)
    writeSync(this.#file, request)
  }

  /** One input report, with its id in front where the descriptor numbers them. */
  report(bytes: Uint8Array): void {
    const request = Buffer.alloc(6 + bytes.length)
    request.writeUInt32LE(UHID.input, 0)
    request.writeUInt16LE(bytes.length, 4)
    request.set(bytes, 6)
    writeSync(this.#file, request)
  }

  /** Unplugs it. */
  close(): void {
    const request = Buffer.alloc(4)
    request.writeUInt32LE(UHID.destroy, 0)
    writeSync(this.#file, request)
    closeSync(this.#file)
  }
}
