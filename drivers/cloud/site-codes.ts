import type { Provenance } from '#protocols/provenance'

/** A status code that tells of the site, and not of what was asked (nhi-facts §3.2). */
export interface SiteCode {
  readonly code: number
  /** Whether nothing was carried out. Where that is not certain, what counts has an unknown outcome. */
  readonly nothingHappened: boolean
  readonly provenance: Provenance
}

const missing = {
  nothingHappened: true,
  provenance: {
    assumed: 'what a site looks up before it decides it misses before it counts (nhi-facts §3.2: server, key absent, cache missing); '
      + 'were it wrong, the other site would refuse the same bundle with 3245, and nobody would count twice',
  },
} as const
const broken = {
  nothingHappened: false,
  provenance: { assumed: 'an error of a server or of a link behind it says nothing of how far it came (nhi-facts §3.2: 1055, link)' },
} as const

/** Codes after which another site may do better. */
export const siteCodes: readonly SiteCode[] = [
  ...[3300, 3301, 3302, 3303, 3304].map((code) => ({ code, ...missing })),
  ...[1055, 1056, 1700, 1702, 1799].map((code) => ({ code, ...broken })),
]

const byCode = new Map(siteCodes.map((row) => [row.code, row]))

/** @returns undefined for a code that another site would answer too */
export function siteCodeOf(code: number): SiteCode | undefined {
  return byCode.get(code)
}

/** Signature already taken: to a call that was repeated it says that the first try arrived. */
export const SIGNATURE_TAKEN = 3245
