import { needsNoEncoding, type Icd10Table } from '#protocols/codes/icd10-table'
import { refusal } from '../visits/visit-record.ts'
import type { StoredDiagnoses } from '../visits/treatment-writing.ts'

/** nhi-facts §3.1. */
const IN_NO_TABLE = 9127
/** Of codes, and of the minutes and seconds of ZB (nhi-facts §8.1). With a sign in front it would stand for another code (§4.7). */
const CHARACTERS = /^[0-9A-Z]*$/

/** Diagnoses by ICD-10 codes as the card stores them. @throws NhicardError VISIT_REFUSED 9127 when a code is in no table */
export function storedDiagnoses(diagnoses: StoredDiagnoses, codes: Icd10Table): StoredDiagnoses {
  const stored = (icd10: string): string => {
    if (needsNoEncoding(icd10) && CHARACTERS.test(icd10)) return icd10
    const characters = codes.encode(icd10)
    if (characters === undefined) throw refusal(IN_NO_TABLE)
    return characters
  }
  const { mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 } = diagnoses
  return {
    mainCode: stored(mainCode), subCode1: stored(subCode1), subCode2: stored(subCode2), subCode3: stored(subCode3),
    subCode4: stored(subCode4), subCode5: stored(subCode5),
  }
}
