import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Basic } from '#protocols/nhi-card/basic'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { refusal } from '../visits/visit-record.ts'

/** nhi-facts §3.1. */
const NO_VISITS_LEFT = 5001, CANCELLED = 5002, EXPIRED = 5003, NO_INSTITUTION = 5067, NO_CHECK_UP_VISIT = 5083
const DATE = 'YYYY-MM-DD'.length
/** 預防保健 (nhi-facts §8.1). */
const CHECK_UP = 'AC'

/**
 * Whether a card is in force today. One that does not tell its validity is not.
 * @param now milliseconds since 1970
 * @throws NhicardError VISIT_REFUSED 5002, 5003
 */
export async function inForce(session: HealthSession, { cancelled }: Pick<Basic, 'cancelled'>, now: number): Promise<void> {
  if (cancelled === true) throw refusal(CANCELLED)
  const { validity: [validity] } = await session.read('validity')
  if ((validity?.cardValidity ?? '') < today(now)) throw refusal(EXPIRED)
}

/** @throws NhicardError VISIT_REFUSED 5001 */
export async function hasVisitsLeft(session: HealthSession): Promise<void> {
  const { validity: [validity] } = await session.read('validity')
  if ((validity?.treatmentCounter ?? 0) <= 0) throw refusal(NO_VISITS_LEFT)
}

/** A check-up is written beside a visit for it, of the six on the card. @throws NhicardError VISIT_REFUSED 5083 */
export async function hasCheckUpVisit(session: HealthSession): Promise<void> {
  const { visits } = await session.read('visits')
  if (!visits.some((visit) => visit?.treatmentItem === CHECK_UP)) throw refusal(NO_CHECK_UP_VISIT)
}

/** 醫療院所代碼 of the security module. @throws NhicardError VISIT_REFUSED 5067 */
export function institutionOf({ institution }: HealthSession): string {
  try {
    return institution.holder.hospitalId
  } catch (error) {
    if (error instanceof NhicardError && error.name === 'SAM_ABSENT') throw refusal(NO_INSTITUTION)
    throw error
  }
}

/** `YYYY-MM-DD` where the clinic is. */
export function today(now: number): string {
  return clinicTime(now).slice(0, DATE)
}
