/** A list of orders of a visit, as bytes in hex, and how many of it may stand on a card. */
export interface WrittenList {
  readonly orders: readonly string[]
  /** At least so many of the first ones stand, at most so many. */
  readonly least: number
  readonly most: number
}

/** What each list may have left, the most of all first. */
function* choices([first, ...others]: readonly WrittenList[]): Generator<readonly number[]> {
  if (first === undefined) return yield []
  for (let count = first.most; count >= first.least; count--) for (const rest of choices(others)) yield [count, ...rest]
}

/**
 * How many orders of each list stand on a card, by what the card has: orders are appended, so its records of the visit end
 * with those of our lists in their order. Where the file of the card went round, what is left of them has to fit. The most
 * that fits is meant: what stands before it was written by others.
 * @param lists of one visit in the order in which they were written
 * @param records of the card with that visit's date and time, the oldest first, as bytes in hex
 * @param isCut whether the oldest of them is the oldest record of a file without free room, so that older ones may be gone
 * @returns undefined when it fits in no way: somebody else has written in between
 */
export function ordersOnCard(
  lists: readonly WrittenList[], records: readonly string[], isCut: boolean,
): readonly number[] | undefined {
  for (const counts of choices(lists)) {
    const ours = lists.flatMap(({ orders }, at) => orders.slice(0, counts[at]))
    const shown = Math.min(ours.length, records.length)
    if (shown < ours.length && !isCut) continue
    const [theirs, expected] = [records.slice(records.length - shown), ours.slice(ours.length - shown)]
    if (theirs.every((record, at) => record === expected[at])) return counts
  }
  return undefined
}
