import { needsNoEncoding, type Icd10Table } from './icd10-table.ts'

/** Of codes, and of the minutes and seconds of ZB (nhi-facts §8.1). With a sign in front it would stand for another code (§4.7). */
const CHARACTERS = /^[0-9A-Z]*$/

/** How a diagnosis stands on the card, five characters at most; undefined when it is in no table (9127, 3210). */
export function storedForm(icd10: string, codes: Icd10Table): string | undefined {
  return needsNoEncoding(icd10) && CHARACTERS.test(icd10) ? icd10 : codes.encode(icd10)
}
