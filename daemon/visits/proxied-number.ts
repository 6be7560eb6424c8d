import { isoFromRocDateTime, rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import type { NumberEvent, NumberGiven } from '#protocols/visit/number.machine'
import { RemoteError } from '#protocols/port/remote-centre'
import type { CountedVisit } from './centre-side.ts'
import type { NumberEffects, NumberSnapshot } from './number-run.ts'

/** What a program of 6.0 has counted through us: the visit stands at the centre alone, and the program signed for it. */
export class ProxiedNumber implements NumberEffects {
  readonly #ask: () => Promise<CountedVisit>
  #cause: unknown

  /** @param ask sends the program’s call, once */
  constructor(ask: () => Promise<CountedVisit>) {
    this.#ask = ask
  }

  async askCentre(): Promise<NumberEvent> {
    try {
      return { type: 'counted', given: givenOf(await this.#ask()), isNext: true }
    } catch (error) {
      this.#cause = error
      const failure = error instanceof RemoteError ? error.failure : undefined
      if (failure?.kind === 'outcomeUnknown') return { type: 'replyLost' }
      return { type: 'refused', code: failure?.kind === 'refused' ? failure.statusCode : null }
    }
  }

  /** @throws RemoteError, and whatever else the call threw */
  answer({ value, context: { given } }: NumberSnapshot): NumberGiven {
    if (value === 'taken' && given !== null) return given
    throw this.#cause
  }

  async writeCard({ given }: { readonly given: NumberGiven | null }): Promise<NumberEvent> {
    if (given === null) throw new RangeError('no number')
    return { type: 'stands', given, isSigned: true }
  }

  /** A look for it wants the card, whose turn comes by itself. */
  async lookUp(): Promise<NumberEvent> {
    return { type: 'missing', what: 'card' }
  }

  readonly readCard = this.writeCard
  readonly takeBack = this.lookUp

  async countByCard(): Promise<NumberEvent> {
    return { type: 'refused', code: null }
  }
}

function givenOf({ treatmentDateTime, isSameDay, ...visit }: CountedVisit): NumberGiven {
  return { ...visit, treatmentDateTime: isoFromRocDateTime(treatmentDateTime), isSameDay: isSameDay === 'Y' }
}

/** As the centre answered it. */
export function countedVisitOf({ treatmentDateTime, isSameDay, treatmentNumber, ...visit }: NumberGiven): CountedVisit {
  return {
    ...visit, treatmentDateTime: rocDateTimeFromIso(treatmentDateTime), isSameDay: isSameDay ? 'Y' : 'N',
    treatmentNumber: treatmentNumber ?? '',
  }
}
