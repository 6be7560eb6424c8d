import type { CardFacts } from '#protocols/visit/visit-rules'
import type { CountedFacts } from '#protocols/visit/undo'
import type { CloudCard } from '../cloud-card.ts'

/** What the rules of a visit and of its undo ask of a card. */
export function factsOf(card: CloudCard): CardFacts & CountedFacts {
  return {
    cancelled: card.holder.cancelled, validity: card.first('validity'), newborn: card.first('newborn'),
    designatedInstitution: card.first('designatedInstitution'), visits: card.records('visits'),
    visitSignatures: card.records('visitSignatures'), preventiveCare: card.records('preventiveCare'),
    prenatalCare: card.records('prenatalCare'), lastSequence: card.first('lastSequence'),
    cumulativeData: card.records('cumulativeData'), cumulativeFee: card.first('cumulativeFee'),
  }
}
