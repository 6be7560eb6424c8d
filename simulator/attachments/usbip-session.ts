import type { Socket } from 'node:net'
import {
  ECONNRESET, ENODEV, ENOENT, EOVERFLOW, EPIPE, EREMOTEIO, ESHUTDOWN, URB_SHORT_NOT_OK, USBIP_DIR_IN,
  type UsbipCmdSubmit, type UsbipCommand, type UsbipReturn,
} from '#protocols/usb/usbip'
import { encodeUsbip } from '#protocols/usb/usbip-messages'
import type { UsbGadget } from '../usb/gadget.ts'
import { HubPort, type TransferFailure } from '../usb/hub-port.ts'

/** How clients ask for a reset, as of a hub's port: SET_FEATURE of PORT_RESET (USB 2.0 §11.24.2). */
const PORT_RESET = [0x23, 0x03, 0x04, 0x00]
const NOTHING = new Uint8Array()

/** One import of a gadget: commands of a client, or of a kernel, on its stream. */
export class UsbipSession {
  readonly #socket: Socket
  readonly #devid: number
  readonly #port: HubPort
  /** Transfers that wait for data, and how they are taken back. */
  readonly #waiting = new Map<number, () => void>()

  constructor(socket: Socket, gadget: UsbGadget, devid: number) {
    this.#socket = socket
    this.#devid = devid
    this.#port = new HubPort(gadget, () => void socket.end())
    for (const end of ['end', 'close'] as const) socket.once(end, () => this.#port.release())
  }

  /** False when it is for another device: the connection is of no use then. */
  command(command: UsbipCommand): boolean {
    if (command.devid !== this.#devid) return false
    if (command.name === 'USBIP_CMD_SUBMIT') {
      this.#submit(command)
      return true
    }
    const cancel = this.#waiting.get(command.unlink_seqnum)
    this.#waiting.delete(command.unlink_seqnum)
    cancel?.()
    this.#say({
      name: 'USBIP_RET_UNLINK', seqnum: command.seqnum, devid: 0, direction: 0, ep: 0,
      status: cancel === undefined ? 0 : -ECONNRESET,
    })
    return true
  }

  /** What waits is answered as gone, and the connection is closed. */
  unplug(): void {
    this.#port.unplug()
  }

  #submit(submit: UsbipCmdSubmit): void {
    const { seqnum, ep, direction, setup, transfer_buffer: data, transfer_buffer_length: length } = submit
    if (ep === 0) return this.#return(submit, this.#control(setup, data))
    if (direction !== USBIP_DIR_IN) {
      const result = this.#port.out(ep, data)
      return this.#return(submit, result === 'ok' ? NOTHING : result)
    }
    let isDone = false
    const cancel = this.#port.in(ep, length, (result) => {
      isDone = true
      this.#waiting.delete(seqnum)
      this.#return(submit, result)
    })
    if (!isDone) this.#waiting.set(seqnum, cancel)
  }

  #control(setup: Uint8Array, data: Uint8Array): Uint8Array | TransferFailure {
    if (!PORT_RESET.every((byte, at) => setup[at] === byte)) return this.#port.control(setup, data)
    this.#port.reset()
    return NOTHING
  }

  #return(submit: UsbipCmdSubmit, result: Uint8Array | TransferFailure): void {
    const isIn = submit.direction === USBIP_DIR_IN
    const data = isIn && typeof result !== 'string' ? result.slice(0, submit.transfer_buffer_length) : NOTHING
    const actual_length = typeof result === 'string' ? 0 : isIn ? data.length : submit.transfer_buffer_length
    const isShort = isIn && actual_length < submit.transfer_buffer_length
    const refusesShort = (submit.transfer_flags & URB_SHORT_NOT_OK) !== 0
    const status = typeof result === 'string' ? -this.#errno(result) : isShort && refusesShort ? -EREMOTEIO : 0
    this.#say({
      name: 'USBIP_RET_SUBMIT', seqnum: submit.seqnum, devid: 0, direction: 0, ep: 0, status, actual_length,
      start_frame: 0, number_of_packets: 0, error_count: 0, transfer_buffer: data,
    })
  }

  /** Linux Documentation/driver-api/usb/error-codes.rst */
  #errno(failure: TransferFailure): number {
    switch (failure) {
      case 'stall': return EPIPE
      case 'overflow': return EOVERFLOW
      case 'absent': return ENOENT
      case 'gone': return this.#port.isPlugged ? ESHUTDOWN : ENODEV
    }
  }

  #say(message: UsbipReturn): void {
    if (this.#socket.writable) this.#socket.write(encodeUsbip(message))
  }
}
