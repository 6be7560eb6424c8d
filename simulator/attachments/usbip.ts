import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { usbConfiguration } from '#protocols/usb/configuration'
import { deviceDescriptor } from '#protocols/usb/descriptors'
import type { UsbipCommand } from '#protocols/usb/usbip'
import { FULL_SPEED, type UsbipDevice, type UsbipListedDevice, type UsbipRequest } from '#protocols/usb/usbip-export'
import { encodeUsbip } from '#protocols/usb/usbip-messages'
import { createUsbipServerReceiver } from '#protocols/usb/usbip-receiver'
import type { UsbGadget } from '../usb/gadget.ts'
import { UsbipSession } from './usbip-session.ts'

/** The port `usbip attach` takes when it is not told another. */
export const USBIP_PORT = 3240

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']
const BUSNUM = 1

export interface UsbipOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** A loopback address; 127.0.0.1 when absent. */
  readonly host?: string
  /** Exported from the beginning, as 1-1, 1-2, … */
  readonly gadgets: readonly UsbGadget[]
}

interface Exported {
  readonly gadget: UsbGadget
  readonly devnum: number
  session: UsbipSession | undefined
}

/**
 * Exports simulated devices by USB/IP to this machine, where `usbip attach -r 127.0.0.1 -b 1-1` makes the kernel see
 * them. A device is imported by one client at a time; the end of the connection gives it back.
 */
export class UsbipServer {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #exported = new Map<string, Exported>()
  #devices = 0

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket))
  }

  /**
   * @returns the port
   * @throws RangeError for an address others could reach; what `listen` of Node fails with
   */
  async listen(port: number, host = '127.0.0.1'): Promise<number> {
    if (!LOOPBACK.includes(host)) throw new RangeError(`${host}: simulated devices are for this machine alone`)
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  /** Exports one more. @returns its bus id */
  plug(gadget: UsbGadget): string {
    this.#devices += 1
    const busid = `${BUSNUM}-${this.#devices}`
    this.#exported.set(busid, { gadget, devnum: this.#devices, session: undefined })
    gadget.plugged(() => this.unplug(busid))
    return busid
  }

  /** It is exported no more; a connection that has it is closed. Nothing happens when there is none of this bus id. */
  unplug(busid: string): void {
    const exported = this.#exported.get(busid)
    this.#exported.delete(busid)
    exported?.session?.unplug()
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    let session: UsbipSession | undefined
    converse(socket, false, (message) => {
      if (isCommand(message)) return session?.command(message) ?? true // nobody listens to what follows a refusal
      session = this.#answer(socket, message)
      return true
    })
  }

  #answer(socket: Socket, request: UsbipRequest): UsbipSession | undefined {
    if (request.name === 'OP_REQ_DEVLIST') {
      const devices = [...this.#exported].map(([busid, exported]) => listed(busid, exported))
      socket.end(encodeUsbip({ name: 'OP_REP_DEVLIST', devices }))
      return undefined
    }
    const exported = this.#exported.get(request.busid)
    if (exported === undefined || exported.session !== undefined) {
      socket.end(encodeUsbip({ name: 'OP_REP_IMPORT', status: 1 }))
      return undefined
    }
    const { interfaces, ...device } = listed(request.busid, exported)
    const imported: UsbipDevice = { ...device, bNumInterfaces: interfaces.length }
    socket.write(encodeUsbip({ name: 'OP_REP_IMPORT', status: 0, device: imported }))
    exported.session = new UsbipSession(socket, exported.gadget, devidOf(exported.devnum))
    for (const end of ['end', 'close'] as const) socket.once(end, () => void (exported.session = undefined))
    return exported.session
  }
}

export async function serveUsbip(
  { port, host, gadgets }: UsbipOptions,
): Promise<{ readonly server: UsbipServer, readonly port: number }> {
  const server = new UsbipServer()
  for (const gadget of gadgets) server.plug(gadget)
  return { server, port: await server.listen(port, host) }
}

/** The devid of a gadget attached without an import; it goes to the kernel with the file descriptor. */
export const ATTACHED_DEVID = devidOf(1)

/**
 * Puts a gadget at the end of a stream whose other end is given to the kernel, without an import: its file descriptor
 * is written to `/sys/devices/platform/vhci_hcd.0/attach` as `PORT FD DEVID SPEED`, with speed 2.
 * @returns pulls it
 */
export function attachUsbip(socket: Socket, gadget: UsbGadget): () => void {
  const session = new UsbipSession(socket, gadget, ATTACHED_DEVID)
  gadget.plugged(() => session.unplug())
  converse(socket, true, (message) => isCommand(message) && session.command(message))
  return () => session.unplug()
}

/** Gives each message to `handle`; the connection ends at one that is malformed, or of which it says false. */
function converse(socket: Socket, imported: boolean, handle: (message: UsbipRequest | UsbipCommand) => boolean): void {
  const receiver = createUsbipServerReceiver(imported)
  socket.setNoDelay(true)
  socket.on('error', () => {}) // `close` follows
  socket.on('data', (chunk: Buffer) => {
    for (const event of receiver.received(chunk)) {
      if (event.type === 'malformed' || !handle(event.message)) return void socket.destroy()
    }
  })
}

function isCommand(message: UsbipRequest | UsbipCommand): message is UsbipCommand {
  return message.name === 'USBIP_CMD_SUBMIT' || message.name === 'USBIP_CMD_UNLINK'
}

function listed(busid: string, { gadget, devnum }: Exported): UsbipListedDevice {
  const { idVendor, idProduct, bcdDevice, bDeviceClass, bDeviceSubClass, bDeviceProtocol, bNumConfigurations } =
    deviceDescriptor.decode(gadget.deviceDescriptor)
  const { bConfigurationValue, interfaces } = usbConfiguration.decode(gadget.configurationDescriptor)
  return {
    path: `/simulated/${busid}`, busid, busnum: BUSNUM, devnum, speed: FULL_SPEED, idVendor, idProduct, bcdDevice,
    bDeviceClass, bDeviceSubClass, bDeviceProtocol, bConfigurationValue, bNumConfigurations,
    interfaces: interfaces.filter(({ bAlternateSetting }) => bAlternateSetting === 0)
      .map(({ bInterfaceClass, bInterfaceSubClass, bInterfaceProtocol }) =>
        ({ bInterfaceClass, bInterfaceSubClass, bInterfaceProtocol })),
  }
}

function devidOf(devnum: number): number {
  return BUSNUM << 16 | devnum
}
