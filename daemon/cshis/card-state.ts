import { cardTypes } from '#protocols/auth/three-card-status'
import { keepSlot, slotsOf } from '#protocols/bytes/unread'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { cardStates } from '../engines/open-profile/card-states.ts'
import type { SamHolder } from '../engines/open-profile/security-module.ts'
import type { CshisCall, Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'

/** nhi-facts §3.1. */
const READER = 4000, NO_SAM = 4012
/** nhi-facts §4.5. */
const ABSENT = 0, ANOTHER_CARD = 9

/** Of a health card that was not recognised: why. */
function strangerState({ cards, reader }: CshisCall): number {
  try {
    cards.clinic.healthCard(reader)
    return ABSENT
  } catch (error) {
    if (!(error instanceof NhicardError)) throw error
    if (error.name === 'CARD_ABSENT') return ABSENT
    if (error.name === 'CARD_KIND_WRONG') return ANOTHER_CARD
    throw error
  }
}

async function stateOf(call: CshisCall, cardType: number): Promise<number> {
  const { cards, caller, reader } = call
  if (!cards.hasReader) throw new CshisRefusal(READER)
  const { sam, hc, hpc } = await cards.states(caller, reader)
  if (cardType === cardTypes.sam) return sam.state
  if (cardType === cardTypes.hc) return hc.state === ABSENT ? strangerState(call) : hc.state
  // beside a health card, a card that nobody recognises is in the place of the professional card
  const isStranger = hpc.state === ABSENT && hc.state !== ABSENT && cards.clinic.seen('other').length > 0
  return isStranger ? ANOTHER_CARD : hpc.state
}

/** A card's number under the name that the function has for it. */
function numberOf(cardNo: string, record: object, field: string): { readonly cardNo: string } {
  const number = { cardNo }
  const slot = slotsOf(record).get(field)
  if (slot !== undefined) keepSlot(number, 'cardNo', slot)
  return number
}

/** Whose the module is; why it does not say so is told, unless it said so before the data centre was asked. */
async function holderOf({ cards, caller }: CshisCall): Promise<SamHolder | undefined> {
  const known = () => cards.clinic.sam?.holder
  try {
    if (known() === undefined) await cards.verifySam(caller)
  } catch (error) {
    if (known() === undefined) throw error
  }
  return known()
}

export const cardState: Implementations<'hisGetCardStatus' | 'csGetCardNo' | 'csISSetPIN'> = {
  hisGetCardStatus: async (call, { cardType }) => ({ code: await stateOf(call, cardType) }),
  csGetCardNo: async (call, { cardType }) => {
    const { cards, caller, reader } = call
    if (!cards.hasReader) throw new CshisRefusal(READER)
    if (cardType === cardTypes.hc) {
      return (await cards.publicBasic(reader, caller)).map((basic) => ({ output: { cardNo: numberOf(basic.cardSn, basic, 'cardSn') } }))
    }
    if (cardType === cardTypes.hpc) {
      return call.professional(({ info }) => ({ output: { cardNo: numberOf(info.serialNumber, info, 'serialNumber') } }))
    }
    await cards.states(caller)
    if (cards.clinic.sam === undefined) throw new CshisRefusal(NO_SAM)
    const holder = await holderOf(call)
    if (holder === undefined) throw new CshisRefusal(READER)
    return { output: { cardNo: { cardNo: holder.samId } } }
  },
  csISSetPIN: (call) => call.health({ read: 'sam' }, async ({ card }) => {
    const { pin } = cardStates(call.cards.clinic, card.reader).hc
    return { code: pin === 'notSet' ? 0 : 1 }
  }),
}
