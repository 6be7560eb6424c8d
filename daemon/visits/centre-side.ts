import { MalformedError } from '#protocols/bytes/malformed'
import { isoFromRocDateTime, rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import { remoteCallNamed, type RemoteName, type RemoteParams, type RemoteReply } from '#protocols/cs6/remote/index'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { cs6CodeOf, csHisCodeOf } from '#protocols/errors/official/counterpart'
import { RemoteError, type RemoteCentre } from '#protocols/port/remote-centre'
import type { RecordIn } from '#protocols/nhi-card/contents'
import { insuranceStandings } from '#protocols/visit/insurance'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { bundleOfCard } from '../engines/open-profile/signature-bundle.ts'

export type CountedVisit = RemoteReply<'SequelNumber/Next'>
export type ListedVisit = RemoteReply<'Treatment/NoNeedHPC'>['treatments'][number]
/** A list of visits has no more (nhi-facts §2.2.6). */
const MOST_VISITS = 6

/** Status codes of nhi-facts §3.2: what was asked for stands already. */
const NO_SUCH_VISIT = 3208, WRITTEN_ALREADY = 3209, UNDONE_ALREADY = 3220
/** And: nothing was updated. */
const NOT_UPDATED = 1006, UPDATE_FAILED = 3400
/** And: the professional who signs may not write this. */
const NOT_FOR_PROFESSION: readonly number[] = [3212, 3243]
/** nhi-facts §3.1, of a visit that the centre refuses with a code that only 6.0 knows. */
const NOT_COUNTED = 5007, NOT_UNDONE = 5130

/** What came of asking for a number. */
export type Counting =
  | { readonly kind: 'counted', readonly visit: CountedVisit }
  | { readonly kind: 'refused', readonly error: NhicardError }
  /** Nobody could be reached: nothing was counted. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'lost', readonly cause: RemoteError }

/** A visit that may have been counted. */
export interface LostVisit {
  readonly treatmentItem: string
  /** No visit before that is it, `YYYY-MM-DDTHH:mm:ss` */
  readonly since: string
  /** Times of visits that are surely others. */
  readonly others: readonly string[]
}

/** NHIA's half of what is done to a card, where its remote API is configured (nhi-facts §2.5). */
export class CentreSide {
  readonly #session: HealthSession
  readonly #remote: RemoteCentre

  private constructor(session: HealthSession, remote: RemoteCentre) {
    this.#session = session
    this.#remote = remote
  }

  /** @returns undefined where none is configured */
  static of(session: HealthSession): CentreSide | undefined {
    const { remote } = session.institution
    return remote === undefined ? undefined : new CentreSide(session, remote)
  }

  /** Counts a visit: asked once, whatever comes of it. */
  async count(params: RemoteParams<'SequelNumber/Next'>): Promise<Counting> {
    try {
      return { kind: 'counted', visit: await this.#ask('SequelNumber/Next', params) }
    } catch (error) {
      // an ID that the card spells wrong has no bundle
      if (error instanceof MalformedError) {
        return { kind: 'refused', error: new NhicardError('VISIT_REFUSED', { code: NOT_COUNTED }, { cause: error }) }
      }
      if (!(error instanceof RemoteError)) throw error
      const { failure } = error
      if (failure.kind === 'refused') return { kind: 'refused', error: notCounted(failure.statusCode, error) }
      return failure.kind === 'unreachable' ? { kind: 'unreachable' } : { kind: 'lost', cause: error }
    }
  }

  /**
   * Looks for a visit whose answer was lost: ours, of its type, without fees, not older than the call and none of the others.
   * A program of 6.0 that counts for the same card in the same minutes, past us, would be mistaken for it.
   * @returns its times, as the centre has them: YYYMMDDHHmmss
   * @throws RemoteError, MalformedError, NhicardError
   */
  async lostVisits(lost: LostVisit): Promise<readonly string[]> {
    const { treatments } = await this.#surely('Treatment/NoNeedHPC', {})
    return treatments.filter((visit) => this.#isLike(visit, lost)).map(({ treatDateTime }) => treatDateTime)
  }

  /**
   * Takes back what the centre counted and the card does not have. One that it does not have, or has undone, is taken back.
   * @throws RemoteError, MalformedError, NhicardError
   */
  async takeBack(treatmentDateTime: string): Promise<void> {
    await this.#rollBack(rocDateTimeFromIso(treatmentDateTime))
  }

  /**
   * A visit of this institution as the centre lists it: the last six of the card's owner, among them those that were undone.
   * @returns `older` where it may have made room for newer ones
   * @throws RemoteError, MalformedError, NhicardError
   */
  async listedVisit(treatmentDateTime: string): Promise<ListedVisit | 'none' | 'older'> {
    const { hospitalId } = this.#session.institution.holder
    const { treatments } = await this.#surely('Treatment/NoNeedHPC', {})
    const times = treatments.map(({ treatDateTime }) => isoFromRocDateTime(treatDateTime))
    const found = treatments.find((visit, at) => times[at] === treatmentDateTime && visit.hospitalId === hospitalId)
    if (found !== undefined) return found
    return times.length >= MOST_VISITS && times.every((time) => time > treatmentDateTime) ? 'older' : 'none'
  }

  /**
   * Whether the centre has a visit that was not undone (assumed: it gives a 就醫識別碼 to no other, as it writes to no other).
   * @throws RemoteError, MalformedError, NhicardError
   */
  async isStanding(treatmentDateTime: string): Promise<boolean> {
    const params = { treatmentDateTime: rocDateTimeFromIso(treatmentDateTime) }
    const verdict = await this.#verdictOn('TreatmentNumber/Card', params, false)
    if (verdict === undefined || verdict === NO_SUCH_VISIT) return verdict === undefined
    throw new RemoteError({ kind: 'refused', statusCode: verdict })
  }

  /** Diagnoses of a visit; undefined for none. @throws RemoteError 3243 without a physician's card; MalformedError, NhicardError */
  async diagnosesOf(treatmentDateTime: string): Promise<RecordIn<'visitDiagnoses'> | undefined> {
    const { treatments } = await this.#surely('Treatment/NeedHPC', {}, true)
    return treatments.find(({ treatDateTime }) => isoFromRocDateTime(treatDateTime) === treatmentDateTime)
  }

  /** Orders of all visits, as far as this professional sees them. @throws RemoteError 3243 without a professional card; as above */
  async orders(): Promise<RemoteReply<'Prescription/Query'>['outpatientPrescriptions']> {
    return (await this.#surely('Prescription/Query', {}, true)).outpatientPrescriptions
  }

  /** 就醫識別碼 of a visit that the centre has; null when it tells none. */
  async treatmentNumber(treatmentDateTime: string): Promise<string | null> {
    try {
      const { treatmentNumber } = await this.#surely('TreatmentNumber/Card', { treatmentDateTime: rocDateTimeFromIso(treatmentDateTime) })
      return treatmentNumber
    } catch (error) {
      if (isFailure(error)) return null
      throw error
    }
  }

  /**
   * Undoes a visit that the centre has and the card has not, as one that VISIT_UNCERTAIN told of.
   * @returns whether the centre had it
   * @throws NhicardError VISIT_REFUSED, IDC_UNREACHABLE
   */
  async undoAlone(treatmentDateTime: string): Promise<boolean> {
    return (await this.undo(treatmentDateTime)) !== NO_SUCH_VISIT
  }

  /**
   * A visit that the centre does not have, or has undone, needs no undo there.
   * @returns the status code that says so
   * @throws NhicardError VISIT_REFUSED, IDC_UNREACHABLE
   */
  async undo(treatmentDateTime: string): Promise<number | undefined> {
    try {
      return await this.#rollBack(rocDateTimeFromIso(treatmentDateTime))
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      if (error.failure.kind !== 'refused') throw new NhicardError('IDC_UNREACHABLE', {}, { cause: error })
      throw refused(error.failure.statusCode, NOT_UNDONE, error)
    }
  }

  /** @throws NhicardError UPDATE_REFUSED, IDC_UNREACHABLE */
  async update(): Promise<void> {
    try {
      await this.#surely('HcContent/Update', {})
    } catch (error) {
      if (error instanceof MalformedError) throw new NhicardError('UPDATE_REFUSED', { code: NOT_UNDONE }, { cause: error })
      if (!(error instanceof RemoteError)) throw error
      if (error.failure.kind !== 'refused') throw new NhicardError('IDC_UNREACHABLE', {}, { cause: error })
      const { statusCode } = error.failure
      // nothing is due there, while it may be on the card
      if (statusCode === NOT_UPDATED || statusCode === UPDATE_FAILED) return
      throw new NhicardError('UPDATE_REFUSED', { code: csHisCodeOf(statusCode) ?? NOT_UNDONE }, { cause: error })
    }
  }

  /**
   * Tells of diagnoses and fees that stand on the card. They go to NHIA with the upload too, so whatever comes of it is no
   * failure of the call.
   * @returns whether the centre has them
   */
  tellTreatment(params: RemoteParams<'Treatment/WriteCodeFee'>): Promise<boolean> {
    return this.#tell('Treatment/WriteCodeFee', params)
  }

  /** The same of orders. */
  tellOrders(treatmentDateTime: string, orders: readonly RecordIn<'orders'>[]): Promise<boolean> {
    const then = rocDateTimeFromIso(treatmentDateTime)
    return this.#tell('Prescription/Write', {
      treatmentDateTime: then,
      prescriptions: orders.map(({ orderType, days, treatmentItemCode, treatmentPosition, usage, totalQuantity, deliveryNotes }) => ({
        treatmentDateTime: then, treatmentItem: orderType, treatmentItemCode, treatmentPosition, usage, totalQuantity, deliveryNotes,
        days: days === null ? '' : String(days).padStart(2, '0'),
      })),
    })
  }

  async #tell<Name extends 'Treatment/WriteCodeFee' | 'Prescription/Write'>(name: Name, params: RemoteParams<Name>): Promise<boolean> {
    try {
      // whose professional card stands beside a record of the card is to stand beside the centre's too
      const verdict = await this.#verdictOn(name, params, true)
      const last = verdict !== undefined && NOT_FOR_PROFESSION.includes(verdict) ? await this.#verdictOn(name, params, false) : verdict
      return last === undefined || last === WRITTEN_ALREADY
    } catch (error) {
      // not to be had, or what the card has room for is not what a call has: it goes with the upload
      if (isFailure(error)) return false
      throw error
    }
  }

  /** @returns the code with which the centre refuses. @throws RemoteError unreachable, outcomeUnknown */
  async #verdictOn<Name extends RemoteName>(name: Name, params: RemoteParams<Name>, all: boolean): Promise<number | undefined> {
    try {
      await this.#surely(name, params, all)
      return undefined
    } catch (error) {
      if (error instanceof RemoteError && error.failure.kind === 'refused') return error.failure.statusCode
      throw error
    }
  }

  #isLike(visit: RemoteReply<'Treatment/NoNeedHPC'>['treatments'][number], { treatmentItem, since, others }: LostVisit): boolean {
    const { hospitalId } = this.#session.institution.holder
    const then = isoFromRocDateTime(visit.treatDateTime)
    const hasFees = [visit.outpatientFee, visit.costFee, visit.inpatientFee, visit.inpatient30Fee, visit.inpatient180Fee].join('') !== ''
    return visit.hospitalId === hospitalId && visit.treatmentItem === treatmentItem && !hasFees && then >= since && !others.includes(then)
  }

  /** Undone, or not there to be undone: then the code that says so. @throws RemoteError */
  async #rollBack(treatmentDateTime: string): Promise<number | undefined> {
    try {
      await this.#surely('SequelNumber/Rollback', { treatmentDateTime })
      return undefined
    } catch (error) {
      if (!(error instanceof RemoteError) || error.failure.kind !== 'refused') throw error
      const { statusCode } = error.failure
      if (statusCode !== UNDONE_ALREADY && statusCode !== NO_SUCH_VISIT) throw error
      return statusCode
    }
  }

  /** What may be repeated is asked once more when nobody knows what became of it. @throws RemoteError, MalformedError */
  async #surely<Name extends RemoteName>(name: Name, params: RemoteParams<Name>, all = false): Promise<RemoteReply<Name>> {
    try {
      return await this.#ask(name, params, all)
    } catch (error) {
      const isUnknown = error instanceof RemoteError && error.failure.kind === 'outcomeUnknown'
      if (!isUnknown || remoteCallNamed(name).effect === 'counts') throw error
      return this.#ask(name, params, all)
    }
  }

  async #ask<Name extends RemoteName>(name: Name, params: RemoteParams<Name>, all = false): Promise<RemoteReply<Name>> {
    const bundle = await bundleOfCard(this.#session, remoteCallNamed(name).service, all ? 'if there' : 'left out')
    return this.#remote.call(name, bundle, params)
  }
}

/** The centre, its answer, or cards that have gone and sign no more: nothing of it is a fault of the program. */
const isFailure = (error: unknown): boolean => (
  error instanceof RemoteError || error instanceof MalformedError || error instanceof NhicardError
)

/** The insurance's word on a visit has another csHIS code than its word on an update (nhi-facts §3.1). */
function notCounted(statusCode: number, cause: RemoteError): NhicardError {
  const standing = Object.values(insuranceStandings).find(({ update }) => cs6CodeOf(update) === statusCode)
  return standing === undefined ? refused(statusCode, NOT_COUNTED, cause)
    : new NhicardError('VISIT_REFUSED', { code: standing.visit }, { cause })
}

function refused(statusCode: number, otherwise: number, cause: RemoteError): NhicardError {
  return new NhicardError('VISIT_REFUSED', { code: csHisCodeOf(statusCode) ?? otherwise }, { cause })
}
