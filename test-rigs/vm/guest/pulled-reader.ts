import { HEADER_LENGTH } from '#protocols/ccid/message'
import type { CcidFunction, CcidTwinListener } from '#simulator/readers/ccid-twin'

const XFR_BLOCK = 0x6f
const PPSS = 0xff
/** PCB of R- and S-blocks. */
const NO_I_BLOCK = 0x80
/** Bytes of the answer that still come: not all of its header. */
const BYTES = 7

/**
 * A TPDU reader that is pulled once, within its answer to the first APDU that comes by T=1. A fault plan counts answers,
 * and how often a PC asks for the state of the slot or powers the card up before that depends on its speed.
 */
export class PulledReader implements CcidFunction {
  readonly descriptor
  readonly #reader: CcidFunction
  #listener: CcidTwinListener | undefined
  #pulled = false

  constructor(reader: CcidFunction) {
    this.descriptor = reader.descriptor
    this.#reader = reader
  }

  attach(listener: CcidTwinListener): void {
    this.#listener = listener
    this.#reader.attach(listener)
  }

  command(message: Uint8Array): void {
    const [nad = PPSS, pcb = NO_I_BLOCK] = message.subarray(HEADER_LENGTH)
    if (!this.#pulled && message[0] === XFR_BLOCK && nad !== PPSS && (pcb & NO_I_BLOCK) === 0) this.#pullWithinNext()
    this.#reader.command(message)
  }

  abortRequested(bSlot: number, bSeq: number): void {
    this.#reader.abortRequested(bSlot, bSeq)
  }

  reset(): void {
    this.#reader.reset()
  }

  #pullWithinNext(): void {
    const listener = this.#listener
    if (listener === undefined) return
    this.#pulled = true
    this.#reader.attach({
      answer: (message) => {
        this.#reader.attach(listener)
        listener.answer(message.subarray(0, BYTES))
        listener.unplugged()
      },
      interrupt: (message) => listener.interrupt(message),
      unplugged: () => listener.unplugged(),
    })
  }
}
