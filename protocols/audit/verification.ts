import { MalformedError } from '../bytes/malformed.ts'
import { equal } from '../bytes/byte-array.ts'
import type { Chain, ChainHead, KeptRecord } from './chain.ts'
import { readRecord, withSequence } from './record-bytes.ts'

/**
 * What is wrong with the first broken record:
 * - `changed`: not as it was written, or its link is not
 * - `missing`: it is not there, and later ones are
 * - `inserted`: nobody wrote it there
 * - `moved`: another stands in its place, and it stands elsewhere
 * - `cutOff`: it and everything behind it are gone
 * - `headChanged`: all records are good; what says where the chain ends was changed, or is not there
 */
export type Breakage = 'changed' | 'missing' | 'inserted' | 'moved' | 'cutOff' | 'headChanged'

export interface BrokenRecord {
  /** Of `headChanged` the last good one, 0 for none. */
  readonly sequence: number
  /** What the record that stands there says, in ms since 1970; null where none does, or it says nothing. */
  readonly at: number | null
  readonly what: Breakage
}

export interface Verdict {
  /** Good records, from the first on. */
  readonly count: number
  /** Times of the first and the last good one, in ms since 1970; null without any. */
  readonly firstAt: number | null
  readonly lastAt: number | null
  /** The first, and everything before it is as it was written; null: all is. */
  readonly broken: BrokenRecord | null
}

/** What is kept of an audit; `records` begins anew with each call, in the order of their sequences. */
export interface KeptChain {
  readonly records: () => Iterable<KeptRecord>
  readonly head: ChainHead | undefined
}

function timeIn(record: Uint8Array): number | null {
  try {
    return readRecord(record).at
  } catch (error) {
    if (error instanceof MalformedError) return null
    throw error
  }
}

function sizeOf(records: Iterable<unknown>): number {
  let size = 0
  for (const _ of records) size++
  return size
}

/** Where the genuine record of a place stands instead, whether or not somebody gave it another number. */
function strayed(chain: Chain, { records }: KeptChain, previous: Uint8Array, sequence: number): KeptRecord | undefined {
  for (const kept of records()) {
    if (kept.sequence === sequence) continue
    if (chain.isNext(previous, { ...kept, record: withSequence(kept.record, sequence) })) return kept
  }
  return undefined
}

/**
 * Follows a chain from its start. By induction everything before the first broken record is genuine and in its place; nothing is
 * said of what stands behind it.
 */
export function verifyChain(chain: Chain, kept: KeptChain): Verdict {
  const head = kept.head !== undefined && chain.isHead(kept.head) ? kept.head : undefined
  let previous = chain.start
  let count = 0
  let firstAt: number | null = null
  let lastAt: number | null = null
  const broken = (sequence: number, what: Breakage, at: number | null = null): Verdict => (
    { count, firstAt, lastAt, broken: { sequence, at, what } }
  )

  const brokenAt = (row: KeptRecord): Verdict => {
    const expected = count + 1
    const at = timeIn(row.record)
    const size = sizeOf(kept.records())
    const most = head?.count ?? size
    if (row.sequence < expected || expected > most) return broken(row.sequence, 'inserted', at)
    const isThere = row.sequence === expected
    const stray = strayed(chain, kept, previous, expected)
    if (stray !== undefined) return broken(expected, size > most ? 'inserted' : 'moved', isThere ? at : null)
    if (!isThere) return broken(expected, 'missing')
    return size < most ? broken(expected, 'missing') : broken(expected, 'changed', at)
  }

  for (const row of kept.records()) {
    if (row.sequence !== count + 1 || !chain.isNext(previous, row)) return brokenAt(row)
    count++
    previous = row.link
    lastAt = timeIn(row.record)
    firstAt ??= lastAt
  }
  if (head !== undefined && head.count > count) return broken(count + 1, 'cutOff')
  if (head?.count !== count || !equal(head.link, previous)) return broken(count, 'headChanged', lastAt)
  return { count, firstAt, lastAt, broken: null }
}
