/**
 * How somebody stands with the insurance, as the data centre knows it. `update`: the code with which it refuses to update a
 * card's content (nhi-facts §3.1, 9083 to 9092). `visit`: the code of the check before a visit; which of 5012, 9094 and 9095
 * stands for what is assumed from their wording.
 */
export const insuranceStandings = {
  notInsured: { update: 9083, visit: 5012 },
  stopped: { update: 9084, visit: 9094 },
  withdrawn: { update: 9085, visit: 9094 },
  personalArrears: { update: 9086, visit: 9095 },
  employerArrears: { update: 9087, visit: 9095 },
  unitArrears: { update: 9088, visit: 9095 },
  bothArrears: { update: 9089, visit: 9095 },
  arrearsAndNotInsured: { update: 9090, visit: 5012 },
  untrueStatement: { update: 9091, visit: 5012 },
  other: { update: 9092, visit: 5012 },
} as const satisfies Readonly<Record<string, { readonly update: number, readonly visit: number }>>

export type InsuranceStanding = 'insured' | keyof typeof insuranceStandings
