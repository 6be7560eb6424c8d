import type { Icd10Table } from '#protocols/codes/icd10-table'
import { storedForm } from '#protocols/codes/stored-form'
import { refusal } from '../visits/visit-record.ts'
import type { StoredDiagnoses } from '../visits/treatment-writing.ts'

/** nhi-facts §3.1. */
const IN_NO_TABLE = 9127

/** Diagnoses by ICD-10 codes as the card stores them. @throws NhicardError VISIT_REFUSED 9127 when a code is in no table */
export function storedDiagnoses(diagnoses: StoredDiagnoses, codes: Icd10Table): StoredDiagnoses {
  const stored = (icd10: string): string => {
    const characters = storedForm(icd10, codes)
    if (characters === undefined) throw refusal(IN_NO_TABLE)
    return characters
  }
  const { mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 } = diagnoses
  return {
    mainCode: stored(mainCode), subCode1: stored(subCode1), subCode2: stored(subCode2), subCode3: stored(subCode3),
    subCode4: stored(subCode4), subCode5: stored(subCode5),
  }
}
