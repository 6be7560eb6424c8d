import type { Provenance } from '../../provenance.ts'

/** A code of the csHIS family and the status code with which CS 6.0 says the same. */
export interface Counterpart {
  readonly csHIS: number
  readonly cs6: number
  readonly provenance: Provenance
}

const listed = { source: 'nhi-facts §3.2 (3214–3220 = …)' }
const alike = { assumed: 'nhi-facts has both meanings in nearly the same words, and nowhere that one stands for the other' }
const nearest = { assumed: 'of the status codes of nhi-facts §3.2 the one nearest in meaning' }

const sixes = {
  assumed: 'nhi-facts §3.2 has six codes for values that are not plausible and not which is which: visits left, last number, all '
    + 'fees, count of the year, its shares of costs, its fees',
}
const FIRST_OF_SIX = 3221
const inSixes = (groups: readonly (readonly number[])[]) => groups.flatMap((codes, at) => (
  codes.map((csHIS): Counterpart => ({ csHIS, cs6: FIRST_OF_SIX + at, provenance: sixes }))
))

/** One status code at most for a csHIS code; several csHIS codes may share one. */
export const counterparts: readonly Counterpart[] = [
  { csHIS: 5083, cs6: 3214, provenance: listed },
  { csHIS: 5084, cs6: 3215, provenance: listed },
  { csHIS: 5079, cs6: 3216, provenance: { source: 'nhi-facts §3.2 (3216 not female), §3.1 (5079 card owner is male)' } },
  { csHIS: 5082, cs6: 3217, provenance: listed },
  { csHIS: 5154, cs6: 3218, provenance: { source: 'nhi-facts §3.2 (3218 undo >24 h), §9 (undo)' } },
  { csHIS: 5151, cs6: 3219, provenance: listed },
  { csHIS: 5153, cs6: 3220, provenance: listed },
  // visits and insurance
  { csHIS: 5001, cs6: 3213, provenance: alike },
  { csHIS: 5002, cs6: 3203, provenance: alike },
  { csHIS: 5003, cs6: 3201, provenance: alike },
  { csHIS: 5004, cs6: 3207, provenance: alike },
  { csHIS: 5012, cs6: 3228, provenance: nearest },
  { csHIS: 5022, cs6: 3208, provenance: alike },
  { csHIS: 5130, cs6: 1006, provenance: alike },
  { csHIS: 5152, cs6: 3211, provenance: alike },
  { csHIS: 5174, cs6: 3204, provenance: nearest },
  { csHIS: 9083, cs6: 3228, provenance: alike },
  { csHIS: 9084, cs6: 3229, provenance: alike },
  { csHIS: 9085, cs6: 3230, provenance: alike },
  { csHIS: 9086, cs6: 3233, provenance: nearest },
  { csHIS: 9087, cs6: 3233, provenance: nearest },
  { csHIS: 9088, cs6: 3233, provenance: nearest },
  { csHIS: 9089, cs6: 3233, provenance: nearest },
  { csHIS: 9091, cs6: 3234, provenance: alike },
  { csHIS: 9092, cs6: 3235, provenance: alike },
  { csHIS: 9095, cs6: 3233, provenance: alike },
  { csHIS: 9101, cs6: 3212, provenance: alike },
  { csHIS: 9127, cs6: 3210, provenance: nearest },
  { csHIS: 9129, cs6: 3205, provenance: nearest },
  { csHIS: 5052, cs6: 3206, provenance: nearest },
  { csHIS: 5081, cs6: 3208, provenance: nearest },
  { csHIS: 5150, cs6: 3208, provenance: nearest },
  { csHIS: 9081, cs6: 1006, provenance: nearest },
  { csHIS: 9082, cs6: 3203, provenance: alike },
  { csHIS: 9090, cs6: 3228, provenance: nearest },
  // 5160 to 5173 are fourteen counts and 3221 to 3226 six
  ...inSixes([[5160], [5161, 5162], [5163, 5164], [5165, 5166], [5167, 5168, 5169, 5170, 5171], [5172, 5173]]),
  // cards, readers, data centre
  { csHIS: 4013, cs6: 1102, provenance: nearest },
  { csHIS: 4014, cs6: 1102, provenance: nearest },
  { csHIS: 4032, cs6: 1103, provenance: nearest },
  { csHIS: 4033, cs6: 1103, provenance: nearest },
  { csHIS: 4034, cs6: 1103, provenance: nearest },
  { csHIS: 4061, cs6: 1700, provenance: alike },
  { csHIS: 5102, cs6: 1514, provenance: nearest },
  { csHIS: 5111, cs6: 1512, provenance: alike },
  { csHIS: 9039, cs6: 1410, provenance: nearest },
  { csHIS: 9045, cs6: 1424, provenance: alike },
  { csHIS: 9060, cs6: 1303, provenance: nearest },
  { csHIS: 9062, cs6: 1302, provenance: nearest },
  { csHIS: 9201, cs6: 1610, provenance: nearest },
  { csHIS: 9203, cs6: 1003, provenance: alike },
  { csHIS: 9204, cs6: 1100, provenance: nearest },
  { csHIS: 9205, cs6: 1201, provenance: alike },
  { csHIS: 9267, cs6: 1707, provenance: alike },
  { csHIS: 9999, cs6: 1100, provenance: nearest },
  { csHIS: 66501, cs6: 1422, provenance: alike },
  { csHIS: 66503, cs6: 1424, provenance: alike },
]

/** The csHIS code that a status code of 6.0 stands for, the first of several; undefined where there is none. */
export function csHisCodeOf(statusCode: number): number | undefined {
  return counterparts.find(({ cs6 }) => cs6 === statusCode)?.csHIS
}

/** The status code of 6.0 with which it says the same; undefined where there is none. */
export function cs6CodeOf(csHIS: number): number | undefined {
  return counterparts.find((one) => one.csHIS === csHIS)?.cs6
}
