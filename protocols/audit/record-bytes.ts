import { utf8ToBytes } from '@noble/hashes/utils.js'
import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { utf8Text } from '../bytes/utf8.ts'
import { AuditRecord, textFields } from './record.ts'

/** First byte: which layout. */
const VERSION = 1
/** Length of a text that is not there. */
const NONE = 0xffff
/** Version, sequence, time. */
const FIXED = 17
const SEQUENCE_AT = 1, TIME_AT = 9

function head(sequence: number, at: number): Uint8Array {
  const bytes = new Uint8Array(FIXED)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, VERSION)
  view.setBigUint64(SEQUENCE_AT, BigInt(sequence))
  view.setBigUint64(TIME_AT, BigInt(at))
  return bytes
}

function withLength(text: string | null): Uint8Array {
  const content = text === null ? new Uint8Array() : utf8ToBytes(text)
  const bytes = new Uint8Array(2 + content.length)
  new DataView(bytes.buffer).setUint16(0, text === null ? NONE : content.length)
  bytes.set(content, 2)
  return bytes
}

/**
 * Canonical bytes of a record, the same for the same record always: version 01, sequence and time with 8 bytes each, then the
 * texts of `textFields` in UTF-8, each behind its length in 2 bytes, ffff for none. Numbers are big-endian.
 * @throws MalformedError when the record is none
 */
export function recordBytes(record: AuditRecord): Uint8Array {
  const checked = AuditRecord.safeParse(record)
  if (!checked.success) throw new MalformedError(checked.error.issues[0]?.path.join('.') ?? 'record', 'not as declared')
  return concat(head(record.sequence, record.at), ...textFields.map((field) => withLength(record[field])))
}

/** @throws MalformedError when the bytes are those of no record */
export function readRecord(bytes: Uint8Array): AuditRecord {
  if (bytes.length < FIXED) throw new MalformedError('record', 'too short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint8(0) !== VERSION) throw new MalformedError('version', 'not known')
  let from = FIXED
  const text = (field: string): string | null => {
    if (from + 2 > bytes.length) throw new MalformedError(field, 'cut off')
    const length = view.getUint16(from)
    from += 2
    if (length === NONE) return null
    if (from + length > bytes.length) throw new MalformedError(field, 'cut off')
    const content = utf8Text(bytes.subarray(from, from += length))
    if (content === null) throw new MalformedError(field, 'no UTF-8')
    return content
  }
  const texts = Object.fromEntries(textFields.map((field) => [field, text(field)]))
  if (from < bytes.length) throw new MalformedError('record', 'bytes behind its end')
  const numbers = { sequence: Number(view.getBigUint64(SEQUENCE_AT)), at: Number(view.getBigUint64(TIME_AT)) }
  const checked = AuditRecord.safeParse({ ...numbers, ...texts })
  if (!checked.success) throw new MalformedError(checked.error.issues[0]?.path.join('.') ?? 'record', 'not as declared')
  return checked.data
}

/** The same bytes with another sequence; for finding where a record stood. */
export function withSequence(bytes: Uint8Array, sequence: number): Uint8Array {
  const moved = Uint8Array.from(bytes)
  if (moved.length >= FIXED) new DataView(moved.buffer).setBigUint64(SEQUENCE_AT, BigInt(sequence))
  return moved
}
