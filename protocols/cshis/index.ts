import { hisWriteAllergicMedicines, hisWriteAllergicNum } from './allergy-writing.ts'
import { hisGetBasicData, hisGetEmergentTel, hisGetRegisterBasic, hisGetRegisterBasic2 } from './basic.ts'
import { csGetCardNo, csISSetPIN, hisGetCardStatus } from './card-state.ts'
import { csUpdateHCContents, csUpdateHCNoReset } from './card-update.ts'
import {
  hisDeletePredeliveryData, hisWriteHealthInsurance, hisWriteInoculateData, hisWritePredeliveryCheckup,
} from './check-up-writing.ts'
import { hisGetRegisterPregnant, hisGetRegisterPrevent } from './check-ups.ts'
import { hisGetCriticalIllness, hisGetCriticalIllnessID } from './critical-illness.ts'
import { hisGetCumulativeData, hisGetCumulativeFee } from './cumulative.ts'
import type { CshisFunction, InputsOf, OutputsOf } from './function.ts'
import { HCA_GNFuncCall } from './hca.ts'
import { hisGetICD10DeC, hisGetICD10EnC } from './icd10.ts'
import { hisWriteEmergentTel, hisWriteNewBorn, hisWriteOrganDonate } from './mark-writing.ts'
import { hisGetOrganDonate } from './marks.ts'
import {
  hisWriteMultiPrescript, hisWriteMultiPrescriptSign, hisWritePrescription, hisWritePrescriptionSign,
} from './order-writing.ts'
import { csDisableHCPIN, csInputHCPIN, csVerifyHCPIN, hpcInputHPCPIN, hpcUnlockHPC, hpcVerifyHPCPIN } from './pins.ts'
import {
  hisReadPrescriptAllergic, hisReadPrescription, hisReadPrescriptHVE, hisReadPrescriptLongTerm, hisReadPrescriptMain,
} from './prescriptions.ts'
import { hpcGetHPCCNAME, hpcGetHPCENAME, hpcGetHPCSN, hpcGetHPCSSN, hpcGetHPCStatus } from './professional.ts'
import { hisGetSeqNumber, hisGetSeqNumber256, hisGetSeqNumber256N1 } from './sequence-number.ts'
import {
  csCloseCom, csGetDateTime, csGetHospID, csGetVersion, csGetVersionEx, csOpenCom, csSoftwareReset, csVerifySAMDC,
} from './station.ts'
import { hisGetTreatNumICCard, hisGetTreatNumNoICCard } from './treatment-number.ts'
import { hisWriteTreatmentCode, hisWriteTreatmentData, hisWriteTreatmentFee } from './treatment-writing.ts'
import { csUnGetSeqNumber } from './undo.ts'
import {
  csGetLastUnTreatmentData, GetSAMCardInfoInCS, hisGetInsurerData, hisQuickInsurence, VPNGetRandomX, VPNH_SignX,
} from './unknown-layouts.ts'
import { csUploadData } from './upload.ts'
import { hisGetInoculateData } from './vaccinations.ts'
import { hisGetLastSeqNum, hisGetTreatmentNeedHPC, hisGetTreatmentNoNeedHPC } from './visits.ts'

const basic = { hisGetBasicData, hisGetRegisterBasic, hisGetEmergentTel, hisGetRegisterBasic2 } as const
const reads = {
  hisGetRegisterPrevent, hisGetRegisterPregnant, hisGetTreatmentNoNeedHPC, hisGetCumulativeData, hisGetCumulativeFee,
  hisGetTreatmentNeedHPC, hisReadPrescription, hisGetInoculateData, hisGetOrganDonate, hisGetLastSeqNum,
  hisGetCriticalIllness, hisReadPrescriptMain, hisReadPrescriptLongTerm, hisReadPrescriptHVE, hisReadPrescriptAllergic,
  hisGetCriticalIllnessID,
} as const
const states = {
  hisGetCardStatus, csOpenCom, csCloseCom, csGetDateTime, csGetCardNo, csISSetPIN, csGetVersion, csGetVersionEx,
  csSoftwareReset, csVerifySAMDC, csGetHospID,
} as const
const pins = { csVerifyHCPIN, csInputHCPIN, csDisableHCPIN, hpcVerifyHPCPIN, hpcInputHPCPIN, hpcUnlockHPC } as const
const professional = { hpcGetHPCStatus, hpcGetHPCSN, hpcGetHPCSSN, hpcGetHPCCNAME, hpcGetHPCENAME, HCA_GNFuncCall } as const
const codes = { hisGetICD10EnC, hisGetICD10DeC } as const
const unknownLayouts = {
  csGetLastUnTreatmentData, hisGetInsurerData, hisQuickInsurence, VPNGetRandomX, VPNH_SignX, GetSAMCardInfoInCS,
} as const
const writes = {
  hisWriteTreatmentCode, hisWriteTreatmentFee, hisWritePrescription, hisWriteNewBorn, hisWriteAllergicMedicines,
  hisWriteOrganDonate, hisWriteHealthInsurance, hisWriteEmergentTel, hisWritePredeliveryCheckup, hisDeletePredeliveryData,
  hisWriteInoculateData, hisWriteMultiPrescript, hisWriteAllergicNum, hisWriteTreatmentData, hisWritePrescriptionSign,
  hisWriteMultiPrescriptSign,
} as const
const numbers = {
  hisGetSeqNumber, hisGetSeqNumber256, hisGetSeqNumber256N1, hisGetTreatNumNoICCard, hisGetTreatNumICCard,
  csUpdateHCContents, csUpdateHCNoReset, csUnGetSeqNumber, csUploadData,
} as const

/** Every function of the official control software, by families. */
export const cshisFunctions = {
  ...basic, ...reads, ...states, ...pins, ...professional, ...codes, ...unknownLayouts, ...numbers, ...writes,
} as const satisfies Record<string, CshisFunction>

export type CshisFunctions = typeof cshisFunctions
export type CshisName = keyof CshisFunctions
export type CshisInputs<Name extends CshisName> = InputsOf<CshisFunctions[Name]['inputs']>
export type CshisOutputs<Name extends CshisName> = OutputsOf<CshisFunctions[Name]['output']>

export function isCshisName(name: string): name is CshisName {
  return Object.hasOwn(cshisFunctions, name)
}

const misprints: ReadonlyMap<string, CshisName> = new Map(Object.values<CshisFunction<CshisName>>(cshisFunctions).flatMap(
  ({ name, misprint }) => misprint === undefined ? [] : [[misprint, name]],
))

/** The function that a HIS means: by its name, or by what the manual prints in its place; undefined for any other, however alike. */
export function cshisNameOf(written: string): CshisName | undefined {
  return isCshisName(written) ? written : misprints.get(written)
}
