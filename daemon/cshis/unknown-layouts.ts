import type { Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'

/** The function cannot be executed (nhi-facts §3.1). */
const refuse = async (): Promise<never> => {
  throw new CshisRefusal(9005)
}

type Unknown =
  | 'csGetLastUnTreatmentData' | 'hisGetInsurerData' | 'hisQuickInsurence' | 'VPNGetRandomX' | 'VPNH_SignX' | 'GetSAMCardInfoInCS'

export const unknownLayouts: Implementations<Unknown> = {
  csGetLastUnTreatmentData: refuse, hisGetInsurerData: refuse, hisQuickInsurence: refuse,
  VPNGetRandomX: refuse, VPNH_SignX: refuse, GetSAMCardInfoInCS: refuse,
}
