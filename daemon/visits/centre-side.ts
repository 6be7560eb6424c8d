import { MalformedError } from '#protocols/bytes/malformed'
import { isoFromRocDateTime, rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import { remoteCallNamed, type RemoteName, type RemoteParams, type RemoteReply } from '#protocols/cs6/remote/index'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { cs6CodeOf, csHisCodeOf } from '#protocols/errors/official/counterpart'
import { RemoteError, type RemoteCentre } from '#protocols/port/remote-centre'
import type { RecordIn } from '#protocols/nhi-card/contents'
import { insuranceStandings } from '#protocols/visit/insurance'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { bundleOfCard } from '../engines/open-profile/signature-bundle.ts'

export type CountedVisit = RemoteReply<'SequelNumber/Next'>

/** Status codes of nhi-facts §3.2: what was asked for stands already. */
const NO_SUCH_VISIT = 3208, WRITTEN_ALREADY = 3209, UNDONE_ALREADY = 3220
/** And: nothing was updated. */
const NOT_UPDATED = 1006, UPDATE_FAILED = 3400
/** And: the professional who signs may not write this. */
const NOT_FOR_PROFESSION: readonly number[] = [3212, 3243]
/** ms that our clock may be ahead of the centre's: it takes no bundle from further ahead (docs/open-profile.md §12). */
const AHEAD_MS = 5 * 60_000
/** nhi-facts §3.1, of a visit that the centre refuses with a code that only 6.0 knows. */
const NOT_COUNTED = 5007, NOT_UNDONE = 5130

/** A visit that may have been counted. */
interface LostVisit {
  readonly treatmentItem: string
  /** No visit before that is it, `YYYY-MM-DDTHH:mm:ss` */
  readonly since: string
  readonly onCard: readonly string[]
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

  /**
   * Counts a visit, once at most. One whose answer was lost is looked for among the visits that the centre has and the card
   * has not; it is undone, for its signature is lost. The newest one is taken for it that is ours, of its type, without fees
   * and not older than this call: a program of 6.0 that counts for the same card in the same minutes would be mistaken for it.
   * @param onCard times of the card's visits, `YYYY-MM-DDTHH:mm:ss`
   * @returns undefined when nobody could be reached: nothing was counted
   * @throws NhicardError VISIT_REFUSED; IDC_UNREACHABLE: nothing is counted, whatever happened before; VISIT_UNCERTAIN
   */
  async count(params: RemoteParams<'SequelNumber/Next'>, onCard: readonly string[]): Promise<CountedVisit | undefined> {
    const since = clinicTime(this.#session.institution.now() - AHEAD_MS)
    try {
      return await this.#ask('SequelNumber/Next', params)
    } catch (error) {
      // an ID that the card spells wrong has no bundle
      if (error instanceof MalformedError) throw new NhicardError('VISIT_REFUSED', { code: NOT_COUNTED }, { cause: error })
      if (!(error instanceof RemoteError)) throw error
      const { failure } = error
      if (failure.kind === 'refused') throw notCounted(failure.statusCode, error)
      if (failure.kind === 'unreachable') return undefined
      await this.#uncountLost({ ...params, since, onCard }, error)
      throw new NhicardError('IDC_UNREACHABLE', {}, { cause: error })
    }
  }

  /**
   * Takes back what `count` counted, for the card does not take it.
   * @throws NhicardError VISIT_UNCERTAIN when the centre could not be told
   */
  async uncount(treatmentDateTime: string, cause: unknown): Promise<void> {
    try {
      await this.#rollBack(treatmentDateTime)
    } catch (error) {
      if (!isFailure(error)) throw error
      throw new NhicardError('VISIT_UNCERTAIN', { treatmentDateTime: isoFromRocDateTime(treatmentDateTime) }, { cause: cause ?? error })
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

  async #uncountLost(lost: LostVisit, cause: RemoteError): Promise<void> {
    try {
      const { treatments } = await this.#surely('Treatment/NoNeedHPC', {})
      const times = treatments.filter((visit) => this.#isLike(visit, lost)).map(({ treatDateTime }) => treatDateTime)
      const newest = times.toSorted().at(-1)
      if (newest !== undefined) await this.#rollBack(newest)
    } catch (error) {
      if (!isFailure(error)) throw error
      throw new NhicardError('VISIT_UNCERTAIN', { treatmentDateTime: '' }, { cause })
    }
  }

  #isLike(visit: RemoteReply<'Treatment/NoNeedHPC'>['treatments'][number], { treatmentItem, since, onCard }: LostVisit): boolean {
    const { hospitalId } = this.#session.institution.holder
    const then = isoFromRocDateTime(visit.treatDateTime)
    const hasFees = [visit.outpatientFee, visit.costFee, visit.inpatientFee, visit.inpatient30Fee, visit.inpatient180Fee].join('') !== ''
    return visit.hospitalId === hospitalId && visit.treatmentItem === treatmentItem && !hasFees && then >= since && !onCard.includes(then)
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
