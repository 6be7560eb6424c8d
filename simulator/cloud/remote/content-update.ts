import { MalformedError } from '#protocols/bytes/malformed'
import { IdcError, type CardContent } from '#protocols/port/idc'
import { contentChanges } from '#protocols/visit/content-changes'
import type { Insurance } from '../centre-rows.ts'
import type { CloudCard } from '../cloud-card.ts'
import { cardContentFor } from '../insured-person.ts'
import { Refusal, statusOf } from '../refusal.ts'
import type { Answers, RemoteTalk } from './remote-talk.ts'

/** nhi-facts §3.1 and §3.2. */
const NOT_DUE = 9081, NOT_UPDATED = 1006, UPDATE_FAILED = 3400

/** Whether the insurance has another status of the person than the card (3246; which change is meant is assumed). */
export function identityChanged(card: CloudCard, { insured }: Insurance['content']): boolean {
  if (insured === undefined) return false
  const stands = card.first('insured')
  return stands?.insurerCode !== insured.insurerCode || stands.insurerId !== insured.insurerId
}

/**
 * What the card is to hold. That one whose owner's status has changed is due too is ours: nothing else would ever let such a
 * person be seen again.
 * @throws Refusal
 */
function contentFor({ card, store, now }: RemoteTalk): CardContent {
  const { idCardNum, cancelled } = card.holder
  const { standing, content } = store.insurance(idCardNum)
  const validity = card.first('validity') ?? { cardValidity: null, treatmentCounter: 0 }
  const { cardValidity, treatmentCounter } = validity
  try {
    return cardContentFor(
      { idCardNum, cancelled, cardValidity, treatmentCounter: treatmentCounter ?? 0, pinBlocked: false }, { standing, ...content }, now,
    )
  } catch (error) {
    if (!(error instanceof IdcError) || error.failure === 'unreachable') throw error
    if (error.failure === NOT_DUE && identityChanged(card, content)) return { ...content, openPin: false, validity }
    throw new Refusal(statusOf(error.failure, NOT_UPDATED))
  }
}

export const contentUpdate: Answers<'HcContent/Update'> = {
  'HcContent/Update': (talk) => {
    const content = contentFor(talk)
    try {
      talk.card.change([
        ...contentChanges(content), { how: 'update', name: 'validity', number: 1, record: content.validity },
      ], talk.module.hospitalId)
    } catch (error) {
      throw error instanceof MalformedError ? new Refusal(UPDATE_FAILED) : error
    }
    return {}
  },
}
