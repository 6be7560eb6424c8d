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

/** Status codes of nhi-facts §3.2: what was asked for stands already. */
const NO_SUCH_VISIT = 3208, WRITTEN_ALREADY = 3209, UNDONE_ALREADY = 3220
/** And: nothing was updated. */
const NOT_UPDATED = 1006, UPDATE_FAILED = 3400
/** nhi-facts §3.1, of a visit that the centre refuses with a code that only 6.0 knows. */
const NOT_COUNTED = 5007, NOT_UNDONE = 5130

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
   * has not; it is undone, for its signature is lost.
   * @param onCard times of the card's visits, `YYYY-MM-DDTHH:mm:ss`
   * @returns undefined when nobody could be reached: nothing was counted
   * @throws NhicardError VISIT_REFUSED; IDC_UNREACHABLE: nothing is counted, whatever happened before; VISIT_UNCERTAIN
   */
  async count(params: RemoteParams<'SequelNumber/Next'>, onCard: readonly string[]): Promise<CountedVisit | undefined> {
    try {
      return await this.#ask('SequelNumber/Next', params)
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      const { failure } = error
      if (failure.kind === 'refused') throw notCounted(failure.statusCode, error)
      if (failure.kind === 'unreachable') return undefined
      await this.#uncountLost(onCard, error)
      throw new NhicardError('IDC_UNREACHABLE', {}, { cause: error })
    }
  }

  /**
   * Takes back what `count` counted, for the card refused it.
   * @throws NhicardError VISIT_UNCERTAIN when the centre could not be told
   */
  async uncount(treatmentDateTime: string, cause: unknown): Promise<void> {
    try {
      await this.#ask('SequelNumber/Rollback', { treatmentDateTime })
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      throw new NhicardError('VISIT_UNCERTAIN', {}, { cause })
    }
  }

  /** A visit that the centre does not have, or has undone, needs no undo there. @throws NhicardError VISIT_REFUSED, IDC_UNREACHABLE */
  async undo(treatmentDateTime: string): Promise<void> {
    try {
      await this.#ask('SequelNumber/Rollback', { treatmentDateTime: rocDateTimeFromIso(treatmentDateTime) })
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      if (error.failure.kind !== 'refused') throw new NhicardError('IDC_UNREACHABLE', {}, { cause: error })
      const { statusCode } = error.failure
      if (statusCode !== UNDONE_ALREADY && statusCode !== NO_SUCH_VISIT) throw refused(statusCode, NOT_UNDONE, error)
    }
  }

  /** @throws NhicardError UPDATE_REFUSED, IDC_UNREACHABLE */
  async update(): Promise<void> {
    try {
      await this.#ask('HcContent/Update', {})
    } catch (error) {
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

  async #tell<Name extends RemoteName>(name: Name, params: RemoteParams<Name>): Promise<boolean> {
    try {
      await this.#ask(name, params)
      return true
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      return error.failure.kind === 'refused' && error.failure.statusCode === WRITTEN_ALREADY
    }
  }

  async #uncountLost(onCard: readonly string[], cause: RemoteError): Promise<void> {
    const { hospitalId } = this.#session.institution.holder
    try {
      const { treatments } = await this.#ask('Treatment/NoNeedHPC', {})
      const [newest = ''] = onCard.toSorted().reverse()
      const lost = treatments.find((visit) => {
        const then = isoFromRocDateTime(visit.treatDateTime)
        return visit.hospitalId === hospitalId && then > newest && !onCard.includes(then)
      })
      if (lost !== undefined) await this.#ask('SequelNumber/Rollback', { treatmentDateTime: lost.treatDateTime })
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      throw new NhicardError('VISIT_UNCERTAIN', {}, { cause })
    }
  }

  async #ask<Name extends RemoteName>(name: Name, params: RemoteParams<Name>): Promise<RemoteReply<Name>> {
    const bundle = await bundleOfCard(this.#session, remoteCallNamed(name).service)
    return this.#remote.call(name, bundle, params)
  }
}

/** The insurance's word on a visit has another csHIS code than its word on an update (nhi-facts §3.1). */
function notCounted(statusCode: number, cause: RemoteError): NhicardError {
  const standing = Object.values(insuranceStandings).find(({ update }) => cs6CodeOf(update) === statusCode)
  return standing === undefined ? refused(statusCode, NOT_COUNTED, cause)
    : new NhicardError('VISIT_REFUSED', { code: standing.visit }, { cause })
}

function refused(statusCode: number, otherwise: number, cause: RemoteError): NhicardError {
  return new NhicardError('VISIT_REFUSED', { code: csHisCodeOf(statusCode) ?? otherwise }, { cause })
}
