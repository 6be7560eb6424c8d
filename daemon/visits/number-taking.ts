import { NhicardError } from '#protocols/errors/nhicard-error'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { NumberContext, NumberGiven, NumberRequest } from '#protocols/visit/number.machine'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import { CardForNumber } from './card-for-number.ts'
import { CentreSide } from './centre-side.ts'
import { CardEffects } from './number-effects.ts'
import { NumberRun, type Keep, type NumberSnapshot } from './number-run.ts'

export type { NumberRequest } from '#protocols/visit/number.machine'

export interface NumberTaken {
  readonly visit: NumberGiven
  /** What stands beside a good answer: 5174 no 就醫識別碼, 5010 the second visit of the day. */
  readonly notices: readonly number[]
}

/** How a number is asked for, beside what is wanted. */
export interface NumberAsking {
  readonly door: NumberContext['door']
  /** Whether the caller gave a key by which it asks again. */
  readonly isKeyed: boolean
  readonly keep: Keep
  /** Times of the patient's visits that are known otherwise. */
  readonly known: readonly string[]
}

/** nhi-facts §3.1. */
const SAME_DAY = 5010, NO_TREATMENT_NUMBER = 5174
/** ms that our clock may be ahead of the centre's: it takes no bundle from further ahead (docs/open-profile.md §12). */
export const AHEAD_MS = 5 * 60_000
const unkept: NumberAsking = { door: 'native', isKeyed: false, keep: () => {}, known: [] }

/**
 * 取得就醫序號: writes a visit to the card, which counts it, and its signature beside it. The visit is appended at most once;
 * the module signs before, so that nothing is written when it cannot. Where NHIA's remote API is configured the centre counts
 * first, and the card takes its number; a centre that nobody can reach leaves the card's own count (nhi-facts §9).
 * @param now milliseconds since 1970
 * @throws NhicardError VISIT_REFUSED: of the rules, the centre (5012, 9094, 9095) or the card (5007, 5009: nothing was written, also
 *   while an undo that stopped on this card waits to be finished; 5008: the visit stands without its signature);
 *   IDC_UNREACHABLE for types that want the insurance checked; VISIT_UNCERTAIN: the centre has counted it, or may have; what
 *   cards and readers say, of which one at the step `APPEND visits` leaves open whether the visit was written; what `keep` throws
 */
export async function takeNumber(
  session: HealthSession, now: number, request: NumberRequest, { door, isKeyed, keep, known }: NumberAsking = unkept,
): Promise<NumberTaken> {
  const card = await CardForNumber.read(session, now, request)
  await card.allow()
  const effects = new CardEffects(session, { card: async () => card, askedAt: now, known, isWanted: true })
  const stood = await new NumberRun(effects, keep).begin({
    request, door, isKeyed, since: clinicTime(now - AHEAD_MS), onCard: [...card.visitTimes], byCentre: CentreSide.of(session) !== undefined,
  })
  return outcomeOf(stood, effects.cause, session)
}

/** What the caller hears of where a number stands. @throws NhicardError, and what the cards said */
export function outcomeOf({ value, context }: NumberSnapshot, cause: unknown, session?: HealthSession): NumberTaken {
  const { code, given, countedAt, byCentre, isLost } = context
  const uncertain = (treatmentDateTime: string) => new NhicardError('VISIT_UNCERTAIN', { treatmentDateTime }, { cause })
  switch (value) {
    case 'taken': {
      if (code !== null) throw new NhicardError('VISIT_REFUSED', { code }, { cause })
      if (given === null) throw new RangeError('a number that nobody gave')
      return takenOf(given, context.request)
    }
    case 'none':
      if (isLost) throw new NhicardError('IDC_UNREACHABLE', {}, { cause })
      throw cause ?? new NhicardError('VISIT_REFUSED', { code: code ?? 0 })
    case 'cardUnknown':
      if (!byCentre) throw cause
      // the centre has it, and whether the card has it nobody knows
      session?.end()
      throw uncertain(given?.treatmentDateTime ?? '')
    case 'unknown':
      // nothing stands as far as anybody can see, and the caller may ask anew
      if (context.waitsFor === 'time') throw new NhicardError('IDC_UNREACHABLE', {}, { cause })
      throw uncertain('')
    default: throw uncertain(countedAt ?? '')
  }
}

export function takenOf(visit: NumberGiven, { withTreatmentNumber }: NumberRequest): NumberTaken {
  const notices = [
    ...withTreatmentNumber && visit.treatmentNumber === null ? [NO_TREATMENT_NUMBER] : [], ...visit.isSameDay ? [SAME_DAY] : [],
  ]
  return { visit, notices }
}
