import { afterChecks } from './after-check.ts'
import { allergyMarks } from './allergy-marks.ts'
import { bodyParts, bodySides, toothParts } from './body-parts.ts'
import { copayLevels, copays, copayServices } from './copay.ts'
import { deliveryNotes } from './delivery-notes.ts'
import { dispensingKinds } from './dispensing.ts'
import { donorMarks } from './donor-marks.ts'
import { frequencies, routes } from './drug-usage.ts'
import type { CodeTable } from './effective.ts'
import { identityMarks } from './identity-marks.ts'
import { irregularSerials } from './irregular-serials.ts'
import { medicalKinds } from './medical-kinds.ts'
import { newbornCounts, newbornMarks } from './newborn-marks.ts'
import { cardOrderTypes, uploadOrderTypes } from './order-types.ts'
import { paymentKinds } from './payment-kinds.ts'
import { prenatalItems } from './prenatal-items.ts'
import { preventiveItems, preventiveServices } from './preventive-items.ts'
import { treatmentItems } from './treatment-items.ts'
import { vaccines } from './vaccines.ts'

/** Every table of codes, in the order of the manual. */
export const codeTables: readonly CodeTable[] = [
  treatmentItems, irregularSerials, identityMarks, afterChecks, newbornMarks, newbornCounts, cardOrderTypes, uploadOrderTypes,
  deliveryNotes, dispensingKinds, routes, frequencies, bodyParts, bodySides, toothParts, paymentKinds, medicalKinds,
  preventiveServices, preventiveItems, prenatalItems, vaccines, donorMarks, allergyMarks, copays, copayLevels, copayServices,
]
