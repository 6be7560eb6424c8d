import { hisWriteAllergicMedicines, hisWriteAllergicNum } from './allergy-writing.ts'
import { hisGetBasicData, hisGetEmergentTel, hisGetRegisterBasic, hisGetRegisterBasic2 } from './basic.ts'
import {
  hisDeletePredeliveryData, hisWriteHealthInsurance, hisWriteInoculateData, hisWritePredeliveryCheckup,
} from './check-up-writing.ts'
import type { CshisFunction, InputsOf, OutputsOf } from './function.ts'
import { hisWriteEmergentTel, hisWriteNewBorn, hisWriteOrganDonate } from './mark-writing.ts'
import {
  hisWriteMultiPrescript, hisWriteMultiPrescriptSign, hisWritePrescription, hisWritePrescriptionSign,
} from './order-writing.ts'
import { hisWriteTreatmentCode, hisWriteTreatmentData, hisWriteTreatmentFee } from './treatment-writing.ts'

/** Every function of the official control software, in the order of its manual. */
export const cshisFunctions = {
  hisGetBasicData, hisGetRegisterBasic, hisGetEmergentTel, hisGetRegisterBasic2,
  hisWriteTreatmentCode, hisWriteTreatmentFee, hisWritePrescription, hisWriteNewBorn, hisWriteAllergicMedicines,
  hisWriteOrganDonate, hisWriteHealthInsurance, hisWriteEmergentTel, hisWritePredeliveryCheckup, hisDeletePredeliveryData,
  hisWriteInoculateData, hisWriteMultiPrescript, hisWriteAllergicNum, hisWriteTreatmentData, hisWritePrescriptionSign,
  hisWriteMultiPrescriptSign,
} as const satisfies Record<string, CshisFunction>

export type CshisFunctions = typeof cshisFunctions
export type CshisName = keyof CshisFunctions
export type CshisInputs<Name extends CshisName> = InputsOf<CshisFunctions[Name]['inputs']>
export type CshisOutputs<Name extends CshisName> = OutputsOf<CshisFunctions[Name]['output']>

export function isCshisName(name: string): name is CshisName {
  return Object.hasOwn(cshisFunctions, name)
}
