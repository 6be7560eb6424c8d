import { ownedBy } from '../visits/visit-record.ts'
import { writeTreatment } from '../visits/treatment-writing.ts'
import { Icd10Table } from '#protocols/codes/icd10-table'
import type { CshisCall, Implementations } from './call.ts'
import { storedDiagnoses } from './stored-diagnoses.ts'

/** The visit is looked for, which the card shows when the patient's PIN is right. */
const wanted = { read: 'samAndPin' } as const
const FEES_NOT_WRITTEN = 5028, NOT_WRITTEN = 5023

type Written = Parameters<Implementations<'hisWriteTreatmentCode'>['hisWriteTreatmentCode']>[1]['data']

/** The table is there before a card is asked; what it says of the codes comes after the card’s owner and the visit. */
function inCardForm(call: CshisCall, { icd10, mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 }: Written) {
  const codes = icd10 ? call.codes : Icd10Table.none
  const diagnoses = { mainCode, subCode1, subCode2, subCode3, subCode4, subCode5 }
  return { given: diagnoses, stored: () => icd10 ? storedDiagnoses(diagnoses, codes) : diagnoses }
}

export const treatmentWriting: Implementations<'hisWriteTreatmentCode' | 'hisWriteTreatmentFee' | 'hisWriteTreatmentData'> = {
  hisWriteTreatmentCode: async (call, { treatmentDateTime, data, ...owner }) => {
    const diagnoses = inCardForm(call, data)
    return call.health(wanted, async (session) => {
      await ownedBy(session, owner)
      const { afterCheck } = data
      const change = { treatmentDateTime, afterCheck, diagnoses }
      return { output: { docId: await writeTreatment(session, change, NOT_WRITTEN, await call.journaling()) } }
    })
  },
  hisWriteTreatmentFee: (call, { treatmentDateTime, data: fees, ...owner }) => call.health(wanted, async (session) => {
    await ownedBy(session, owner)
    await writeTreatment(session, { treatmentDateTime, fees }, FEES_NOT_WRITTEN, await call.journaling())
    return {}
  }),
  hisWriteTreatmentData: async (call, { treatmentDateTime, data, ...owner }) => {
    const diagnoses = inCardForm(call, data)
    return call.health(wanted, async (session) => {
      await ownedBy(session, owner)
      const { afterCheck, outpatientFee, costFee, inpatientFee, inpatient30Fee, inpatient180Fee } = data
      const fees = { outpatientFee, costFee, inpatientFee, inpatient30Fee, inpatient180Fee }
      const change = { treatmentDateTime, afterCheck, diagnoses, fees }
      return { output: { docId: await writeTreatment(session, change, NOT_WRITTEN, await call.journaling()) } }
    })
  },
}
