import type { CardMemory, Transaction } from './card-memory.ts'
import type { RecordFiles } from './record-files.ts'

/** A file as the card keeps it. */
export interface StoredFile {
  /** Short identifier, 1 to 30. */
  readonly sfi: number
  readonly structure: 'transparent' | 'linear' | 'cyclic'
  /** Bytes of one record. */
  readonly recordLength: number
  readonly count: number
}

interface Region extends StoredFile {
  /** Place of the byte that says which slot of a cyclic file is the newest. */
  readonly head: number
  readonly first: number
}

const BLANK = 0x20

/** The elementary files of one application. Record 1 of a cyclic file is the newest. */
export class FileSystem implements RecordFiles {
  readonly #memory: CardMemory
  readonly #regions = new Map<number, Region>()

  constructor(memory: CardMemory) {
    this.#memory = memory
  }

  /** Makes a file. @param records from record 1 on; the rest stays blank */
  create(file: StoredFile, records: readonly Uint8Array[] = []): void {
    const content = new Uint8Array(file.recordLength * file.count).fill(BLANK)
    records.forEach((record, index) => content.set(record, slotOf(file, 0, index + 1) * file.recordLength))
    const head = this.#memory.allocate(Uint8Array.of(0))
    this.#regions.set(file.sfi, { ...file, head, first: this.#memory.allocate(content) })
  }

  file(sfi: number): StoredFile | undefined {
    return this.#regions.get(sfi)
  }

  /** @returns undefined when there is no such file or record */
  read(sfi: number, number: number): Uint8Array | undefined {
    const region = this.#regions.get(sfi)
    if (region === undefined || number < 1 || number > region.count) return undefined
    return this.#memory.read(this.#placeOf(region, number), region.recordLength)
  }

  /** @throws RangeError for a record that is not there, or another length */
  update(transaction: Transaction, sfi: number, number: number, record: Uint8Array): void {
    const region = this.#checked(sfi, record)
    if (number < 1 || number > region.count) throw new RangeError(`file ${sfi} has no record ${number}`)
    transaction.write(this.#placeOf(region, number), record)
  }

  /** The record becomes number 1, and the oldest is gone. @throws RangeError as `update` */
  append(transaction: Transaction, sfi: number, record: Uint8Array): void {
    const region = this.#checked(sfi, record)
    const next = (this.#headOf(region) + 1) % region.count
    transaction.write(region.first + next * region.recordLength, record)
    transaction.write(region.head, Uint8Array.of(next))
  }

  #checked(sfi: number, record: Uint8Array): Region {
    const region = this.#regions.get(sfi)
    if (region === undefined) throw new RangeError(`there is no file ${sfi}`)
    if (record.length !== region.recordLength) throw new RangeError(`file ${sfi} has records of ${region.recordLength} bytes`)
    return region
  }

  #headOf({ head }: Region): number {
    return this.#memory.read(head, 1)[0] ?? 0
  }

  #placeOf(region: Region, number: number): number {
    return region.first + slotOf(region, this.#headOf(region), number) * region.recordLength
  }
}

/** The slot of a record, from 0. */
function slotOf({ structure, count }: StoredFile, head: number, number: number): number {
  return structure === 'cyclic' ? (head + count + 1 - number) % count : number - 1
}
