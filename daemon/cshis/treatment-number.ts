import { treatmentNumberOf, treatmentNumberWithoutCard } from '../visits/treatment-numbering.ts'
import type { Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'

/** A parameter is wrong (nhi-facts §3.1). */
const PARAMETER = 6018

export const treatmentNumber: Implementations<'hisGetTreatNumNoICCard' | 'hisGetTreatNumICCard'> = {
  hisGetTreatNumNoICCard: async ({ cards, caller, clock }, { patientId, hospitalId }) => (
    cards.withInstitution(caller, async (institution) => {
      // the number belongs to the institution of the security module, whatever a caller says
      if (institution.holder.hospitalId !== hospitalId) throw new CshisRefusal(PARAMETER)
      return { output: { number: await treatmentNumberWithoutCard(institution, patientId, clock.now()) } }
    })
  ),
  hisGetTreatNumICCard: (call, { treatmentDateTime }) => call.health({ read: 'samAndPin' }, async (session) => (
    { output: { number: { treatmentNumber: await treatmentNumberOf(session, treatmentDateTime) } } }
  )),
}
