import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  USBIP_DIR_IN, USBIP_DIR_OUT, type UsbipCmdSubmit, type UsbipRetSubmit, type UsbipRetUnlink,
} from '#protocols/usb/usbip'
import type { UsbipReply, UsbipRequest } from '#protocols/usb/usbip-export'
import { encodeUsbip, type UsbipMessage } from '#protocols/usb/usbip-messages'
import { createUsbipClientReceiver } from '#protocols/usb/usbip-receiver'

type Submission = Partial<Pick<UsbipCmdSubmit, 'ep' | 'setup' | 'transfer_flags' | 'devid'>>

type ReplyOf<Name> = Extract<UsbipReply, { name: Name }>

interface Submitted {
  readonly seqnum: number
  readonly ended: Promise<UsbipRetSubmit>
}

const NO_SETUP = new Uint8Array(8)

/** What a kernel does on its side of a connection: submits, unlinks, and knows which answer belongs to what. */
export class UsbipClient {
  readonly socket: Socket
  /** Everything that came, in its order. */
  readonly received: UsbipMessage[] = []
  readonly #waiting: { readonly fits: (message: UsbipMessage) => boolean, give(message: UsbipMessage): void }[] = []
  readonly #inbound = new Set<number>()
  readonly #closed: Promise<unknown>
  #seqnum = 0
  devid = 0

  constructor(socket: Socket, imported: boolean) {
    this.socket = socket
    const receiver = createUsbipClientReceiver(imported, (seqnum) => this.#inbound.has(seqnum))
    this.#closed = new Promise((resolve) => void socket.on('close', resolve))
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      for (const event of receiver.received(chunk)) {
        if (event.type === 'malformed') throw new Error(`${event.field}: ${event.why}`)
        this.received.push(event.message)
        const index = this.#waiting.findIndex(({ fits }) => fits(event.message))
        if (index >= 0) this.#waiting.splice(index, 1)[0]?.give(event.message)
      }
    })
  }

  static async connect(port: number): Promise<UsbipClient> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new UsbipClient(socket, false)
  }

  static async import(port: number, busid: string): Promise<UsbipClient> {
    const client = await UsbipClient.connect(port)
    const { device } = await client.reply({ name: 'OP_REQ_IMPORT', busid })
    if (device === undefined) throw new Error(`${busid} was refused`)
    client.devid = device.busnum << 16 | device.devnum
    return client
  }

  get closed(): Promise<unknown> {
    return this.#closed
  }

  say(message: UsbipMessage): void {
    this.socket.write(encodeUsbip(message))
  }

  /** Asks for what `request` asks for. */
  async reply(request: { name: 'OP_REQ_DEVLIST' }): Promise<ReplyOf<'OP_REP_DEVLIST'>>
  async reply(request: { name: 'OP_REQ_IMPORT', busid: string }): Promise<ReplyOf<'OP_REP_IMPORT'>>
  async reply(request: UsbipRequest): Promise<UsbipReply> {
    this.say(request)
    return this.#next((message) => message.name === 'OP_REP_DEVLIST' || message.name === 'OP_REP_IMPORT')
  }

  /** Submits a transfer to the host. */
  in(ep: number, length: number, more: Submission = {}): Submitted {
    return this.#submit(USBIP_DIR_IN, ep, length, new Uint8Array(), more)
  }

  /** Submits a transfer to the device. */
  out(ep: number, data: Uint8Array, more: Submission = {}): Promise<UsbipRetSubmit> {
    return this.#submit(USBIP_DIR_OUT, ep, data.length, data, more).ended
  }

  async control(setup: Uint8Array, data = new Uint8Array()): Promise<UsbipRetSubmit> {
    const isIn = ((setup[0] ?? 0) & 0x80) !== 0
    const length = (setup[6] ?? 0) | (setup[7] ?? 0) << 8
    return isIn ? this.in(0, length, { setup }).ended : this.out(0, data, { setup })
  }

  unlink(unlink_seqnum: number): Promise<UsbipRetUnlink> {
    const seqnum = ++this.#seqnum
    this.say({ name: 'USBIP_CMD_UNLINK', seqnum, devid: this.devid, direction: 0, ep: 0, unlink_seqnum })
    return this.#next((message) => message.name === 'USBIP_RET_UNLINK' && message.seqnum === seqnum)
  }

  #submit(direction: number, ep: number, length: number, data: Uint8Array, more: Submission): Submitted {
    const seqnum = ++this.#seqnum
    if (direction === USBIP_DIR_IN) this.#inbound.add(seqnum)
    this.say({
      name: 'USBIP_CMD_SUBMIT', seqnum, devid: this.devid, direction, ep, transfer_flags: 0,
      transfer_buffer_length: length, start_frame: 0, number_of_packets: 0, interval: 0, setup: NO_SETUP,
      transfer_buffer: data, ...more,
    })
    const isOurs = (message: UsbipMessage) => message.name === 'USBIP_RET_SUBMIT' && message.seqnum === seqnum
    return { seqnum, ended: this.#next<UsbipRetSubmit>(isOurs) }
  }

  #next<Message extends UsbipMessage>(fits: (message: UsbipMessage) => boolean): Promise<Message> {
    return new Promise((resolve) => {
      this.#waiting.push({ fits, give: (message) => resolve(message as Message) })
    })
  }
}
