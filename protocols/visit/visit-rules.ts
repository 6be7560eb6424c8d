import { cancels, takesNumber } from '../codes/treatment-items.ts'
import type { RecordIn } from '../nhi-card/contents.ts'
import { nothingToCancel, type CheckUpFacts } from './check-up-cancelling.ts'
import { instantOf } from './clinic-time.ts'
import { isUndone } from './undone.ts'

/** What a card says that decides whether a visit may be written. A record never written is null. */
export interface CardFacts extends CheckUpFacts {
  readonly cancelled: boolean
  readonly validity: RecordIn<'validity'> | null
  readonly newborn: RecordIn<'newborn'> | null
  readonly designatedInstitution: RecordIn<'designatedInstitution'> | null
  /** The newest first, with the signatures beside them. */
  readonly visits: readonly (RecordIn<'visits'> | null)[]
  readonly visitSignatures: readonly (RecordIn<'visitSignatures'> | null)[]
}

/** The visit that somebody wants to write. */
export interface WantedVisit {
  readonly treatmentItem: string
  /** '' where the card's owner is the patient. */
  readonly babyTreatment: string
  readonly hospitalId: string
  /** `YYYY-MM-DDTHH:mm:ss` */
  readonly treatmentDateTime: string
}

/** Codes of nhi-facts §3.1. */
export type VisitRefusalCode = 5001 | 5002 | 5003 | 5004 | 5052 | 5081 | 5082 | 5084 | 9129

interface Rule {
  readonly code: VisitRefusalCode
  readonly refuses: (visit: WantedVisit, card: CardFacts) => boolean
}

const DAY_MS = 86_400_000
const DATE_LENGTH = 10
/** How long a newborn uses its parent's card (nhi-facts §9). */
const NEWBORN_DAYS = 60

const dayOf = (iso: string) => iso.slice(0, DATE_LENGTH)
const isNumbered = ({ treatmentItem, treatmentDateTime }: Pick<WantedVisit, 'treatmentItem' | 'treatmentDateTime'>) => (
  takesNumber(treatmentItem, dayOf(treatmentDateTime))
)
const daysBetween = (from: string, to: string) => (Date.parse(dayOf(to)) - Date.parse(dayOf(from))) / DAY_MS

const checkUpMissing = (visit: WantedVisit, card: CardFacts) => (
  nothingToCancel(visit.treatmentItem, card, { hospitalId: visit.hospitalId, date: dayOf(visit.treatmentDateTime) })
)

/**
 * Whether there is anything that ZA or ZB could cancel: a visit of this institution within 24 hours (nhi-facts §3.1, 5081). An undone
 * one is gone. Assumed: what cancels is no visit itself, and takes no visit out of the card, so ZA may come a second time after ZA.
 */
function hasVisitHere(visit: WantedVisit, { visits, visitSignatures }: CardFacts): boolean {
  return visits.some((one, at) => {
    if (one?.hospitalId !== visit.hospitalId || cancels(one.treatmentItem) !== undefined) return false
    if (isUndone(visitSignatures[at] ?? null)) return false
    const age = instantOf(visit.treatmentDateTime) - instantOf(one.treatmentDateTime)
    return age >= 0 && age <= DAY_MS
  })
}

/**
 * The rules in their order, which no source gives: first what the card is, then whom it is for, then what is left, then
 * what the visit's type wants. The insurance is looked at behind all of them, because asking costs a message.
 */
const rules: readonly Rule[] = [
  { code: 5002, refuses: (_, { cancelled }) => cancelled },
  { code: 5003, refuses: (visit, { validity }) => dayOf(visit.treatmentDateTime) > (validity?.cardValidity ?? '') },
  {
    code: 9129,
    refuses: (visit, { designatedInstitution }) => {
      const designated = designatedInstitution?.hospitalId ?? ''
      return isNumbered(visit) && designated !== '' && designated !== visit.hospitalId
    },
  },
  {
    code: 5052,
    refuses: ({ babyTreatment }, { newborn }) => (
      babyTreatment !== '' && newborn !== null && newborn.newbornBirthday !== null && newborn.newbornBaby === ''
    ),
  },
  {
    code: 5004,
    refuses: ({ babyTreatment, treatmentDateTime }, { newborn }) => {
      if (babyTreatment === '') return false
      const age = newborn === null || newborn.newbornBirthday === null ? NaN : daysBetween(newborn.newbornBirthday, treatmentDateTime)
      return !(age >= 0 && age <= NEWBORN_DAYS)
    },
  },
  { code: 5001, refuses: (visit, { validity }) => isNumbered(visit) && (validity?.treatmentCounter ?? 0) <= 0 },
  { code: 5081, refuses: (visit, card) => cancels(visit.treatmentItem)?.notFound === 5081 && !hasVisitHere(visit, card) },
  { code: 5082, refuses: (visit, card) => checkUpMissing(visit, card) === 5082 },
  { code: 5084, refuses: (visit, card) => checkUpMissing(visit, card) === 5084 },
]

/** Every code, in the order in which they are looked at. */
export const visitRuleOrder: readonly VisitRefusalCode[] = rules.map(({ code }) => code)

/** Why a card does not take a visit: the code of the first rule that refuses it; undefined when none does. */
export function refusalOf(visit: WantedVisit, card: CardFacts): VisitRefusalCode | undefined {
  return rules.find(({ refuses }) => refuses(visit, card))?.code
}

/**
 * Whether a numbered visit is the second of its day, wherever the first was: 5010 and the byte `Y` (nhi-facts §2.2.10, §9).
 * That a visit without number never is, and an undone one never counts, is assumed.
 */
export function isSameDay(visit: WantedVisit, { visits, visitSignatures }: CardFacts): boolean {
  return isNumbered(visit) && visits.some((one, at) => (
    one !== null && isNumbered(one) && dayOf(one.treatmentDateTime) === dayOf(visit.treatmentDateTime)
    && !isUndone(visitSignatures[at] ?? null)
  ))
}
