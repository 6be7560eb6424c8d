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
import { belongs, keyedAnswer, keyOf, toldAgain, type NumberAnswer } from './kept-answer.ts'
import { CardEffects, LATE_MS } from './number-effects.ts'
import { NumberRun, standingOf } from './number-run.ts'
import { AHEAD_MS, outcomeOf, takeNumber } from './number-taking.ts'
import { isSameRequest, keptNumber, PatientNumbers, type KeptNumber } from './patient-numbers.ts'
import { Turns } from './turns.ts'
import { countedVisitOf, ProxiedNumber } from './proxied-number.ts'
import { keptWrite, type ProxiedWrite } from './proxied-writes.ts'
import { hasOpenAtCentre, settleAtCentre } from './settling-at-centre.ts'
import { settleWrites } from './settling-writes.ts'
import { ToldNumbers } from './told-numbers.ts'
import { VisitLog, type Journaling } from './visit-log.ts'

export interface VisitDeskGround {
  readonly clock: Clock
  readonly entropy: Entropy
  /** undefined where nothing is kept, as in tests of what stands below. */
  readonly journal: () => Promise<Journal | undefined>
  /** Told of a defect while something was settled that nobody waits for. */
  readonly failed?: (error: unknown) => void
  /** Calls back with each health card that lies in a reader, once it may be read. */
  readonly eachCard: (work: (session: HealthSession) => Promise<void>) => Promise<void>
}

/** How a number is asked for, beside what is wanted. */
export interface NumberCall {
  readonly door: NumberStanding['door']
  readonly caller: Caller
  readonly idempotencyKey?: string | undefined
}

const VISIT_ID_BYTES = 16
/** The longest, in ms, between two looks for what the centre does not say. */
const LONGEST_LOOK = 30 * 60_000

/**
 * Where all doors come for what is done once and for good. What is begun is in the journal before, what is told is in it before,
 * and whatever stopped in between is found out when the card is there again.
 */
export class VisitDesk {
  readonly #ground: VisitDeskGround
  readonly #turns = new Turns()
  readonly #keyTurns = new Turns()
  readonly #told = new ToldNumbers()
  #settling: Promise<void> | undefined
  #cancelLook: (() => void) | undefined
  #lookAfter = LATE_MS / 2
  #isClosed = false

  constructor(ground: VisitDeskGround) {
    this.#ground = ground
  }

