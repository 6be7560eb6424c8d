// What drivers/pcsc/binding.ts uses of npm pcsclite 1.0.1, which brings no types.
declare module 'pcsclite' {
  import type { EventEmitter } from 'node:events'

  type Done<T> = (error: Error | null | undefined, value: T) => void

  interface CardReader extends EventEmitter<{
    status: [status: { readonly state: number, readonly atr?: Uint8Array }]
    error: [error: Error]
    end: []
    /** What the native side says when its thread ends; the module then forgets the reader and says `end`. */
    _end: []
  }> {
    readonly name: string
    /** The class itself, which the module does not export. What it makes watches nothing by itself. */
    readonly constructor: new (name: string) => CardReader
    connected: boolean
    readonly SCARD_SHARE_SHARED: number
    readonly SCARD_PROTOCOL_T0: number
    readonly SCARD_PROTOCOL_T1: number
    readonly SCARD_LEAVE_CARD: number
    connect(options: { share_mode: number, protocol: number }, done: Done<number>): void
    disconnect(disposition: number, done: (error?: Error | null) => void): void
    /** `data` must be a Buffer; `length` is the room for the answer in bytes. */
    transmit(data: Uint8Array, length: number, protocol: number, done: Done<Uint8Array>): void
    /**
     * `data` must be a Buffer, and must be kept until the call is over: the module reads it in another thread and does
     * not hold it. `length` is the room for the answer in bytes.
     */
    control(data: Uint8Array, controlCode: number, length: number, done: Done<Uint8Array>): void
    /** The sign of the result is C's. */
    SCARD_CTL_CODE(code: number): number
  }

  interface PCSCLite extends EventEmitter<{ reader: [reader: CardReader], error: [error: Error] }> {
    /** The readers the module watches, by name. */
    readonly readers: Readonly<Record<string, CardReader>>
    /** The class itself. What it makes does not start by itself, and watches no readers. */
    readonly constructor: new () => PCSCLite
    /** Called by the module itself on the next tick; `names` are NUL-separated. Calls back at once, then with changes. */
    start(changed: Done<Uint8Array>): void
    /** Ends a watch; returns when its thread has ended. */
    close(): void
  }

  /** @throws Error ending in the SCARD code when the service does not run */
  function pcsclite(): PCSCLite
  export default pcsclite
  export type { CardReader, PCSCLite }
}
