import { IdcError, type CardContent, type CardStanding } from '#protocols/port/idc'
import { clinicTime } from '#protocols/visit/clinic-time'
import { insuranceStandings, type InsuranceStanding } from '#protocols/visit/insurance'

/** What the centre knows of somebody; what is missing it does not know, and the card keeps it. */
export interface InsuredPerson extends Pick<CardContent, 'insured' | 'illnesses' | 'lastSequence' | 'cumulativeData'> {
  readonly standing: InsuranceStanding
}

/** Visits left that make an update due, and after it (nhi-facts §9). */
const FEW = 3, FULL = 6
/** How long a card holds that was renewed, in years (ours). */
const YEARS = 5
/** nhi-facts §3.1. */
const NOT_DUE = 9081, CANCELLED = 9082

/** @throws IdcError 5012, 9094, 9095 */
export function checkInsurance(person: InsuredPerson | undefined): void {
  const standing = person?.standing ?? 'insured'
  if (standing !== 'insured') throw new IdcError(insuranceStandings[standing].visit)
}

/**
 * What a card is to hold. An update is due with 3 visits left or fewer (nhi-facts §9); past the validity and with a blocked
 * PIN too, for nothing else helps then (assumed).
 * @throws IdcError 9081 to 9092
 */
export function cardContentFor(
  { cancelled, cardValidity, treatmentCounter, pinBlocked }: CardStanding, person: InsuredPerson | undefined, now: number,
): CardContent {
  if (cancelled) throw new IdcError(CANCELLED)
  const { standing = 'insured', ...known } = person ?? {}
  if (standing !== 'insured') throw new IdcError(insuranceStandings[standing].update)
  const today = clinicTime(now).slice(0, 'YYYY-MM-DD'.length)
  const isExpired = (cardValidity ?? '') < today
  if (treatmentCounter > FEW && !isExpired && !pinBlocked) throw new IdcError(NOT_DUE)
  return {
    ...known, openPin: pinBlocked,
    validity: {
      cardValidity: isExpired ? `${Number(today.slice(0, 'YYYY'.length)) + YEARS}-12-31` : cardValidity,
      treatmentCounter: treatmentCounter > FEW ? treatmentCounter : FULL,
    },
  }
}
