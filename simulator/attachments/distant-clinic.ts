import { connect, type Socket } from 'node:net'
import { hex, unhex } from '#protocols/bytes/hex'
import { decodeResponseApdu } from '#protocols/iso7816/apdu'
import { describeStatusWord } from '#protocols/iso7816/status-word'
import {
  TransferError, type Exchange, type LinkEvent, type ReaderLink, type TransferAnswer, type TransferRequest,
} from '#protocols/port/reader-link'
import { listen, say, type FromClinic } from './clinic-line.ts'

/** A clinic that cannot be reached is asked again after this pause, without end. */
const PAUSE_MS = 200

interface Waiting {
  readonly step: string
  resolve(rapdu: Uint8Array): void
  reject(error: TransferError): void
}

/** A link of a simulation to the clinic of another process (`ClinicServer`), whose cards outlive this one. */
export class DistantClinicLink implements ReaderLink {
  readonly kind = 'simulated'
  readonly #port: number
  readonly #waiting = new Map<number, Waiting>()
  readonly #tails = new Map<string, Promise<unknown>>()
  readonly #readers = new Set<string>()
  /** Of readers that hold a card, by what the line that brought it calls it: each line counts anew, and a link never may. */
  readonly #presences = new Map<string, { readonly ours: number, readonly theirs: number }>()
  #report: (event: LinkEvent) => void = () => {}
  #socket: Socket | undefined
  #retry: NodeJS.Timeout | undefined
  #isClosed = false
  #lastId = 0
  #lastPresence = 0

  /** @param port of 127.0.0.1 */
  constructor(port: number) {
    this.#port = port
  }

  start(listener: (event: LinkEvent) => void): void {
    this.#report = listener
    listener({ type: 'linkChanged', state: 'starting' })
    this.#connect()
  }

  transfer(request: TransferRequest): Promise<TransferAnswer> {
    const result = (this.#tails.get(request.name) ?? Promise.resolve()).then(() => this.#run(request))
    this.#tails.set(request.name, result.catch(() => {}))
    return result
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    this.#report = () => {}
    this.#socket?.destroy()
  }

  #connect(): void {
    const socket = connect({ host: '127.0.0.1', port: this.#port })
    this.#socket = socket
    listen<FromClinic>(socket, (message) => this.#heard(message))
    socket.on('close', () => this.#lost())
  }

  #lost(): void {
    for (const { step, reject } of this.#waiting.values()) reject(new TransferError('readerLost', step))
    this.#waiting.clear()
    for (const name of this.#presences.keys()) this.#report({ type: 'cardRemoved', name, reason: 'removed' })
    this.#presences.clear()
    for (const name of this.#readers) this.#report({ type: 'readerRemoved', name })
    this.#readers.clear()
    if (this.#isClosed) return
    this.#report({ type: 'linkChanged', state: 'failing' })
    this.#retry = setTimeout(() => this.#connect(), PAUSE_MS)
  }

  #heard(message: FromClinic): void {
    if ('event' in message) return this.#happened(message.event)
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ('rapdu' in message) waiting?.resolve(unhex(message.rapdu))
    else waiting?.reject(new TransferError(message.failure, message.step, message.scard))
  }

  #happened(event: LinkEvent): void {
    if (event.type === 'readerAdded') this.#readers.add(event.name)
    if (event.type === 'readerRemoved') this.#readers.delete(event.name)
    if (event.type === 'cardRemoved') this.#presences.delete(event.name)
    if (event.type !== 'cardInserted') return this.#report(event)
    const ours = ++this.#lastPresence
    this.#presences.set(event.name, { ours, theirs: event.presence })
    this.#report({ ...event, presence: ours })
  }

  async #run({ name, presence, exchanges }: TransferRequest): Promise<TransferAnswer> {
    const answers: Uint8Array[] = []
    for (const exchange of exchanges) {
      const rapdu = await this.#exchange(name, presence, exchange)
      answers.push(rapdu)
      if (describeStatusWord(decodeResponseApdu(rapdu).sw).class === 'refused' && !exchange.mayBeRefused) break
    }
    return answers
  }

  #exchange(name: string, presence: number, { pinEntry, capdu, ...exchange }: Exchange): Promise<Uint8Array> {
    const { step } = exchange
    if (pinEntry !== undefined) throw new TransferError('pinPadAbsent', step)
    const stay = this.#presences.get(name)
    if (!this.#readers.has(name)) throw new TransferError('readerLost', step)
    if (stay === undefined) throw new TransferError('cardRemoved', step)
    if (stay.ours !== presence) throw new TransferError('cardChanged', step)
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { step, resolve, reject })
      if (this.#socket !== undefined) say(this.#socket, { id, name, presence: stay.theirs, capdu: hex(capdu), ...exchange })
    })
  }
}
