import { clinicTime } from '#protocols/visit/clinic-time'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { InstitutionSide } from '../engines/open-profile/institution-side.ts'
import { askCentre } from './ask-centre.ts'
import { foundVisit } from './visit-record.ts'

/** nhi-facts §3.1. */
const NO_SUCH_VISIT = 5022

/**
 * 就醫識別碼 of a visit that stands on the card.
 * @param treatmentDateTime `YYYY-MM-DDTHH:mm:ss`
 * @throws NhicardError VISIT_REFUSED: 5022 no such visit of this institution (that another institution's is none, and one that
 *   was undone, is assumed: nhi-facts §2.3 says that it is of an existing visit, and no more), 5174; IDC_UNREACHABLE
 */
export async function treatmentNumberOf(session: HealthSession, treatmentDateTime: string): Promise<string> {
  const { institution } = session
  const { idCardNum } = await session.owner()
  await foundVisit(session, treatmentDateTime, NO_SUCH_VISIT)
  return askCentre(institution, 'VISIT_REFUSED', (idc, talk) => (
    idc.treatmentNumber(talk, { kind: 'card', idCardNum, treatmentDateTime })
  ))
}

export interface NumberWithoutCard {
  readonly treatmentDateTime: string
  readonly hospitalId: string
  readonly treatmentNumber: string
}

/**
 * 就醫識別碼 of somebody whose card is not there.
 * @param now milliseconds since 1970
 * @throws NhicardError VISIT_REFUSED 5174, IDC_UNREACHABLE
 */
export async function treatmentNumberWithoutCard(
  institution: InstitutionSide, idCardNum: string, now: number,
): Promise<NumberWithoutCard> {
  const treatmentDateTime = clinicTime(now)
  const treatmentNumber = await askCentre(institution, 'VISIT_REFUSED', (idc, talk) => (
    idc.treatmentNumber(talk, { kind: 'noCard', idCardNum, treatmentDateTime })
  ))
  return { treatmentDateTime, hospitalId: institution.holder.hospitalId, treatmentNumber }
}
