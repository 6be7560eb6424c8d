/** A list of orders of one visit that a centre was asked to write, all of it or nothing; orders by what a centre shows of them. */
export interface AskedList {
  readonly orders: readonly string[]
  /** `open`: it is asked for; `maybe`: nobody asks, and it may be there; `there` and `notThere`: it is known. */
  readonly standing: 'open' | 'maybe' | 'there' | 'notThere'
}

function counts(orders: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const order of orders) found.set(order, (found.get(order) ?? 0) + 1)
  return found
}

const holds = (shown: ReadonlyMap<string, number>, wanted: readonly string[]) => (
  [...counts(wanted)].every(([order, count]) => (shown.get(order) ?? 0) >= count)
)

/**
 * What a centre's orders of a visit say of lists whose answer was lost (assumed: one call is one transaction, nhi-facts §2.5). Only
 * what fits in one way is said: a list whose orders could be those of another one, or that is there in part, is `unclear`.
 * @param lists of the visit, in any order
 * @param shown the centre's orders of it
 * @returns of each list; `unclear` too of those that nobody asks for
 */
export function ordersAtCentre(lists: readonly AskedList[], shown: readonly string[]): readonly ('whole' | 'absent' | 'unclear')[] {
  const left = counts(shown)
  for (const order of lists.flatMap(({ orders, standing }) => standing === 'there' ? orders : [])) {
    left.set(order, (left.get(order) ?? 0) - 1)
  }
  return lists.map(({ orders, standing }, at) => {
    if (standing !== 'open' || orders.length === 0) return 'unclear'
    if (orders.every((order) => (left.get(order) ?? 0) <= 0)) return 'absent'
    const alike = lists.filter((other, place) => (
      place !== at && (other.standing === 'open' || other.standing === 'maybe') && other.orders.some((order) => orders.includes(order))
    ))
    return holds(left, [...orders, ...alike.flatMap((other) => other.orders)]) ? 'whole' : 'unclear'
  })
}
