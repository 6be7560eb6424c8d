let collator: Intl.Collator | undefined

/**
 * r2 before r10. The collator is made once, at the first comparison: a comparison that names its language makes one each time,
 * which costs more than a call, and one at the start would be waited for by whoever waits for the daemon.
 */
export function byReader(one: string, other: string): number {
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare(one, other)
}
