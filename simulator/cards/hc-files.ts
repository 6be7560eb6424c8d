import { MalformedError } from '#protocols/bytes/malformed'
import { isDrugOrder } from '#protocols/codes/order-types'
import {
  appendRecord, readBinary, readRecord, selectFile, updateBinary, updateRecord,
} from '#protocols/iso7816/commands/index'
import { mayUpdate, viewOf, type SecurityStatus, type View } from '#protocols/nhi-card/access'
import type { CardFile } from '#protocols/nhi-card/card-file'
import { hcFileList, hcFileOf, hcFiles, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import { done, given, handler, refused, type Answer, type CardHandler } from './card-handler.ts'
import type { CardMemory, Transaction } from './card-memory.ts'
import { FileSystem } from './file-system.ts'
import { recordBytes, type HcImage } from './hc-image.ts'
import { HcWriting, type Institution } from './hc-writing.ts'
import { NotSatisfied } from './write-refusal.ts'

/** What a session of the card has reached, as the file commands need it. */
export interface FileSession {
  readonly status: SecurityStatus
  /** Absent without a SAM. */
  readonly institution: Institution | undefined
}

/** Files that are not written, or not read, any more, with the status word of the refusal: the memory of a card wears out (6581). */
export type FailingFiles = Readonly<Partial<Record<HcFileName, number>>>

const FID_BASE = 0x0100
const BLANK = 0x20

/** The files of a health card and the commands that read and change them, with the rights of each. */
export class HcFiles {
  readonly handlers: readonly CardHandler[]
  readonly #memory: CardMemory
  readonly #files: FileSystem
  readonly #writing: HcWriting
  readonly #session: () => FileSession
  readonly #failing: FailingFiles
  readonly #unreadable: FailingFiles
  #current = 0

  constructor(
    memory: CardMemory,
    { image, cancelled, failing, unreadable }: {
      readonly image: HcImage, readonly cancelled: boolean, readonly failing: FailingFiles, readonly unreadable: FailingFiles
    },
    session: () => FileSession,
  ) {
    this.#memory = memory
    this.#session = session
    this.#failing = failing
    this.#unreadable = unreadable
    this.#files = new FileSystem(memory)
    for (const { name, sfi, structure, count, record } of hcFileList) {
      const records = recordBytes(image, name as HcFileName)
      this.#files.create({ sfi, structure, count, recordLength: record.length }, records)
    }
    this.#writing = new HcWriting(this.#files, cancelled)
    this.handlers = [
      handler(selectFile, ({ fid }) => this.#select(fid)),
      handler(readBinary, ({ sfi, offset, le }) => this.#readBinary(sfi, offset, le)),
      handler(readRecord, (args) => this.#readRecord(args)),
      handler(updateBinary, ({ sfi, offset, data }) => this.#updateBinary(sfi, offset, data)),
      handler(updateRecord, ({ sfi, record, data }) => this.#updateRecord(sfi, record, data)),
      handler(appendRecord, ({ sfi, data }) => this.#append(sfi, data)),
    ]
  }

  /** No file is current any more. */
  endSession(): void {
    this.#current = 0
  }

  /** What stands in a file, from record 1 on, for whoever may see into the card; null is a blank record. @throws MalformedError */
  records<Name extends HcFileName>(name: Name): (RecordIn<Name> | null)[] {
    const { sfi, count, decode } = hcFiles[name]
    return Array.from({ length: count }, (_, at) => decode(this.#files.read(sfi, at + 1) ?? new Uint8Array()) as RecordIn<Name> | null)
  }

  #select(fid: number): Answer {
    const file = hcFileOf(fid - FID_BASE)
    if (file === undefined) return refused(0x6a82)
    this.#current = file.sfi
    return done
  }

  #readBinary(sfi: number, offset: number, le: number): Answer {
    const file = this.#file(sfi)
    if (file === undefined) return refused(sfi === 0 ? 0x6986 : 0x6a82)
    if (file.structure !== 'transparent') return refused(0x6981)
    const view = viewOf(file, this.#session().status)
    if (view === 'refused') return refused(0x6982)
    if (offset >= file.record.length) return refused(0x6b00)
    return given(this.#shown(file, 1, view).subarray(offset, offset + le))
  }

  #readRecord(
    { sfi, record, toTheLast, le }: { readonly sfi: number, readonly record: number, readonly toTheLast: boolean, readonly le: number },
  ): Answer {
    const file = this.#file(sfi)
    if (file === undefined) return refused(sfi === 0 ? 0x6986 : 0x6a82)
    if (file.structure === 'transparent') return refused(0x6981)
    const view = viewOf(file, this.#session().status)
    if (view === 'refused') return refused(0x6982)
    const worn = this.#unreadable[file.name as HcFileName]
    if (worn !== undefined) return refused(worn)
    if (record > file.count) return refused(0x6a83)
    const { length } = file.record
    if (le < length) return refused(length < 0x100 ? 0x6c00 | length : 0x6700)
    const most = toTheLast ? Math.min(Math.floor(le / length), file.count - record + 1) : 1
    const records = new Uint8Array(most * length)
    for (let index = 0; index < most; index++) records.set(this.#shown(file, record + index, view), index * length)
    return given(records)
  }

  #updateBinary(sfi: number, offset: number, data: Uint8Array): Answer {
    const file = this.#file(sfi)
    if (file === undefined) return refused(sfi === 0 ? 0x6986 : 0x6a82)
    if (file.structure !== 'transparent') return refused(0x6981)
    if (!mayUpdate(file, this.#session().status)) return refused(0x6982)
    if (offset >= file.record.length) return refused(0x6b00)
    if (offset + data.length > file.record.length) return refused(0x6700)
    const changed = this.#raw(file, 1).slice()
    changed.set(data, offset)
    return this.#replace(file, 1, changed)
  }

  #updateRecord(sfi: number, number: number, data: Uint8Array): Answer {
    const file = this.#file(sfi)
    if (file === undefined) return refused(sfi === 0 ? 0x6986 : 0x6a82)
    if (file.structure === 'transparent') return refused(0x6981)
    if (!mayUpdate(file, this.#session().status)) return refused(0x6982)
    if (number > file.count) return refused(0x6a83)
    if (data.length !== file.record.length) return refused(0x6700)
    return this.#replace(file, number, data)
  }

  #append(sfi: number, data: Uint8Array): Answer {
    const file = this.#file(sfi)
    if (file === undefined) return refused(sfi === 0 ? 0x6986 : 0x6a82)
    if (file.structure !== 'cyclic') return refused(0x6981)
    const { status, institution } = this.#session()
    if (!mayUpdate(file, status) || institution === undefined) return refused(0x6982)
    if (data.length !== file.record.length) return refused(0x6700)
    return this.#written(file, (transaction) => {
      this.#writing.append(transaction, file.name as HcFileName, data, institution)
    })
  }

  /** A record must be blank or what its declaration says. */
  #replace(file: CardFile, number: number, record: Uint8Array): Answer {
    return this.#written(file, (transaction) => {
      this.#writing.update(transaction, file.name as HcFileName, number, record, this.#session().institution)
    })
  }

  #written({ name }: CardFile, stage: (transaction: Transaction) => void): Answer {
    const worn = this.#failing[name as HcFileName]
    if (worn !== undefined) return refused(worn)
    try {
      this.#memory.transact(stage)
      return done
    } catch (error) {
      if (error instanceof MalformedError) return refused(0x6a80)
      if (error instanceof NotSatisfied) return refused(0x6985)
      throw error
    }
  }

  #file(sfi: number): CardFile | undefined {
    return hcFileOf(sfi === 0 ? this.#current : sfi)
  }

  #raw({ sfi }: CardFile, number: number): Uint8Array {
    return this.#files.read(sfi, number) ?? new Uint8Array()
  }

  #shown(file: CardFile, number: number, view: View): Uint8Array {
    const record = this.#raw(file, number)
    const isHidden = view === 'blank' || (view === 'drugOrders' && !showsDrug(record))
    return isHidden ? new Uint8Array(record.length).fill(BLANK) : record
  }
}

const [orderType] = hcFiles.orders.record.layout.filter(({ name }) => name === 'orderType')

function showsDrug(record: Uint8Array): boolean {
  return isDrugOrder(String.fromCharCode(record[(orderType?.from ?? 0) - 1] ?? 0))
}
