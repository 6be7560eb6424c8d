import { hex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { NumberStanding } from '#protocols/journal/number-entries'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { RemoteParams, RemoteReply } from '#protocols/cs6/remote/index'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { Journal } from '#protocols/port/journal'
import type { NumberRequest } from '#protocols/visit/number.machine'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { Caller } from '../handlers/handler.ts'
import type { CountedVisit } from './centre-side.ts'
import { CardForNumber } from './card-for-number.ts'
import { CardEffects, LATE_MS } from './number-effects.ts'
import { NumberRun, standingOf } from './number-run.ts'
import { AHEAD_MS, outcomeOf, takenOf, takeNumber, type NumberTaken } from './number-taking.ts'
import { isSameRequest, keptNumber, PatientNumbers, type KeptNumber } from './patient-numbers.ts'
import { PatientTurns } from './patient-turns.ts'
import { countedVisitOf, ProxiedNumber } from './proxied-number.ts'
import { keptWrite, type ProxiedWrite } from './proxied-writes.ts'
import { settleWrites } from './settling-writes.ts'
import { VisitLog, type Journaling } from './visit-log.ts'

export interface VisitDeskGround {
  readonly clock: Clock
  readonly entropy: Entropy
  /** undefined where nothing is kept, as in tests of what stands below. */
  readonly journal: () => Promise<Journal | undefined>
  /** Calls back with each health card that lies in a reader, once it may be read. */
  readonly eachCard: (work: (session: HealthSession) => Promise<void>) => Promise<void>
}

/** How a number is asked for, beside what is wanted. */
export interface NumberCall {
  readonly door: NumberStanding['door']
  readonly caller: Caller
  readonly idempotencyKey?: string | undefined
}

export interface NumberAnswer extends NumberTaken {
  /** Whether it was taken for this request before. */
  readonly isRepeat: boolean
}

const VISIT_ID_BYTES = 16

/**
 * Where all doors come for what is done once and for good. What is begun is in the journal before, what is told is in it before,
 * and whatever stopped in between is found out when the card is there again.
 */
export class VisitDesk {
  readonly #ground: VisitDeskGround
  readonly #turns = new PatientTurns()
  #settling: Promise<void> | undefined
  #cancelLook: (() => void) | undefined

  constructor(ground: VisitDeskGround) {
    this.#ground = ground
  }

  /**
   * The number of a visit that was begun with this key, where it stands; no card is needed for it.
   * @throws NhicardError IDEMPOTENCY_KEY_REUSED
   */
  async numberWithKey(idempotencyKey: string, request: NumberRequest, caller: Caller): Promise<NumberAnswer | undefined> {
    const journal = await this.#ground.journal()
    const visitId = journal?.visitWithKey(idempotencyKey)
    const kept = journal === undefined || visitId === undefined ? undefined : keptNumber(journal, visitId)
    if (journal === undefined || kept === undefined) return undefined
    if (!isSameRequest(kept.standing.request, request)) throw new NhicardError('IDEMPOTENCY_KEY_REUSED', {})
    return kept.standing.state === 'taken' ? toldAgain(journal, kept, caller) : undefined
  }

  /**
   * 取得就醫序號 on a card in its session: once at most for one request, whatever dies in between.
   * @throws NhicardError as `takeNumber`; STORE_FULL, STORE_UNAVAILABLE; IDEMPOTENCY_KEY_REUSED
   */
  async number(session: HealthSession, request: NumberRequest, { door, caller, idempotencyKey }: NumberCall): Promise<NumberAnswer> {
    const journal = await this.#ground.journal()
    const { clock, entropy } = this.#ground
    if (journal === undefined) return { ...await takeNumber(session, clock.now(), request), isRepeat: false }
    const { idCardNum } = await session.owner()
    return this.#turns.with(idCardNum, async () => {
      const numbers = new PatientNumbers(journal, idCardNum, clock.now())
      const keyed = idempotencyKey === undefined ? undefined : journal.visitWithKey(idempotencyKey)
      if (keyed !== undefined && keptNumber(journal, keyed)?.patientId !== idCardNum) throw new NhicardError('IDEMPOTENCY_KEY_REUSED', {})
      await this.#settleNumbers(session, numbers, ({ visitId, standing }) => (
        keyed === visitId || (!standing.isKeyed && idempotencyKey === undefined && isSameRequest(standing.request, request))
      ))
      const before = numbers.untold(request, door, keyed)
      if (before !== undefined) return toldAgain(journal, before, caller)
      const newId = () => hex(entropy.bytes(VISIT_ID_BYTES))
      const stopped = keyed === undefined ? undefined : keptNumber(journal, keyed)
      if (stopped?.standing.waitsFor === 'time') numbers.partWith(stopped, newId())
      const visitId = keyed ?? newId()
      try {
        const taken = await takeNumber(session, clock.now(), request, {
          door, isKeyed: idempotencyKey !== undefined, known: numbers.times(),
          keep: numbers.keeper(visitId, keyed === undefined ? idempotencyKey : undefined),
        })
        return { ...taken, isRepeat: false }
      } finally {
        // a visit without its signature stands as well, and is told by its code
        if (keptNumber(journal, visitId)?.standing.state === 'taken') tellWhenSent(journal, { visitId, patientId: idCardNum }, caller)
        if (numbers.open().length > 0) this.#lookAgain()
      }
    })
  }

  /**
   * SequelNumber/Next of a program of 6.0 that comes through us, once at most: answered from the journal where the same was taken
   * and never told.
   * @param patientId of the bundle that the program signed
   * @param ask sends the program’s call
   * @throws RemoteError, what `ask` throws; STORE_FULL, STORE_UNAVAILABLE: nobody was asked
   */
  async proxiedNumber(
    patientId: string, request: NumberRequest, ask: () => Promise<CountedVisit>, caller: Caller,
  ): Promise<CountedVisit> {
    const journal = await this.#ground.journal()
    if (journal === undefined) return ask()
    const { clock, entropy } = this.#ground
    const numbers = new PatientNumbers(journal, patientId, clock.now())
    if (numbers.open().length > 0) await this.settleAll()
    return this.#turns.with(patientId, async () => {
      const before = numbers.untold(request, 'remoteProxy')
      if (before?.standing.given) {
        tellWhenSent(journal, before, caller)
        return countedVisitOf(before.standing.given)
      }
      const visitId = hex(entropy.bytes(VISIT_ID_BYTES))
      const number = new ProxiedNumber(ask)
      const stood = await new NumberRun(number, numbers.keeper(visitId)).begin({
        request, door: 'remoteProxy', isKeyed: false, since: clinicTime(clock.now() - AHEAD_MS), onCard: [], byCentre: true,
      })
      if (numbers.open().length > 0) void this.settleAll()
      const given = number.answer(stood)
      tellWhenSent(journal, { visitId, patientId }, caller)
      return countedVisitOf(given)
    })
  }

  /** What a program of 6.0 writes through us, kept before and after. @throws as `keptWrite` */
  async proxiedWrite<Name extends ProxiedWrite>(
    name: Name, params: RemoteParams<Name>, parties: { readonly hcIdNo: string, readonly hpcIdNo: string },
    send: () => Promise<RemoteReply<Name>>,
  ): Promise<RemoteReply<Name>> {
    const journal = await this.#ground.journal()
    if (journal === undefined) return send()
    return this.#turns.with(parties.hcIdNo, () => keptWrite(this.#logOf(journal), name, params, parties, send))
  }

  /** What is open for this card is found out before anything else is done with it. @throws NhicardError STORE_UNAVAILABLE */
  async settle(session: HealthSession): Promise<void> {
    const journal = await this.#ground.journal()
    if (journal === undefined || !hasOpen(journal)) return
    const { idCardNum } = await session.owner()
    const numbers = new PatientNumbers(journal, idCardNum, this.#ground.clock.now())
    const log = this.#logOf(journal)
    if (numbers.open().length > 0) {
      await this.#turns.with(idCardNum, () => this.#settleNumbers(session, numbers, () => false).catch(named))
    }
    for (const visit of log.openOf(idCardNum)) await settleWrites(session, log, visit).catch(named)
  }

  /** For whatever is written beside a number; undefined where nothing is kept. @throws NhicardError STORE_UNAVAILABLE */
  async journaling(door: Journaling['door']): Promise<Journaling | undefined> {
    const journal = await this.#ground.journal()
    return journal === undefined ? undefined : { log: this.#logOf(journal), door }
  }

  #logOf(journal: Journal): VisitLog {
    return new VisitLog({ ...this.#ground, journal })
  }

  /** Looks at the cards that lie in the readers, when anything is open: after a start, with a card, and when the line is back. */
  settleAll(): Promise<void> {
    return (this.#settling ??= this.#settleAll().finally(() => {
      this.#settling = undefined
    }))
  }

  /** Looks for nothing any more. */
  close(): void {
    this.#cancelLook?.()
  }

  async #settleAll(): Promise<void> {
    const journal = await this.#ground.journal().catch(() => undefined)
    if (journal === undefined || !hasOpen(journal)) return
    await this.#ground.eachCard((session) => this.settle(session))
    if (hasOpen(journal)) this.#lookAgain()
  }

  #lookAgain(): void {
    this.#cancelLook?.()
    this.#cancelLook = this.#ground.clock.after(LATE_MS, () => void this.settleAll())
  }

  /** @throws NhicardError VISIT_UNCERTAIN while one of them cannot be found out; the next number would be built on it */
  async #settleNumbers(session: HealthSession, numbers: PatientNumbers, isWanted: (kept: KeptNumber) => boolean): Promise<void> {
    for (const kept of numbers.open()) {
      const { standing: { state, request }, begunAt, visitId } = kept
      if (state === 'forPerson') continue
      let card: Promise<CardForNumber> | undefined
      const effects = new CardEffects(session, {
        card: () => (card ??= CardForNumber.read(session, this.#ground.clock.now(), request)), askedAt: begunAt,
        known: numbers.times(), isWanted: isWanted(kept),
      })
      const stood = await new NumberRun(effects, numbers.keeper(visitId)).resume(kept.standing)
      const { state: now, waitsFor } = standingOf(stood)
      if (now !== 'taken' && (waitsFor === 'card' || waitsFor === 'centre')) outcomeOf(stood, effects.cause)
    }
  }
}

/** What stands in the journal. @throws NhicardError VISIT_REFUSED 5008 */
function toldAgain(journal: Journal, kept: KeptNumber, caller: Caller): NumberAnswer {
  const { given, request, code } = kept.standing
  if (given === null) throw new RangeError('a number that nobody gave')
  tellWhenSent(journal, kept, caller)
  if (code !== null) throw new NhicardError('VISIT_REFUSED', { code })
  return { ...takenOf(given, request), isRepeat: true }
}

/** That a number was told is kept once it has left: one that did not is given to whoever asks for the same again. */
function tellWhenSent(journal: Journal, { visitId, patientId }: Pick<KeptNumber, 'visitId' | 'patientId'>, { onSent }: Caller): void {
  const told = () => journal.note({ visitId, patientId, kind: 'number.told', content: {} })
  if (onSent === undefined) told()
  else onSent(told)
}

const hasOpen = (journal: Journal) => journal.visits({ isOpen: true, limit: 1 }).length > 0

/** What stays open is told by the journal. */
function named(error: unknown): void {
  if (!(error instanceof NhicardError)) throw error
}
