import type { Provenance } from '#protocols/provenance'

/** Which visits take a number and one of the visits left. */
export const numberedVisits: { readonly types: readonly string[], readonly provenance: Provenance } = {
  types: ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09'],
  provenance: { source: 'nhi-facts §9 (01 to 08; 00 and 09 inferred), §8.1' },
}

/** Whether a visit of this type (就醫類別) takes a visit number. */
export function isNumberedVisit(treatmentItem: string): boolean {
  return numberedVisits.types.includes(treatmentItem)
}
