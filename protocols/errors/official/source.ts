import type { Provenance } from '../../provenance.ts'

/** Where codes and their meanings are known from. Causes and remedies are ours: nobody published any. */
export const manual = { source: 'nhi-facts §3.1 (list of the API manual)' } as const satisfies Provenance
/** Those marked "+" in §3.1. */
export const laterClients = { source: 'nhi-facts §3.1 (+, client-side: seen in later clients only)' } as const satisfies Provenance
export const cs6Client = { source: 'nhi-facts §3.2 (client-side)' } as const satisfies Provenance

export const webComponent = { source: 'nhi-facts §5.4' } as const satisfies Provenance
export const uploadClients = { source: 'nhi-facts §8.8 (client-side)' } as const satisfies Provenance
export const claimsManual = { source: 'nhi-facts §2.8' } as const satisfies Provenance

/** Of a range that the facts name as a whole. */
export const oneOfRange = (range: string, paragraph = '§3.2') => ({
  unknown: `nhi-facts ${paragraph} names ${range} as a whole; what tells its codes apart is not public`,
}) satisfies Provenance
