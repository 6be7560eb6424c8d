import { hisGetBasicData, hisGetEmergentTel, hisGetRegisterBasic, hisGetRegisterBasic2 } from './basic.ts'
import { csUpdateHCContents, csUpdateHCNoReset } from './card-update.ts'
import { hisGetSeqNumber, hisGetSeqNumber256, hisGetSeqNumber256N1 } from './sequence-number.ts'
import { hisGetTreatNumICCard, hisGetTreatNumNoICCard } from './treatment-number.ts'
import { csUnGetSeqNumber } from './undo.ts'
import { csUploadData } from './upload.ts'
import type { CshisFunction, InputsOf, OutputsOf } from './function.ts'

/** Every function of the official control software, in the order of its manual. */
export const cshisFunctions = {
  hisGetBasicData, hisGetRegisterBasic, hisGetEmergentTel, hisGetRegisterBasic2,
  hisGetSeqNumber, hisGetSeqNumber256, hisGetSeqNumber256N1, hisGetTreatNumNoICCard, hisGetTreatNumICCard,
  csUpdateHCContents, csUpdateHCNoReset, csUnGetSeqNumber, csUploadData,
} as const satisfies Record<string, CshisFunction>

export type CshisFunctions = typeof cshisFunctions
export type CshisName = keyof CshisFunctions
export type CshisInputs<Name extends CshisName> = InputsOf<CshisFunctions[Name]['inputs']>
export type CshisOutputs<Name extends CshisName> = OutputsOf<CshisFunctions[Name]['output']>

export function isCshisName(name: string): name is CshisName {
  return Object.hasOwn(cshisFunctions, name)
}