  /** Whether a visit was begun with this key. @throws NhicardError STORE_UNAVAILABLE */
  async knows(idempotencyKey: string, caller: Caller): Promise<boolean> {
    return (await this.#ground.journal())?.visitWithKey(keyOf(idempotencyKey, caller)) !== undefined
  }

  /**
   * The number of a visit that was begun with this key, where it stands; no card is needed for it.
   * @param owner whose card lies in the reader all the same, 身分證號
   * @throws NhicardError IDEMPOTENCY_KEY_REUSED; VISIT_REFUSED 5153: it was undone since
   */
  async numberWithKey(
    idempotencyKey: string, request: NumberRequest, { caller, owner }: { readonly caller: Caller, readonly owner: string | undefined },
  ): Promise<NumberAnswer | undefined> {
    const journal = await this.#ground.journal()
    const visitId = journal?.visitWithKey(keyOf(idempotencyKey, caller))
    const kept = journal === undefined || visitId === undefined ? undefined : keptNumber(journal, visitId)
    if (journal === undefined || kept === undefined) return undefined
    return keyedAnswer({ journal, told: this.#told }, kept, { request, patientId: owner ?? kept.patientId, caller })
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
    const key = idempotencyKey === undefined ? undefined : keyOf(idempotencyKey, caller)
    return this.#inTurn(idCardNum, key, async () => {
      this.#told.keep()
      const numbers = new PatientNumbers(journal, idCardNum, clock.now())
      const keyed = key === undefined ? undefined : journal.visitWithKey(key)
      const asked = { request, patientId: idCardNum, caller }
      const known = keyed === undefined ? undefined : keptNumber(journal, keyed)
      if (known !== undefined) belongs(known, asked)
      await this.#settleNumbers(session, numbers, ({ visitId, standing }) => (
        keyed === visitId || (!standing.isKeyed && idempotencyKey === undefined && isSameRequest(standing.request, request))
      ))
      const stopped = keyed === undefined ? undefined : keptNumber(journal, keyed)
      const before = stopped === undefined ? undefined : keyedAnswer({ journal, told: this.#told }, stopped, asked)
      if (before !== undefined) return before
      const untold = key === undefined ? numbers.untold(request, door) : undefined
      if (untold !== undefined) return toldAgain({ journal, told: this.#told }, untold, caller)
      const newId = () => hex(entropy.bytes(VISIT_ID_BYTES))
      if (stopped?.standing.waitsFor === 'time') numbers.partWith(stopped, newId())
      const visitId = keyed ?? newId()
      try {
        const taken = await takeNumber(session, clock.now(), request, {
          door, isKeyed: idempotencyKey !== undefined, known: numbers.times(),
          keep: numbers.keeper(visitId, keyed === undefined ? key : undefined),
        })
        // whatever could be kept of it: it is told
        this.#told.tellWhenSent(journal, { visitId, patientId: idCardNum }, caller)
        return { ...taken, isRepeat: false }
      } catch (error) {
        // a visit without its signature stands as well, and is told by its code
        const isTaken = keptNumber(journal, visitId)?.standing.state === 'taken'
        if (isTaken) this.#told.tellWhenSent(journal, { visitId, patientId: idCardNum }, caller)
        throw error
      } finally {
        caller.audit?.({ visitId })
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
      this.#told.keep()
      const before = numbers.untold(request, 'remoteProxy')
      if (before?.standing.given) {
        caller.audit?.({ visitId: before.visitId })
        this.#told.tellWhenSent(journal, before, caller)
        return countedVisitOf(before.standing.given)
      }
      const visitId = hex(entropy.bytes(VISIT_ID_BYTES))
      const number = new ProxiedNumber(ask)
      const stood = await new NumberRun(number, numbers.keeper(visitId)).begin({
        request, door: 'remoteProxy', isKeyed: false, since: clinicTime(clock.now() - AHEAD_MS), onCard: [], byCentre: true,
      })
      if (numbers.open().length > 0) void this.settleAll()
      caller.audit?.({ visitId })
      const given = number.answer(stood)
      this.#told.tellWhenSent(journal, { visitId, patientId }, caller)
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
    try {
      return await this.#turns.with(parties.hcIdNo, () => keptWrite(this.#logOf(journal), name, params, parties, send))
    } catch (error) {
      this.#lookAfter = LATE_MS / 2
      void this.settleAll()
      throw error
    }
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
    for (const visit of log.openOf(idCardNum)) {
      await settleWrites(session, log, visit).catch(named)
      // one that is being asked for now comes first
      if (hasOpenAtCentre(visit)) await this.#turns.with(idCardNum, () => settleAtCentre(session, log, visit).catch(named))
    }
  }

  /** For whatever is written beside a number; undefined where nothing is kept. @throws NhicardError STORE_UNAVAILABLE */
  async journaling(door: Journaling['door']): Promise<Journaling | undefined> {
    const journal = await this.#ground.journal()
    return journal === undefined ? undefined : { log: this.#logOf(journal), door }
  }

  /** Of the key first: two patients with one key are told apart by whoever comes first. */
  #inTurn<Value>(patientId: string, key: string | undefined, work: () => Promise<Value>): Promise<Value> {
    const ofPatient = () => this.#turns.with(patientId, work)
    return key === undefined ? ofPatient() : this.#keyTurns.with(key, ofPatient)
  }

  #logOf(journal: Journal): VisitLog {
    return new VisitLog({ ...this.#ground, journal })
  }

  /** Looks at the cards that lie in the readers, when anything is open: after a start, with a card, and when the line is back. */
  settleAll(): Promise<void> {
    return (this.#settling ??= this.#settleAll().catch((error: unknown) => this.#ground.failed?.(error)).finally(() => {
      this.#settling = undefined
    }))
  }

  /** Looks for nothing any more. */
  close(): void {
    this.#isClosed = true
    this.#cancelLook?.()
    this.#told.keepIfPossible()
  }

  async #settleAll(): Promise<void> {
    this.#told.keepIfPossible()
    const journal = await this.#ground.journal().catch(() => undefined)
    if (journal === undefined || !hasOpen(journal)) return
    await this.#ground.eachCard((session) => this.settle(session))
    if (mayChangeByItself(journal, this.#logOf(journal))) this.#lookAgain(this.#lookAfter * 2)
  }

  /** Each look without success makes the next one later: the card may have left with its patient. */
  #lookAgain(afterMs = LATE_MS): void {
    this.#cancelLook?.()
    this.#lookAfter = Math.min(afterMs, LONGEST_LOOK)
    if (!this.#isClosed) this.#cancelLook = this.#ground.clock.after(this.#lookAfter, () => void this.settleAll())
  }

  /** @throws NhicardError VISIT_UNCERTAIN while one of them cannot be found out; the next number would be built on it */
  async #settleNumbers(session: HealthSession, numbers: PatientNumbers, isWanted: (kept: KeptNumber) => boolean): Promise<void> {
    for (const kept of numbers.open()) {
      const { standing: { state, request }, begunAt, visitId } = kept
      if (state === 'forPerson') continue
      let card: Promise<CardForNumber> | undefined
      const effects = new CardEffects(session, {
        card: () => (card ??= CardForNumber.read(session, this.#ground.clock.now(), request)), askedAt: begunAt,
        known: numbers.times(kept.standing.since), isWanted: isWanted(kept),
      })
      const stood = await new NumberRun(effects, numbers.keeper(visitId)).resume(kept.standing)
      const { state: now, waitsFor } = standingOf(stood)
      if (now !== 'taken' && (waitsFor === 'card' || waitsFor === 'centre')) outcomeOf(stood, effects.cause)
    }
  }
}

/** What waits for a card is looked at when one comes, and a number that waits for a person is left to one. */
function mayChangeByItself(journal: Journal, log: VisitLog): boolean {
  return journal.visits({ isOpen: true }).some((visitId) => {
    const waitsFor = keptNumber(journal, visitId)?.standing.waitsFor
    if (waitsFor === 'centre' || waitsFor === 'time') return true
    const record = log.find(visitId)
    return record !== undefined && hasOpenAtCentre(record)
  })
}

const hasOpen = (journal: Journal) => journal.visits({ isOpen: true, limit: 1 }).length > 0

/** What stays open is told by the journal. */
function named(error: unknown): void {
  if (!(error instanceof NhicardError)) throw error
}
