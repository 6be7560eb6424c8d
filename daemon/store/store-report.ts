/** What became of the store when it was opened. */
export interface StoreReport {
  /**
   * - `ok`: as it was left
   * - `rebuilt`: it was damaged; what verified was put into a new database, and the damaged one is kept
   */
  readonly state: 'ok' | 'rebuilt'
  /** Sequence numbers of entries that damage took, now or before. */
  readonly lost: readonly SequenceRange[]
  /** Folder with a copy of the damaged database. */
  readonly copy: string | null
  readonly why: string | null
}

/** Both included. */
export interface SequenceRange {
  readonly first: number
  readonly last: number
}

/** What is missing of 1 to `last`. @param present in rising order */
export function gapsIn(present: Iterable<number>, last: number): SequenceRange[] {
  const gaps: SequenceRange[] = []
  let next = 1
  for (const sequence of present) {
    if (sequence > next) gaps.push({ first: next, last: sequence - 1 })
    next = sequence + 1
  }
  if (next <= last) gaps.push({ first: next, last })
  return gaps
}
