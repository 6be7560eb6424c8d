import { decodeBig5 } from '#protocols/bytes/big5'
import { hcaIds } from '#protocols/cshis/hca'
import type { Fields, FixedWidth, RecordOf } from '#protocols/bytes/fixed-width'
import { copyOf } from '#protocols/cshis/unreadable-text'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { hpcBasic, hpcCardInfo, professionOfClass } from '#protocols/hpc-card/contents'
import type { Professional } from '../engines/open-profile/card-identity.ts'
import type { Answer, Implementations } from './call.ts'
import { text } from './professional.ts'
import { CshisRefusal } from './refusal.ts'

/** nhi-facts §2.7, §3.1. */
const NO_CARD = 30_037, NOT_EXECUTED = 9005
const INSTITUTION = '0', PERSON = '1'
/** Of the layout that `hpcBasic` has. */
const CARD_VERSION = '2'

type Told = Answer<{ readonly answer: string }>

const plain = (answer: string): Told => ({ output: { answer } })

/** A whole record as one text, and as the bytes of the card. */
function whole<F extends Fields>(record: FixedWidth<F>, value: RecordOf<F>): Told {
  const bytes = copyOf(record, value)
  const slots = record.layout.map(({ from, to }) => decodeBig5(bytes.subarray(from - 1, to)).text)
  return { output: { answer: slots.join('') }, bytes: { answer: bytes } }
}

const answers = new Map<number, (professional: Professional) => Told>([
  [hcaIds.basicData, ({ basic }) => whole(hpcBasic.content, basic)],
  [hcaIds.cardInfo, ({ info }) => whole(hpcCardInfo.content, info)],
  [hcaIds.cardType, ({ basic: { classSign } }) => plain(professionOfClass(classSign) === 'pharmacy' ? INSTITUTION : PERSON)],
  [hcaIds.serial, ({ info }) => text('answer', info.serialNumber, info, 'serialNumber')],
  [hcaIds.cardVersion, () => plain(CARD_VERSION)],
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
    return present(call.professional(answer))
  },
}
