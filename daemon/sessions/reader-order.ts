let collator: Intl.Collator | undefined

/** As `Readers` makes them; no two of one length differ in how many digits they have. */
const OWN = /^r[1-9]\d*$/

/**
 * r2 before r10. The collator is made once, at the first comparison: a comparison that names its language makes one each time,
 * which costs more than a call, and one at the start would be waited for by whoever waits for the daemon.
 */
export function byReader(one: string, other: string): number {
  if (OWN.test(one) && OWN.test(other)) return one.length - other.length || (one < other ? -1 : Number(one > other))
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare(one, other)
}
