import type { CcidFunction, CcidTwinListener } from '#simulator/readers/ccid-twin'

const SECURE = 0x69

/** A reader that tells when a person is asked for a PIN at its keys. */
export class AskingReader implements CcidFunction {
  readonly descriptor
  readonly #reader: CcidFunction
  readonly #asks: () => void

  constructor(reader: CcidFunction, asks: () => void) {
    this.descriptor = reader.descriptor
    this.#reader = reader
    this.#asks = asks
  }

  attach(listener: CcidTwinListener): void {
    this.#reader.attach(listener)
  }

  command(message: Uint8Array): void {
    this.#reader.command(message)
    if (message[0] === SECURE) this.#asks()
  }

  abortRequested(bSlot: number, bSeq: number): void {
    this.#reader.abortRequested(bSlot, bSeq)
  }

  reset(): void {
    this.#reader.reset()
  }
}
