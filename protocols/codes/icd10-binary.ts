import { sha256 } from '@noble/hashes/sha2.js'
import { equal } from '../bytes/byte-array.ts'
import type { Codec } from '../bytes/codec.ts'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { cardFormPacking, icd10Packing } from './icd10-packing.ts'
import { Icd10Table } from './icd10-table.ts'

/** A table and where it comes from. */
export interface Icd10Edition {
  readonly table: Icd10Table
  /** SHA-256 of the file it was read from, 64 hex digits: what `sha256sum` says of that file. */
  readonly edition: string
  /** Milliseconds since 1970, UTC. */
  readonly importedAt: number
}

const MAGIC = unhex('4e48494943443130') // NHIICD10
const VERSION = 1
const HASH = 32
const AT = { version: 8, count: 10, importedAt: 14, edition: 22, rows: 54 } as const
/** bytes of a row: five of the code, four of the card form */
const ROW = 9
const CODE_HIGH = 2 ** 32
/** The last moment a Date can hold. */
const LATEST = 8.64e15

/**
 * An edition as bytes, all numbers big-endian: magic 8, version 2, count 4, imported at 8 (IEEE 754), edition 32, then rows
 * of 9 in the order of the file, then SHA-256 of all before it, 32. 623 KB for the published edition. Ours, so that a daemon loads
 * in some milliseconds what it took an import to check; the checksum is against damage, not against forgery.
 */
export const icd10Binary: Codec<Icd10Edition> = {
  encode({ table, edition, importedAt }) {
    const end = AT.rows + table.size * ROW
    const bytes = new Uint8Array(end + HASH)
    const view = new DataView(bytes.buffer)
    bytes.set(MAGIC)
    view.setUint16(AT.version, VERSION)
    view.setUint32(AT.count, table.size)
    view.setFloat64(AT.importedAt, importedAt)
    bytes.set(unhex(edition), AT.edition)
    let at: number = AT.rows
    for (const [code, form] of table.rows()) {
      view.setUint8(at, Math.floor(code / CODE_HIGH))
      view.setUint32(at + 1, code % CODE_HIGH)
      view.setUint32(at + 5, form)
      at += ROW
    }
    bytes.set(sha256(bytes.subarray(0, end)), end)
    return bytes
  },

  decode(bytes) {
    const malformed = (why: string) => new MalformedError('ICD-10 table', why)
    if (!equal(bytes.subarray(0, MAGIC.length), MAGIC)) throw malformed('it does not begin as one')
    if (bytes.length < AT.rows + HASH) throw malformed('it is cut off')
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const version = view.getUint16(AT.version)
    if (version !== VERSION) throw malformed(`it has version ${version} instead of ${VERSION}`)
    const count = view.getUint32(AT.count)
    const end = AT.rows + count * ROW
    if (bytes.length !== end + HASH) throw malformed(`${bytes.length} bytes instead of ${end + HASH}`)
    if (!equal(sha256(bytes.subarray(0, end)), bytes.subarray(end))) throw malformed('its checksum is wrong')

    const importedAt = view.getFloat64(AT.importedAt)
    if (!(importedAt >= 0 && importedAt <= LATEST)) throw malformed('it was imported at no moment')
    const codes = new Float64Array(count)
    const forms = new Uint32Array(count)
    for (let row = 0, at: number = AT.rows; row < count; row++, at += ROW) {
      const code = view.getUint8(at) * CODE_HIGH + view.getUint32(at + 1)
      const form = view.getUint32(at + 5)
      if (code >= icd10Packing.end || form >= cardFormPacking.end) throw malformed(`row ${row + 1} is out of range`)
      codes[row] = code
      forms[row] = form
    }
    return { table: new Icd10Table(codes, forms), edition: hex(bytes.subarray(AT.edition, AT.rows)), importedAt }
  },
}
