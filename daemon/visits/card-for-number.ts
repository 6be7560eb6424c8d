import { NhicardError } from '#protocols/errors/nhicard-error'
import type { NumberRequest } from '#protocols/visit/number.machine'
import type { RecordIn } from '#protocols/nhi-card/contents'
import { freeTime } from '#protocols/visit/next-number'
import { hasUndoToFinish } from '#protocols/visit/undo'
import { isUndoNote } from '#protocols/visit/undo-note'
import { isSameDay, refusalOf, type CardFacts, type WantedVisit } from '#protocols/visit/visit-rules'
import type { FilesRead } from '../engines/open-profile/file-reading.ts'
import type { HealthSession } from '../engines/open-profile/health-session.ts'

/** nhi-facts §3.1. */
const NOT_WRITTEN = 5007

type Files = FilesRead<
  'validity' | 'newborn' | 'designatedInstitution' | 'lastSequence' | 'visits' | 'visitSignatures' | 'preventiveCare' | 'prenatalCare'
>

/** What a card says when a number is wanted from it. */
export class CardForNumber {
  readonly idCardNum: string
  readonly files: Files
  readonly wanted: WantedVisit
  readonly #session: HealthSession
  readonly #facts: CardFacts

  private constructor(session: HealthSession, idCardNum: string, cancelled: boolean, files: Files, wanted: WantedVisit) {
    const { validity: [validity], newborn: [newborn], designatedInstitution: [designatedInstitution] } = files
    this.idCardNum = idCardNum
    this.files = files
    this.wanted = wanted
    this.#session = session
    this.#facts = {
      ...files, cancelled, validity: validity ?? null, newborn: newborn ?? null, designatedInstitution: designatedInstitution ?? null,
    }
  }

  /** @param now milliseconds since 1970. @throws NhicardError what cards and readers say */
  static async read(session: HealthSession, now: number, request: NumberRequest): Promise<CardForNumber> {
    const { treatmentItem, babyTreatment } = request
    const { cancelled, idCardNum } = await session.owner()
    const files = await session.read(
      'validity', 'newborn', 'designatedInstitution', 'lastSequence', 'visits', 'visitSignatures', 'preventiveCare', 'prenatalCare',
    )
    const { hospitalId } = session.institution.holder
    const wanted = { treatmentItem, babyTreatment, hospitalId, treatmentDateTime: freeTime(now, files.visits) }
    return new CardForNumber(session, idCardNum, cancelled === true, files, wanted)
  }

  /** 最近一次就醫序號; null for none. */
  get last(): RecordIn<'lastSequence'> | null {
    return this.files.lastSequence[0] ?? null
  }

  /** `YYYY-MM-DDTHH:mm:ss` of each visit. */
  get visitTimes(): readonly string[] {
    return this.files.visits.flatMap((visit) => visit === null ? [] : [visit.treatmentDateTime])
  }

  isSameDay(treatmentDateTime: string): boolean {
    return isSameDay({ ...this.wanted, treatmentDateTime }, this.#facts)
  }

  /**
   * @throws NhicardError VISIT_REFUSED: of the rules; 5007 while an undo that stopped on this card waits to be finished, for a
   *   visit behind it would leave the undone one on the card for good
   */
  async allow(): Promise<void> {
    const code = refusalOf(this.wanted, this.#facts)
    if (code !== undefined) throw new NhicardError('VISIT_REFUSED', { code })
    if (await this.#hasUndoToFinish()) throw new NhicardError('VISIT_REFUSED', { code: NOT_WRITTEN })
  }

  async #hasUndoToFinish(): Promise<boolean> {
    const { visits, visitSignatures } = this.files
    if (!visitSignatures.some(isUndoNote)) return false
    const { validity: [validity], lastSequence: [lastSequence], cumulativeData, cumulativeFee: [cumulativeFee] } = await this.#session.read(
      'validity', 'lastSequence', 'cumulativeData', 'cumulativeFee',
    )
    return hasUndoToFinish({
      visits, visitSignatures, cumulativeData, validity: validity ?? null, lastSequence: lastSequence ?? null,
      cumulativeFee: cumulativeFee ?? null,
    }, this.wanted.hospitalId)
  }
}
