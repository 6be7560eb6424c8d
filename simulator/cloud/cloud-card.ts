import { hcFileOf, hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import type { FileUpdate } from '#protocols/visit/undo'
import { HcWriting } from '../cards/hc-writing.ts'
import type { Transaction } from '../cards/card-memory.ts'
import type { RecordFiles } from '../cards/record-files.ts'
import type { CardHolder } from './centre-rows.ts'
import type { CentreStore } from './centre-store.ts'

const BLANK = 0x20
/** Files are kept in memory until `save`, which is the transaction. */
const untilSaved: Transaction = { write: () => undefined }

/**
 * What the centre knows of a health card: the same records as on it, written by the same rules as the card's own applet. It
 * reads a file when it is first asked for, and writes nothing before `save`.
 */
export class CloudCard implements RecordFiles {
  readonly holder: CardHolder
  readonly #store: CentreStore
  readonly #files = new Map<HcFileName, Uint8Array>()
  readonly #changed = new Set<HcFileName>()
  readonly #writing: HcWriting

  constructor(store: CentreStore, holder: CardHolder) {
    this.#store = store
    this.holder = holder
    this.#writing = new HcWriting(this, holder.cancelled)
  }

  /** Of a file, from record 1 on; one never written is null. @throws MalformedError */
  records<Name extends HcFileName>(name: Name): (RecordIn<Name> | null)[] {
    const { record: { length }, count, decode } = hcFiles[name]
    const bytes = this.#file(name)
    return Array.from({ length: count }, (_, at) => (
      decode(bytes.subarray(at * length, (at + 1) * length)) as RecordIn<Name> | null
    ))
  }

  /** @throws MalformedError */
  first<Name extends HcFileName>(name: Name): RecordIn<Name> | null {
    const { record: { length }, decode } = hcFiles[name]
    return decode(this.#file(name).subarray(0, length)) as RecordIn<Name> | null
  }

  /** A new record 1, with all that the card's applet makes of it. @throws MalformedError, NotSatisfied */
  add<Name extends HcFileName>(name: Name, record: RecordIn<Name>, hospitalId: string): void {
    const encode = hcFiles[name].encode as (value: object) => Uint8Array
    this.#writing.append(untilSaved, name, encode(record), { hospitalId })
  }

  /** @throws MalformedError, NotSatisfied */
  change(changes: readonly FileUpdate[], hospitalId: string): void {
    for (const { name, number, record } of changes) {
      const encode = hcFiles[name].encode as (value: object | null) => Uint8Array
      this.#writing.update(untilSaved, name, number, encode(record), { hospitalId })
    }
  }

  save(): void {
    for (const name of this.#changed) this.#store.writeFile(this.holder.hcId, name, this.#file(name))
    this.#changed.clear()
  }

  read(sfi: number, number: number): Uint8Array | undefined {
    const file = hcFileOf(sfi)
    if (file === undefined || number < 1 || number > file.count) return undefined
    const { length } = file.record
    return this.#file(file.name as HcFileName).slice((number - 1) * length, number * length)
  }

  update(_: Transaction, sfi: number, number: number, record: Uint8Array): void {
    const { name, length, count } = checked(sfi, record)
    if (number < 1 || number > count) throw new RangeError(`file ${sfi} has no record ${number}`)
    this.#changing(name).set(record, (number - 1) * length)
  }

  append(_: Transaction, sfi: number, record: Uint8Array): void {
    const { name, length } = checked(sfi, record)
    const bytes = this.#changing(name)
    bytes.copyWithin(length, 0, bytes.length - length)
    bytes.set(record)
  }

  #file(name: HcFileName): Uint8Array {
    const { record: { length }, count } = hcFiles[name]
    const bytes = this.#files.get(name) ?? this.#store.file(this.holder.hcId, name) ?? new Uint8Array(length * count).fill(BLANK)
    this.#files.set(name, bytes)
    return bytes
  }

  #changing(name: HcFileName): Uint8Array {
    this.#changed.add(name)
    return this.#file(name)
  }
}

function checked(sfi: number, record: Uint8Array): { readonly name: HcFileName, readonly length: number, readonly count: number } {
  const file = hcFileOf(sfi)
  if (file === undefined) throw new RangeError(`there is no file ${sfi}`)
  const { name, count, record: { length } } = file
  if (record.length !== length) throw new RangeError(`file ${sfi} has records of ${length} bytes`)
  return { name: name as HcFileName, length, count }
}
