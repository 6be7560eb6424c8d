import type { AuthenticatingKind } from '../port/idc.ts'
import type { Provenance } from '../provenance.ts'

/** What the PIN of a kind of card has to look like. */
export interface PinRule {
  /** Digits. */
  readonly least: number
  readonly most: number
  /** Wrong entries in a row until it is blocked. */
  readonly tries: number
  readonly provenance: Provenance
}

export const pinRules = {
  hc: {
    least: 4, most: 6, tries: 3,
    provenance: { source: 'nhi-facts §2.1 (1.28) for the digits; the tries assumed to be those of 4.4' },
  },
  hpc: { least: 6, most: 8, tries: 3, provenance: { source: 'nhi-facts §3.1 (9041), §2.1 (4.4)' } },
} as const satisfies Record<AuthenticatingKind, PinRule>

/** What a person typed. Secret: it goes to the card and is forgotten; no machine ever holds it. */
export interface TypedPins {
  /** The PIN, or the unblocking code of 8 digits where one is wanted. */
  readonly secret?: string
  readonly fresh?: string
  /** The new PIN once more. */
  readonly repeated?: string
  /** In place of the PIN: it was verified in this session, which is enough to change or disable it. */
  readonly verified?: true
}

/** What of it may be told. */
export type EntryVerdict = 'fits' | 'blank' | 'lengthWrong' | 'newPinsDiffer'

const PUK_DIGITS = 8

/** Looks at an entry before any try is spent on it. @param unlocking the secret is the unblocking code */
export function judgeEntry(
  card: AuthenticatingKind, { secret, fresh, repeated, verified }: TypedPins, unlocking = false,
): EntryVerdict {
  const { least, most } = pinRules[card]
  const code = { least: PUK_DIGITS, most: PUK_DIGITS }
  const wanted = [
    ...secret === undefined ? [] : [{ digits: secret, ...unlocking ? code : { least, most } }],
    ...fresh === undefined ? [] : [{ digits: fresh, least, most }],
  ]
  if (wanted.length === 0 && verified) return 'fits'
  if (wanted.length === 0 || wanted.some(({ digits }) => digits === '')) return 'blank'
  if (fresh !== undefined && fresh !== repeated) return 'newPinsDiffer'
  const fits = wanted.every((one) =>
    /^\d+$/.test(one.digits) && one.digits.length >= one.least && one.digits.length <= one.most)
  return fits ? 'fits' : 'lengthWrong'
}
