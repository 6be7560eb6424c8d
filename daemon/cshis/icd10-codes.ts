/** ICD-10 codes and the five characters that stand for them on the card (nhi-facts §4.7). */
export interface Icd10 {
  /** What stands on the card for a code; undefined when it is in no table. */
  encode(icd10: string): string | undefined
  /** The code for which something stands on the card, without padding; undefined when it is in no table. */
  decode(cardForm: string): string | undefined
}

/** A letter, a digit, and one to three letters or digits; V and E in front are ICD-9 on the card, so they are encoded. */
const AS_IT_IS = /^(?![VE])[A-Z][0-9][0-9A-Z]{1,3}$/

function asItIs(text: string): string | undefined {
  const code = text.trimEnd()
  return AS_IT_IS.test(code) ? code : undefined
}

/** What is known without a table: the codes that stand on the card as they are. */
export const withoutTable: Icd10 = { encode: asItIs, decode: asItIs }
