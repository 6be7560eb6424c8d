import { allergyWriting } from './allergy-writing.ts'
import { basic } from './basic.ts'
import type { Implementations } from './call.ts'
import { cardChanges } from './card-changes.ts'
import { cardState } from './card-state.ts'
import { checkUpWriting } from './check-up-writing.ts'
import { checkUps } from './check-ups.ts'
import { criticalIllness } from './critical-illness.ts'
import { cumulative } from './cumulative.ts'
import { hca } from './hca.ts'
import { icd10 } from './icd10.ts'
import { markWriting } from './mark-writing.ts'
import { marks } from './marks.ts'
import { orderWriting } from './order-writing.ts'
import { pins } from './pins.ts'
import { prescriptionReads } from './prescriptions.ts'
import { professional } from './professional.ts'
import { sequenceNumber } from './sequence-number.ts'
import { station } from './station.ts'
import { treatmentNumber } from './treatment-number.ts'
import { treatmentWriting } from './treatment-writing.ts'
import { upload } from './upload.ts'
import { unknownLayouts } from './unknown-layouts.ts'
import { vaccinations } from './vaccinations.ts'
import { visitReads } from './visits.ts'

export const implementations: Implementations = {
  ...basic, ...checkUps, ...visitReads, ...cumulative, ...prescriptionReads, ...vaccinations, ...marks, ...cardState,
  ...criticalIllness, ...pins, ...station, ...professional, ...icd10, ...hca, ...unknownLayouts,
  ...treatmentWriting, ...orderWriting, ...allergyWriting, ...markWriting, ...checkUpWriting,
  ...sequenceNumber, ...treatmentNumber, ...cardChanges, ...upload,
}
