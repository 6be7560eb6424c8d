import type { Provenance } from '../provenance.ts'

/** What the centre answers to a bundle that it does not take. */
export interface BundleVerdict {
  /** nhi-facts §3.2. */
  readonly statusCode: number
  readonly provenance: Provenance
}

/** Each thing that may be wrong with a bundle, in the order in which the simulated centre looks (the order is ours). */
export const bundleVerdicts = {
  otherEnvironment: { statusCode: 1003, provenance: { source: 'nhi-facts §3.2 (1003 production/test mix), §7' } },
  otherInstitution: {
    statusCode: 1011,
    provenance: { source: 'nhi-facts §3.2 (1011 HospID & SAMID mismatch); that it is said of an unknown module too is assumed' },
  },
  contractExpired: { statusCode: 1302, provenance: { source: 'nhi-facts §3.2 (1302)' } },
  suspended: { statusCode: 1303, provenance: { source: 'nhi-facts §3.2 (1303)' } },
  cancelled: { statusCode: 1304, provenance: { source: 'nhi-facts §3.2 (1304)' } },
  keyAbsent: { statusCode: 3300, provenance: { assumed: 'nhi-facts §3.2 (3300 key absent) does not say whose key' } },
  signatureWrong: { statusCode: 3100, provenance: { source: 'nhi-facts §3.2 (3100 signature check)' } },
  tooOld: {
    statusCode: 3100, provenance: { assumed: 'nhi-facts §2.3, §8.8 give the 8 hours and the 1 hour, and no code beside upload’s 8203' },
  },
  fromTheFuture: { statusCode: 3100, provenance: { assumed: 'no source speaks of clocks that are ahead (docs/open-profile.md §12)' } },
  replayed: { statusCode: 3245, provenance: { source: 'nhi-facts §3.2 (3245 signature already taken)' } },
  otherCards: {
    statusCode: 3100, provenance: { assumed: 'nhi-facts §2.5 says whose signature a call wants, not what it answers to another' },
  },
  professionalAbsent: { statusCode: 3243, provenance: { assumed: 'as of a card of another profession (nhi-facts §3.2, 3243)' } },
  cardUnknown: {
    statusCode: 3203, provenance: { assumed: 'a card that the centre does not know is none in force (nhi-facts §3.2, 3203)' },
  },
  otherOwner: { statusCode: 3100, provenance: { assumed: 'card and owner do not belong together: no module signs that' } },
  professionalUnknown: {
    statusCode: 3500, provenance: { assumed: 'a card that the centre cannot check (nhi-facts §3.2, 3500 PKI failed)' },
  },
  professionalRevoked: { statusCode: 1424, provenance: { source: 'nhi-facts §3.2 (1424 revoked)' } },
  professionalOutOfDate: { statusCode: 1422, provenance: { source: 'nhi-facts §3.2 (1422 certificate not in force)' } },
} as const satisfies Readonly<Record<string, BundleVerdict>>

export type BundleFault = keyof typeof bundleVerdicts
