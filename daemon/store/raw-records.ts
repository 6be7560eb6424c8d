import type { WalFrame } from './wal-file.ts'

/**
 * Reads the rows of tables out of a database file page by page (SQLite file format §1.6, §2.1), without its schema, its inner
 * pages or its free lists, for each of these may be what is damaged. Whether a row is right, its seal says.
 */
export type RawValue = number | string | Uint8Array | null

export interface RawRecord {
  readonly rowid: number
  readonly values: readonly RawValue[]
}

/** All there is of a page, the newest version first. */
export type PageVersions = ReadonlyMap<number, readonly Uint8Array[]>

const TABLE_LEAF = 0x0d
/** Before the first page's own header. */
const FILE_HEADER = 100

export function pageVersions(database: Uint8Array, frames: readonly WalFrame[], pageSize: number): PageVersions {
  const versions = new Map<number, Uint8Array[]>()
  for (let at = 0, page = 1; at < database.length; at += pageSize, page++) {
    const whole = new Uint8Array(pageSize) // a page that was cut off goes on with zeros
    whole.set(database.subarray(at, at + pageSize))
    versions.set(page, [whole])
  }
  for (const { page, data } of frames) versions.set(page, [data, ...versions.get(page) ?? []])
  return versions
}

export function* rawRecords(versions: PageVersions): Generator<RawRecord> {
  for (const [page, all] of versions) {
    for (const bytes of all) yield* recordsOf(bytes, page === 1 ? FILE_HEADER : 0, versions)
  }
}

function* recordsOf(page: Uint8Array, header: number, versions: PageVersions): Generator<RawRecord> {
  if (page[header] !== TABLE_LEAF) return
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  const cells = Math.min(view.getUint16(header + 3), Math.floor((page.length - header - 8) / 2))
  for (let cell = 0; cell < cells; cell++) {
    for (const payload of payloadsAt(page, view.getUint16(header + 8 + 2 * cell), versions)) {
      const values = valuesOf(payload.bytes)
      if (values !== undefined) yield { rowid: payload.rowid, values }
    }
  }
}

function* payloadsAt(page: Uint8Array, at: number, versions: PageVersions): Generator<{ rowid: number, bytes: Uint8Array }> {
  const [length, afterLength] = varint(page, at)
  const [rowid, start] = varint(page, afterLength)
  const usable = page.length
  if (!(length > 0) || !(rowid >= 0) || length > usable * versions.size) return
  if (length <= usable - 35) {
    if (start + length <= usable) yield { rowid, bytes: page.subarray(start, start + length) }
    return
  }
  const least = Math.floor((usable - 12) * 32 / 255) - 23
  const wanted = least + (length - least) % (usable - 4)
  const local = wanted <= usable - 35 ? wanted : least
  if (start + local + 4 > usable) return
  const next = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(start + local)
  const rest = overflow(next, length - local, versions)
  if (rest === undefined) return
  const bytes = new Uint8Array(length)
  bytes.set(page.subarray(start, start + local))
  bytes.set(rest, local)
  yield { rowid, bytes }
}

/** What goes on in further pages; entries are only added, so the newest version of a page is the one meant. */
function overflow(first: number, length: number, versions: PageVersions): Uint8Array | undefined {
  const whole = new Uint8Array(length)
  let page = first
  for (let done = 0; done < length;) {
    const bytes = versions.get(page)?.[0]
    if (bytes === undefined) return undefined
    const part = bytes.subarray(4, Math.min(bytes.length, 4 + length - done))
    whole.set(part, done)
    done += part.length
    page = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  }
  return whole
}

const text = new TextDecoder()

function valuesOf(payload: Uint8Array): RawValue[] | undefined {
  const [headerLength, afterLength] = varint(payload, 0)
  if (!(headerLength <= payload.length)) return undefined
  const values: RawValue[] = []
  let data = headerLength
  for (let at = afterLength; at < headerLength;) {
    const [type, next] = varint(payload, at)
    const length = lengthOf(type)
    if (!(data + length <= payload.length) || type === 7) return undefined // type 7 is a fraction, which no table of ours has
    const bytes = payload.subarray(data, data + length)
    values.push(type === 0 ? null : type < 12 ? integer(type, bytes) : type % 2 === 0 ? bytes.slice() : text.decode(bytes))
    data += length
    at = next
  }
  return values
}

function lengthOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2)
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, NaN, NaN][type] ?? NaN
}

function integer(type: number, bytes: Uint8Array): number {
  if (type >= 8) return type - 8
  let value = (bytes[0] ?? 0) >= 0x80 ? -1 : 0
  for (const byte of bytes) value = value * 256 + byte
  return value
}

/** @returns the value and where it ends; NaN behind the end, or above 2^53 */
function varint(bytes: Uint8Array, at: number): [number, number] {
  let value = 0
  for (let count = 0; count < 8; count++) {
    const byte = bytes[at + count]
    if (byte === undefined) return [NaN, at + count]
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value <= Number.MAX_SAFE_INTEGER ? value : NaN, at + count + 1]
  }
  return [NaN, at + 9]
}
