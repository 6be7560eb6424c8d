/** Characters that stay, at the beginning and at the end. */
const FIRST = 2, LAST = 3

/**
 * The number of a card so that two of a clinic can be told apart and none can be used: `00*******123`. One that is too short
 * to hide anything shows nothing.
 */
export function maskedCard(number: string): string {
  const printed = number.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 32)
  const hidden = printed.length - FIRST - LAST
  if (hidden < FIRST + LAST) return '*'.repeat(Math.max(printed.length, 1))
  return printed.slice(0, FIRST) + '*'.repeat(hidden) + printed.slice(-LAST)
}
