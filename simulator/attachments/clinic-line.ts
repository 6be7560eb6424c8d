import type { Socket } from 'node:net'
import { hex, unhex } from '#protocols/bytes/hex'
import type { Exchange, LinkEvent, TransferFailure } from '#protocols/port/reader-link'

/** What goes over the line between a clinic and the daemon of a simulation, a JSON object each; bytes are hex. */
export type FromClinic =
  | { readonly event: LinkEvent }
  | { readonly id: number, readonly rapdu: string }
  | { readonly id: number, readonly failure: TransferFailure, readonly step: string, readonly scard: string }

/** One command alone, so that a daemon that dies has begun nothing more. */
export interface ToClinic extends Omit<Exchange, 'capdu' | 'pinEntry'> {
  readonly id: number
  readonly name: string
  readonly presence: number
  readonly capdu: string
}

const packed = (_: string, value: unknown) => (value instanceof Uint8Array ? { hex: hex(value) } : value)
const unpacked = (_: string, value: unknown) => (
  typeof value === 'object' && value !== null && 'hex' in value && typeof value.hex === 'string' ? unhex(value.hex) : value
)

export function say(socket: Socket, message: FromClinic | ToClinic): void {
  if (socket.writable) socket.write(`${JSON.stringify(message, packed)}\n`)
}

/** Both ends are ours, of one version; what is cut off at the end of a line that breaks is nothing. */
export function listen<Message extends FromClinic | ToClinic>(socket: Socket, heard: (message: Message) => void): void {
  let pending = ''
  socket.setNoDelay(true)
  socket.on('error', () => {}) // `close` follows
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (pending + chunk).split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) heard(JSON.parse(line, unpacked) as Message)
  })
}
