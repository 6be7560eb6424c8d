import { afterCheckOnCard } from '#protocols/codes/after-check'
import { needsOnlineCheck } from '#protocols/codes/treatment-items'
import { hex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { isoFromRocDateTime } from '#protocols/bytes/roc-date-time'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { RecordIn } from '#protocols/nhi-card/contents'
import { RemoteError } from '#protocols/port/remote-centre'
import { nextNumber } from '#protocols/visit/next-number'
import type { NumberContext, NumberEvent, NumberGiven } from '#protocols/visit/number.machine'
import { visitMessage, visitSignature, type SignedVisit } from '#protocols/visit/visit-signature'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { askCentre } from './ask-centre.ts'
import { CentreSide } from './centre-side.ts'
import type { CardForNumber } from './card-for-number.ts'
import type { NumberEffects } from './number-run.ts'

/** nhi-facts §3.1. */
const NOT_WRITTEN = 5007, NO_RIGHT = 5009
/** Of a card that does not see the right (ISO/IEC 7816-4). */
const SECURITY_STATUS = 0x6982
/** ms after which a request that was lost on its way is counted by nobody any more (assumed: twice our patience with it). */
export const LATE_MS = 60_000
const DATE_LENGTH = 10
const noFees = { outpatientFee: null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null } as const

export interface EffectGround {
  /** Read when it is first wanted. */
  readonly card: () => Promise<CardForNumber>
  /** Milliseconds since 1970, when the number was first asked for. */
  readonly askedAt: number
  /** Times of the patient's visits that are known otherwise. */
  readonly known: readonly string[]
  /** Whether somebody waits for the number. */
  readonly isWanted: boolean
}

/** What is done for a number, on a health card in its session and at the centre. */
export class CardEffects implements NumberEffects {
  readonly #session: HealthSession
  readonly #ground: EffectGround
  #cause: unknown
  #isCardLost = false

  constructor(session: HealthSession, ground: EffectGround) {
    this.#session = session
    this.#ground = ground
  }

  /** Why there is no number: what the caller is to hear, or what stands behind that. */
  get cause(): unknown {
    return this.#cause
  }

  async askCentre({ request }: NumberContext): Promise<NumberEvent> {
    const { treatmentItem, babyTreatment, withTreatmentNumber } = request
    try {
      const card = await this.#ground.card()
      const centre = CentreSide.of(this.#session)
      const answer = await centre?.count({ treatmentItem, babyTreatment, afterCheck: request.afterCheck === '2' ? '2' : '1' })
      if (answer === undefined || answer.kind === 'unreachable') return { type: 'unreachable' }
      if (answer.kind === 'refused') return this.#refused(answer.error)
      if (answer.kind === 'lost') {
        this.#cause = answer.cause
        return { type: 'replyLost' }
      }
      const { visit } = answer
      const treatmentDateTime = isoFromRocDateTime(visit.treatmentDateTime)
      const { sequenceNumber, signature } = visit
      const given = this.#given(card, { treatmentDateTime, sequenceNumber, signature }, withTreatmentNumber ? visit.treatmentNumber : null)
      return { type: 'counted', given, isNext: sequenceNumber === nextNumber(treatmentItem, treatmentDateTime, card.last) }
    } catch (error) {
      return this.#refused(error) // the bundle could not be made: nobody was asked
    }
  }

  async countByCard({ request: { treatmentItem } }: NumberContext): Promise<NumberEvent> {
    try {
      const card = await this.#ground.card()
      const { institution } = this.#session
      const { idCardNum, wanted: { treatmentDateTime } } = card
      if (needsOnlineCheck(treatmentItem, treatmentDateTime.slice(0, DATE_LENGTH))) {
        await askCentre(institution, 'VISIT_REFUSED', (idc, talk) => idc.checkInsurance(talk, idCardNum))
      }
      const sequenceNumber = nextNumber(treatmentItem, treatmentDateTime, card.last)
      if (sequenceNumber === undefined) throw new NhicardError('VISIT_REFUSED', { code: NOT_WRITTEN })
      const message = messageOf({ idCardNum, hospitalId: institution.holder.hospitalId, treatmentDateTime })
      const signed = await institution.sign(message)
      const signature = hex(visitSignature(signed, await institution.publicKey()))
      return { type: 'decided', given: this.#given(card, { treatmentDateTime, sequenceNumber, signature }, null) }
    } catch (error) {
      return this.#refused(error)
    }
  }

  async writeCard({ request, given, byCentre, door }: NumberContext): Promise<NumberEvent> {
    if (given === null) throw new RangeError('no number to write')
    // a program of 6.0 leaves its visits to the centre
    if (door === 'remoteProxy') return { type: 'stands', given, isSigned: true }
    const { treatmentItem, babyTreatment, afterCheck } = request
    const { treatmentDateTime, sequenceNumber, hospitalId } = given
    const record: RecordIn<'visits'> = {
      ...noFees, treatmentItem, babyTreatment, treatmentDateTime, sequenceNumber, hospitalId,
      afterCheck: afterCheckOnCard(afterCheck, treatmentDateTime.slice(0, DATE_LENGTH)) ?? '',
    }
    try {
      const refused = await this.#session.change([{ how: 'append', name: 'visits', record }])
      if (refused !== undefined) {
        this.#cause = new NhicardError('VISIT_REFUSED', { code: refused.sw === SECURITY_STATUS ? NO_RIGHT : NOT_WRITTEN })
        return { type: 'notOnCard' }
      }
    } catch (error) {
      this.#cause = error
      this.#isCardLost = true
      return { type: 'cardLost' }
    }
    return this.#standing(1, given, byCentre, request.withTreatmentNumber)
  }

  async readCard({ request, given, byCentre, door }: NumberContext): Promise<NumberEvent> {
    if (given === null) throw new RangeError('no number to look for')
    if (door === 'remoteProxy') return { type: 'stands', given, isSigned: true }
    if (this.#isCardLost) return { type: 'missing', what: 'card' }
    try {
      const card = await this.#ground.card()
      const { treatmentDateTime, hospitalId, sequenceNumber } = given
      const { visits, visitSignatures } = card.files
      const at = visits.findIndex((visit) => visit?.treatmentDateTime === treatmentDateTime && visit.hospitalId === hospitalId)
      if (at >= 0) {
        if (visitSignatures[at] !== null) return { type: 'stands', given, isSigned: true }
        return await this.#standing(at + 1, given, byCentre, request.withTreatmentNumber)
      }
      const times = visits.flatMap((visit) => visit === null ? [] : [visit.treatmentDateTime])
      // older visits make room for newer ones
      if (times.length === visits.length && times.every((time) => time > treatmentDateTime)) return { type: 'unclear' }
      const isNext = sequenceNumber === nextNumber(request.treatmentItem, treatmentDateTime, card.last)
      const isNewest = times.every((time) => time < treatmentDateTime)
      const isToday = treatmentDateTime.slice(0, DATE_LENGTH) === card.wanted.treatmentDateTime.slice(0, DATE_LENGTH)
      return { type: this.#ground.isWanted && isNext && isNewest && isToday ? 'stillToWrite' : 'notOnCard' }
    } catch (error) {
      return this.#missing(error)
    }
  }

  async lookUp({ request: { treatmentItem }, since, onCard }: NumberContext): Promise<NumberEvent> {
    try {
      const centre = CentreSide.of(this.#session)
      if (centre === undefined) return { type: 'missing', what: 'centre' }
      const { files } = await this.#ground.card()
      const now = files.visits.flatMap((visit) => visit === null ? [] : [visit.treatmentDateTime])
      const times = await centre.lostVisits({ treatmentItem, since, others: [...onCard, ...now, ...this.#ground.known] })
      const [time, another] = times
      if (another !== undefined) return { type: 'unclear' }
      if (time !== undefined) return { type: 'found', countedAt: isoFromRocDateTime(time) }
      return { type: 'absent', isSure: this.#session.institution.now() - this.#ground.askedAt >= LATE_MS }
    } catch (error) {
      return this.#missing(error)
    }
  }

  async takeBack({ countedAt }: NumberContext): Promise<NumberEvent> {
    const centre = CentreSide.of(this.#session)
    if (centre === undefined || countedAt === null) return { type: 'missing', what: 'centre' }
    try {
      await centre.takeBack(countedAt)
      return { type: 'takenBack' }
    } catch (error) {
      const isRefused = error instanceof RemoteError && error.failure.kind === 'refused'
      if (!isRefused) return this.#missing(error)
      this.#cause ??= error
      return { type: 'notTakenBack', owedNumber: await centre.treatmentNumber(countedAt) }
    }
  }

  #given(
    card: CardForNumber, number: Pick<NumberGiven, 'treatmentDateTime' | 'sequenceNumber' | 'signature'>, treatmentNumber: string | null,
  ): NumberGiven {
    const { hospitalId, samId } = this.#session.institution.holder
    return { ...number, hospitalId, samId, isSameDay: card.isSameDay(number.treatmentDateTime), treatmentNumber }
  }

  /** The visit stands: whatever happens from here on is no error of the visit. */
  async #standing(number: number, given: NumberGiven, byCentre: boolean, withTreatmentNumber: boolean): Promise<NumberEvent> {
    const { signature } = given
    try {
      const unsigned = await this.#session.change([{ how: 'update', name: 'visitSignatures', number, record: { signature } }])
      if (unsigned !== undefined) return { type: 'stands', given, isSigned: false }
    } catch (error) {
      this.#cause = error
      return { type: 'stands', given, isSigned: false }
    }
    if (byCentre || !withTreatmentNumber) return { type: 'stands', given, isSigned: true }
    return { type: 'stands', given: { ...given, treatmentNumber: await this.#treatmentNumber(given) }, isSigned: true }
  }

  async #treatmentNumber({ treatmentDateTime }: NumberGiven): Promise<string | null> {
    try {
      const { idCardNum } = await this.#ground.card()
      return await askCentre(this.#session.institution, 'VISIT_REFUSED', (idc, talk) => (
        idc.treatmentNumber(talk, { kind: 'card', idCardNum, treatmentDateTime })
      ))
    } catch (error) {
      if (error instanceof NhicardError) return null
      throw error
    }
  }

  #refused(error: unknown): NumberEvent {
    this.#cause = error
    const code = error instanceof NhicardError && error.name === 'VISIT_REFUSED' ? error.details['code'] : undefined
    return { type: 'refused', code: typeof code === 'number' ? code : null }
  }

  /** The centre, or cards that have gone and sign and tell no more. */
  #missing(error: unknown): NumberEvent {
    this.#cause ??= error
    const isCentre = error instanceof RemoteError || (error instanceof NhicardError && error.name === 'IDC_UNREACHABLE')
    return { type: 'missing', what: isCentre ? 'centre' : 'card' }
  }
}

/** An ID that the card spells wrong has no signature, and no visit is written for it. @throws NhicardError VISIT_REFUSED 5007 */
function messageOf(visit: SignedVisit): Uint8Array {
  try {
    return visitMessage(visit)
  } catch (error) {
    if (error instanceof MalformedError) throw new NhicardError('VISIT_REFUSED', { code: NOT_WRITTEN }, { cause: error })
    throw error
  }
}
