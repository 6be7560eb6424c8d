import { LINK_LENGTH, type Chain, type ChainHead, type KeptRecord } from '#protocols/audit/chain'
import { readRecord } from '#protocols/audit/record-bytes'
import { MalformedError } from '#protocols/bytes/malformed'

/** A row of whatever table, found in the pages of a damaged database. */
interface FoundRow {
  readonly rowid: number
  /** The rowid's own column is null. */
  readonly values: readonly unknown[]
}

/** What of an audit goes into a rebuilt database. Records that are lost leave holes, and verification names them. */
export interface SavedAudit {
  /** In their order. */
  readonly records: readonly KeptRecord[]
  /** undefined: none verifies, and the audit goes on behind a hole. */
  readonly head: ChainHead | undefined
}

const isBytes = (value: unknown, length?: number): value is Uint8Array =>
  value instanceof Uint8Array && (length === undefined || value.length === length)

function isRecordOf(bytes: Uint8Array, sequence: number): boolean {
  try {
    return readRecord(bytes).sequence === sequence
  } catch (error) {
    if (error instanceof MalformedError) return false
    throw error
  }
}

/**
 * Looks for the audit among all rows that were found. Where there are several with one sequence, the one that follows the record
 * before it is taken; what follows none is taken too, because a record behind a hole follows nothing that is left.
 */
export function savedAudit(found: Iterable<FoundRow>, chain: Chain): SavedAudit {
  const candidates = new Map<number, KeptRecord[]>()
  let head: ChainHead | undefined
  for (const { rowid, values } of found) {
    const [, second, third, fourth] = values
    if (values.length === 3 && isBytes(second) && isBytes(third, LINK_LENGTH) && isRecordOf(second, rowid)) {
      candidates.set(rowid, [...candidates.get(rowid) ?? [], { sequence: rowid, record: second, link: third }])
    }
    if (values.length === 4 && typeof second === 'number' && isBytes(third, LINK_LENGTH) && isBytes(fourth, LINK_LENGTH)) {
      const one = { count: second, link: third, seal: fourth }
      if (one.count > (head?.count ?? -1) && chain.isHead(one)) head = one
    }
  }
  const records: KeptRecord[] = []
  for (const sequence of [...candidates.keys()].sort((one, other) => one - other)) {
    const all = candidates.get(sequence) ?? []
    const last = records.at(-1)
    const previous = sequence === 1 ? chain.start : last?.sequence === sequence - 1 ? last.link : undefined
    const next = all.find((one) => previous !== undefined && chain.isNext(previous, one)) ?? all[0]
    if (next !== undefined) records.push(next)
  }
  return { records, head }
}
