import type { CardFacts } from '#protocols/visit/visit-rules'
import type { CountedFacts } from '#protocols/visit/undo'
import type { CloudCard } from '../cloud-card.ts'

/** What the rules of a visit and of its undo ask of a card; what few of them ask is read when they do. */
export function factsOf(card: CloudCard): CardFacts & CountedFacts {
  return {
    cancelled: card.holder.cancelled, validity: card.first('validity'), lastSequence: card.first('lastSequence'),
    visits: card.records('visits'), visitSignatures: card.records('visitSignatures'),
    get newborn() {
      return card.first('newborn')
    },
    get designatedInstitution() {
      return card.first('designatedInstitution')
    },
    get preventiveCare() {
      return card.records('preventiveCare')
    },
    get prenatalCare() {
      return card.records('prenatalCare')
    },
    get cumulativeData() {
      return card.records('cumulativeData')
    },
    get cumulativeFee() {
      return card.first('cumulativeFee')
    },
  }
}
