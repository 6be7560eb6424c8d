import { concat } from '#protocols/bytes/byte-array'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import { HEADER_LENGTH } from '#protocols/ccid/message'
import type { SimulatedCard } from '../cards/simulated-card.ts'
import type { CcidTwin, CcidTwinListener } from './ccid-twin.ts'

const NULL_COMMAND = 0x60, GET_SLOT_STATUS = 0x65, POWER_ON = 0x62
const DATA_BLOCK = 0x80
const LENGTH = 1, SLOT = 5, SEQUENCE = 6, SPECIFIC = 7
/** What a real reader says of itself is not known. */
const IDENTITY = new TextEncoder().encode('EZ100PU twin')

/**
 * A CCID reader that speaks as the Castles EZ100PU does: dwLength is big-endian both ways, a byte 00 stands before the
 * ATR, and a command 60 that CCID does not have is answered by a text. All three are known from an open driver that was
 * tried on hardware (github.com/drinkcat/ezIFD, github.com/drinkcat/openez). Assumed: that the rest is CCID, and that
 * the answer to 60 is an RDR_to_PC_DataBlock.
 */
export class EzusbReader implements CcidTwin {
  readonly #reader: CcidTwin
  /** The type of the last command with each bSlot and bSeq. */
  readonly #asked = new Map<number, number>()

  constructor(reader: CcidTwin) {
    this.#reader = reader
  }

  get descriptor(): CcidDescriptor {
    return this.#reader.descriptor
  }

  attach(listener: CcidTwinListener): void {
    this.#reader.attach({
      answer: (message) => listener.answer(this.#spoken(message)),
      interrupt: (message) => listener.interrupt(message),
      unplugged: () => listener.unplugged(),
    })
  }

  command(message: Uint8Array): void {
    if (message.length < HEADER_LENGTH) return
    const command = turned(message)
    const [type = 0] = command
    this.#asked.set(placeOf(command), type)
    if (type === NULL_COMMAND) command[0] = GET_SLOT_STATUS
    this.#reader.command(command)
  }

  abortRequested(bSlot: number, bSeq: number): void {
    this.#reader.abortRequested(bSlot, bSeq)
  }

  reset(): void {
    this.#asked.clear()
    this.#reader.reset()
  }

  insert(slot: number, card: SimulatedCard): void {
    this.#reader.insert(slot, card)
  }

  remove(slot: number): void {
    this.#reader.remove(slot)
  }

  overcurrent(slot: number): void {
    this.#reader.overcurrent(slot)
  }

  enterPin(digits: string): void {
    this.#reader.enterPin(digits)
  }

  cancelPin(): void {
    this.#reader.cancelPin()
  }

  /** An answer as this reader says it; one that a fault cut short stays as it is. */
  #spoken(message: Uint8Array): Uint8Array {
    if (message.length < HEADER_LENGTH) return message
    const asked = this.#asked.get(placeOf(message))
    const succeeded = ((message[SPECIFIC] ?? 0) & 0xc0) === 0
    const abData = message.slice(HEADER_LENGTH)
    if (asked === NULL_COMMAND && succeeded) return turned(withData(message, DATA_BLOCK, IDENTITY))
    const isAtr = asked === POWER_ON && abData.length > 0
    return turned(isAtr ? withData(message, DATA_BLOCK, concat(new Uint8Array(1), abData)) : message)
  }
}

function placeOf(message: Uint8Array): number {
  return ((message[SLOT] ?? 0) << 8) | (message[SEQUENCE] ?? 0)
}

/** With the bytes of dwLength in the other order. */
function turned(message: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(message)
  copy.set(message.slice(LENGTH, SLOT).reverse(), LENGTH)
  return copy
}

/** The message with other data; fewer than 256 bytes. */
function withData(message: Uint8Array, type: number, abData: Uint8Array): Uint8Array {
  const header = message.slice(0, HEADER_LENGTH)
  header.set([type, abData.length, 0, 0, 0])
  return concat(header, abData)
}
