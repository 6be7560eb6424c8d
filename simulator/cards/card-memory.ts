import { Eeprom } from './eeprom.ts'

/** One change of the memory: bytes that will stand at a place. */
interface Write {
  readonly at: number
  readonly bytes: Uint8Array
}

/** Collects what will be written together. */
export interface Transaction {
  write(at: number, bytes: Uint8Array): void
}

/** Layout of the journal: a mark, the length and check of what follows, then place, length and bytes of each write. */
const MARK_AT = 0
const HEADER = 7
const ENTRY_HEADER = 4
/** Bytes in front of the content. */
export const JOURNAL_SIZE = 1_536
const COMMITTED = 0xa5
const IDLE = 0x00

/**
 * The memory of a card, written in transactions: all of it or nothing, whichever byte the supply fails at. What is to be
 * written is put down in a journal first, and the one byte that marks it as complete decides.
 */
export class CardMemory {
  readonly eeprom: Eeprom
  #used = JOURNAL_SIZE

  /** @param size bytes for content */
  constructor(size: number) {
    this.eeprom = new Eeprom(JOURNAL_SIZE + size)
    this.eeprom.write(MARK_AT, Uint8Array.of(IDLE))
  }

  /** Takes a region for good, as when a card is made. @returns its first place */
  allocate(bytes: Uint8Array): number {
    const at = this.#used
    this.#used += bytes.length
    this.eeprom.write(at, bytes)
    return at
  }

  read(at: number, length: number): Uint8Array {
    return this.eeprom.read(at, length)
  }

  /** @throws PowerLost; then all or nothing of it is there after the next `recover` */
  transact(stage: (transaction: Transaction) => void): void {
    const writes: Write[] = []
    stage({ write: (at, bytes) => void writes.push({ at, bytes: bytes.slice() }) })
    if (writes.length === 0) return
    const entries = encodeEntries(writes)
    if (HEADER + entries.length > JOURNAL_SIZE) throw new RangeError('the transaction is larger than the journal')
    this.eeprom.write(MARK_AT + 1, Uint8Array.of(...bytes2(entries.length), ...bytes4(crc32(entries))))
    this.eeprom.write(HEADER, entries)
    this.eeprom.write(MARK_AT, Uint8Array.of(COMMITTED))
    this.#apply(writes)
  }

  /**
   * At power-on: a complete journal is carried out, an incomplete one forgotten.
   * @param cutAfter bytes after which the supply fails again
   * @throws PowerLost then
   */
  recover(cutAfter = Infinity): void {
    this.eeprom.cutAfter(cutAfter)
    if (this.eeprom.byteAt(MARK_AT) !== COMMITTED) return
    const [, high = 0, low = 0, ...check] = this.eeprom.read(MARK_AT, HEADER)
    const entries = this.eeprom.read(HEADER, (high << 8) | low)
    if (check.join() === bytes4(crc32(entries)).join()) this.#apply(decodeEntries(entries))
  }

  #apply(writes: readonly Write[]): void {
    for (const { at, bytes } of writes) this.eeprom.write(at, bytes)
    this.eeprom.write(MARK_AT, Uint8Array.of(IDLE))
  }
}

const bytes2 = (value: number) => [value >> 8, value & 0xff]
const bytes4 = (value: number) => [value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]

function encodeEntries(writes: readonly Write[]): Uint8Array {
  return Uint8Array.from(writes.flatMap(({ at, bytes }) => [...bytes2(at), ...bytes2(bytes.length), ...bytes]))
}

function decodeEntries(entries: Uint8Array): Write[] {
  const writes: Write[] = []
  for (let place = 0; place < entries.length;) {
    const [atHigh = 0, atLow = 0, high = 0, low = 0] = entries.subarray(place)
    const from = place + ENTRY_HEADER
    place = from + ((high << 8) | low)
    writes.push({ at: (atHigh << 8) | atLow, bytes: entries.slice(from, place) })
  }
  return writes
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1
  return value
})

/** CRC-32 of ISO 3309, as in Ethernet. */
function crc32(bytes: Uint8Array): number {
  let value = 0xffff_ffff
  for (const byte of bytes) value = (CRC_TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return ~value >>> 0
}
