import type { Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'

/** The function cannot be executed (nhi-facts §3.1). */
const refuse = async (): Promise<never> => {
  throw new CshisRefusal(9005)
}

export const unknownLayouts: Implementations<'csGetLastUnTreatmentData' | 'hisGetInsurerData'> = {
  csGetLastUnTreatmentData: refuse, hisGetInsurerData: refuse,
}
