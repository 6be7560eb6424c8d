import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Journal } from '#protocols/port/journal'
import type { NumberRequest } from '#protocols/visit/number.machine'
import type { Caller } from '../handlers/handler.ts'
import { takenOf, type NumberTaken } from './number-taking.ts'
import { isSameRequest, type KeptNumber } from './patient-numbers.ts'
import type { ToldNumbers } from './told-numbers.ts'

/** nhi-facts §3.1. */
const UNDONE_ALREADY = 5153

export interface NumberAnswer extends NumberTaken {
  /** Whether it was taken for this request before. */
  readonly isRepeat: boolean
}

/** By whom, and for whom. */
export interface AskedNumber {
  readonly request: NumberRequest
  readonly patientId: string
  readonly caller: Caller
}

/** Where it stands, and who keeps that it was told. */
export interface AnswerBooks {
  readonly journal: Journal
  readonly told: ToldNumbers
}

/** Of one caller: keys of two programs that number their visits alike are two. */
export const keyOf = (idempotencyKey: string, { who = '' }: Caller) => `${who} ${idempotencyKey}`

/** @throws NhicardError IDEMPOTENCY_KEY_REUSED */
export function belongs({ patientId, standing }: KeptNumber, asked: AskedNumber): void {
  const isSame = patientId === asked.patientId && isSameRequest(standing.request, asked.request)
  if (!isSame) throw new NhicardError('IDEMPOTENCY_KEY_REUSED', {})
}

/**
 * What a key is answered with; undefined where it may be asked for anew.
 * @throws NhicardError IDEMPOTENCY_KEY_REUSED; VISIT_REFUSED 5153: undone since; VISIT_UNCERTAIN: a person is to look after it
 */
export function keyedAnswer(books: AnswerBooks, kept: KeptNumber, asked: AskedNumber): NumberAnswer | undefined {
  belongs(kept, asked)
  const { standing: { state, countedAt }, isUndone, isSettled } = kept
  if (state === 'forPerson' && !isSettled) throw new NhicardError('VISIT_UNCERTAIN', { treatmentDateTime: countedAt ?? '' })
  if (state !== 'taken') return undefined
  if (isUndone) throw new NhicardError('VISIT_REFUSED', { code: UNDONE_ALREADY })
  return toldAgain(books, kept, asked.caller)
}

/** What stands in the journal. @throws NhicardError VISIT_REFUSED 5008 */
export function toldAgain({ journal, told }: AnswerBooks, kept: KeptNumber, caller: Caller): NumberAnswer {
  const { given, request, code } = kept.standing
  if (given === null) throw new RangeError('a number that nobody gave')
  caller.audit?.({ patientId: kept.patientId, visitId: kept.visitId })
  told.tellWhenSent(journal, kept, caller)
  if (code !== null) throw new NhicardError('VISIT_REFUSED', { code })
  return { ...takenOf(given, request), isRepeat: true }
}
