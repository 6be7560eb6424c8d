import { refusal } from '../visits/visit-record.ts'
import type { StoredDiagnoses } from '../visits/treatment-writing.ts'
import type { Icd10 } from './icd10-codes.ts'

/** nhi-facts §3.1. */
const IN_NO_TABLE = 9127
/** What stands on the card as it is: five characters, V and E in front excepted (nhi-facts §4.7). */
const AS_IT_IS = /^(?![VE]).{1,5}$/i

/** Diagnoses by ICD-10 codes as the card stores them. @throws NhicardError VISIT_REFUSED 9127 when a code is in no table */
export function storedDiagnoses(diagnoses: StoredDiagnoses, codes: Icd10): StoredDiagnoses {
  const stored = (icd10: string): string => {
    if (icd10 === '' || AS_IT_IS.test(icd10)) return icd10
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
