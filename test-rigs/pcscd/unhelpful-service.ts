import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// The messages of pcsc-lite 1.9 (winscard_msg.h, protocol 4.4), little-endian, a header of size and command before each
// of the client's. Numbers are those of its enum pcsc_msg_commands.
const ESTABLISH_CONTEXT = 0x01
const RELEASE_CONTEXT = 0x02
const CONNECT = 0x04
const DISCONNECT = 0x06
const TRANSMIT = 0x09
const CANCEL = 0x0d
const VERSION = 0x11
const GET_READERS_STATE = 0x12
const WAIT_READER_STATE_CHANGE = 0x13
const STOP_WAITING_READER_STATE_CHANGE = 0x14

const HEADER_LENGTH = 8
/** READER_STATE: name 128, eventCounter, readerState, readerSharing, ATR 33 and 3 of padding, its length, protocol. */
const READER_STATE_LENGTH = 184
const MAX_READERS = 16
const SCARD_ABSENT = 0x02
const PRESENT_POWERED_NEGOTIABLE = 0x34
const T1 = 2
const SCARD_E_CANCELLED = 0x80100002
const SCARD_E_UNKNOWN_READER = 0x80100009

interface ServedReader {
  readonly name: string
  readonly atr: Buffer
  events: number
  present: boolean
  /** Commands are taken and never answered. */
  hangs: boolean
}

/**
 * A PC/SC service that does what services may do and pcscd with vpcd does not: it goes on reporting a reader, or takes it
 * away, while a call to its card hangs. Speaks pcsc-lite's own messages, so that libpcsclite and the native binding are
 * the real ones. Every card answers every command with 9000.
 */
export class UnhelpfulService {
  readonly socketName: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'unhelpful-service-'))
  readonly #readers: ServedReader[] = []
  readonly #unseen: string[] = []
  readonly #sockets = new Set<Socket>()
  readonly #waiting = new Set<Socket>()
  readonly #contexts = new Map<number, Socket>()
  readonly #handles = new Map<number, ServedReader>()
  readonly #server: Server
  #numbers = 0
  /** Commands that are taken and not answered. */
  unanswered = 0

  constructor() {
    this.socketName = join(this.#folder, 'pcscd.comm')
    this.#server = createServer((socket) => this.#serve(socket)).listen(this.socketName)
  }

  plug(name: string): void {
    this.#add(name)
    this.#signal()
  }

  /** Adds a reader right after the next look at the list, so that the wait that follows does not tell of it. */
  plugUnseen(name: string): void {
    this.#unseen.push(name)
  }

  unplug(name: string): void {
    this.#readers.splice(this.#readers.indexOf(this.#reader(name)), 1)
    this.#signal()
  }

  /** Inserts the card, or takes it out. */
  toggle(name: string): void {
    const reader = this.#reader(name)
    reader.present = !reader.present
    reader.events++
    this.#signal()
  }

  hang(name: string): void {
    this.#reader(name).hangs = true
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    rmSync(this.#folder, { recursive: true })
  }

  #add(name: string): void {
    this.#readers.push({ name, atr: Buffer.from('3b00', 'hex'), events: 0, present: false, hangs: false })
  }

  #reader(name: string): ServedReader {
    const reader = this.#readers.find((one) => one.name === name)
    if (reader === undefined) throw new Error(`${name}: no such reader`)
    return reader
  }

  #serve(socket: Socket): void {
    let pending: Buffer = Buffer.alloc(0)
    this.#sockets.add(socket)
    socket.on('error', () => {}) // a client that was killed
    socket.on('close', () => {
      this.#sockets.delete(socket)
      this.#waiting.delete(socket)
    })
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk])
      while (pending.length >= HEADER_LENGTH) {
        const [size, command] = [pending.readUInt32LE(0), pending.readUInt32LE(4)]
        let end = HEADER_LENGTH + size
        // the command APDU follows its message
        if (command === TRANSMIT && pending.length >= end) end += pending.readUInt32LE(HEADER_LENGTH + 12)
        if (pending.length < end) return
        const body = Buffer.from(pending.subarray(HEADER_LENGTH, HEADER_LENGTH + size))
        pending = pending.subarray(end)
        const answer = this.#answer(socket, command, body)
        if (answer !== undefined) socket.write(answer)
      }
    })
  }

  /** Answers are the message filled in; the last word of each is its return code, 0 as it came. */
  #answer(socket: Socket, command: number, body: Buffer): Buffer | undefined {
    switch (command) {
      case ESTABLISH_CONTEXT:
        body.writeUInt32LE(++this.#numbers, 4)
        this.#contexts.set(this.#numbers, socket)
        return body
      case CONNECT: {
        const name = body.toString('latin1', 4, 132).replace(/\0.*$/s, '')
        const reader = this.#readers.find((one) => one.name === name)
        if (reader === undefined) body.writeUInt32LE(SCARD_E_UNKNOWN_READER, 148)
        else this.#handles.set(++this.#numbers, reader)
        body.writeInt32LE(this.#numbers, 140)
        body.writeUInt32LE(T1, 144)
        return body
      }
      case TRANSMIT:
        if (this.#handles.get(body.readInt32LE(0))?.hangs !== false) {
          this.unanswered++
          return undefined
        }
        body.writeUInt32LE(2, 24)
        return Buffer.concat([body, Buffer.from('9000', 'hex')])
      case CANCEL: {
        const waiting = this.#contexts.get(body.readInt32LE(0))
        if (waiting !== undefined) this.#wake(waiting, SCARD_E_CANCELLED)
        return body
      }
      case WAIT_READER_STATE_CHANGE:
        this.#waiting.add(socket)
        return this.#states()
      case GET_READERS_STATE: {
        const states = this.#states()
        for (const name of this.#unseen.splice(0)) this.#add(name)
        return states
      }
      case STOP_WAITING_READER_STATE_CHANGE:
        // one that was woken already has had its message
        return this.#waiting.delete(socket) ? Buffer.alloc(8) : undefined
      case RELEASE_CONTEXT: case DISCONNECT: case VERSION: return body
      default: throw new Error(`the message ${command} was not expected`)
    }
  }

  #states(): Buffer {
    const states = Buffer.alloc(READER_STATE_LENGTH * MAX_READERS)
    this.#readers.forEach(({ name, atr, events, present }, index) => {
      const state = states.subarray(index * READER_STATE_LENGTH)
      state.write(name, 'latin1')
      state.writeUInt32LE(events, 128)
      state.writeUInt32LE(present ? PRESENT_POWERED_NEGOTIABLE : SCARD_ABSENT, 132)
      if (!present) return
      atr.copy(state, 140)
      state.writeUInt32LE(atr.length, 176)
      state.writeUInt32LE(T1, 180)
    })
    return states
  }

  #signal(): void {
    for (const socket of [...this.#waiting]) this.#wake(socket, 0)
  }

  #wake(socket: Socket, result: number): void {
    if (!this.#waiting.delete(socket)) return
    const message = Buffer.alloc(8)
    message.writeUInt32LE(result, 4)
    socket.write(message)
  }
}
