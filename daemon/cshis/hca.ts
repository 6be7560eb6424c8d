import { decodeBig5 } from '#protocols/bytes/big5'
import { hcaIds } from '#protocols/cshis/hca'
import { speltRecord } from '#protocols/cshis/unreadable-text'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { hpcBasic, hpcCardInfo, professionOfClass } from '#protocols/hpc-card/contents'
import type { Professional } from '../engines/open-profile/card-identity.ts'
import type { Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'

/** nhi-facts §2.7, §3.1. */
const NO_CARD = 30_037, NOT_EXECUTED = 9005
const INSTITUTION = '0', PERSON = '1'
/** Of the layout that `hpcBasic` has. */
const CARD_VERSION = '2'

const answers = new Map<number, (professional: Professional) => string>([
  [hcaIds.basicData, ({ basic }) => decodeBig5(hpcBasic.content.encode(speltRecord(basic))).text],
  [hcaIds.cardInfo, ({ info }) => decodeBig5(hpcCardInfo.content.encode(speltRecord(info))).text],
  [hcaIds.cardType, ({ basic: { classSign } }) => professionOfClass(classSign) === 'pharmacy' ? INSTITUTION : PERSON],
  [hcaIds.serial, ({ info: { serialNumber } }) => serialNumber],
  [hcaIds.cardVersion, () => CARD_VERSION],
])

/** @throws CshisRefusal 30037 where there is no card */
async function present<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    throw error instanceof NhicardError && error.name === 'HPC_ABSENT' ? new CshisRefusal(NO_CARD) : error
  }
}

export const hca: Implementations<'HCA_GNFuncCall'> = {
  HCA_GNFuncCall: async (call, { id }) => {
    if (id === hcaIds.test) return { output: { answer: '' } }
    if (id === hcaIds.verifyPin) return present(call.professionalPin('verify'))
    const answer = answers.get(id)
    // certificates and signatures are another component's (decisions); a random number is no signature
    if (answer === undefined) throw new CshisRefusal(NOT_EXECUTED)
    return present(call.professional((professional) => ({ output: { answer: answer(professional) } })))
  },
}
