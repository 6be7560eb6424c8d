import { localCalls, type LocalName } from '#protocols/cs6/local/index'
import type { LocalDeclaration } from '#protocols/cs6/local-call'
import { checkedBody } from '#protocols/cs6/request-body'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { officialError } from '#protocols/errors/official/index'
import type { Clock } from '#protocols/port/clock'
import { isAudited } from '#protocols/audit/audited'
import type { AuditBook } from '../audit/audit-book.ts'
import { CallRecord } from '../audit/call-record.ts'
import type { Engine } from '../engines/engine.ts'
import type { Caller } from '../handlers/handler.ts'
import { loggedInside } from '../doors/inside-failure.ts'
import type { Log } from '../log.ts'
import { FromCard } from '../sessions/epoch.ts'
import type { Readers } from '../sessions/readers.ts'
import { implementations, type Cs6Call } from './calls.ts'
import { Programs } from './programs.ts'
import { Cs6Refusal } from './refusal.ts'
import { OTHER, statusCodeOf } from './status-code.ts'

const NOT_INITIALISED = 1000, INITIALISED_ALREADY = 1001
const INITIAL: LocalName = 'POST /api/common/v1/Initial'
const FINALIZE: LocalName = 'POST /api/common/v1/Finalize'

export interface DeskGround {
  readonly engine: () => Promise<Engine>
  readonly readers: Readers
  readonly clock: Clock
  readonly log: Log
  readonly audit: AuditBook
}

/** What a HIS gets. `message` and `why` are ours: what the real one says beside the number is not known. */
export interface Cs6Answer {
  readonly statusCode: number
  readonly [field: string]: unknown
}

type Pending = () => Readonly<Record<string, unknown>>

/** A number with what it means. */
export function refusalOf(statusCode: number, why?: string): Cs6Answer {
  const message = officialError('cs6', statusCode)?.meaning.zh
  return { statusCode, ...message === undefined ? {} : { message }, ...why === undefined ? {} : { why } }
}

/** The local API of control software 6.0 (nhi-facts §2.4): its calls, and who has initialised. */
export class Cs6Desk {
  readonly #ground: DeskGround
  readonly #programs: Programs
  /** Initial and Finalize, one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(ground: DeskGround) {
    this.#ground = ground
    this.#programs = new Programs(ground.clock)
  }

  /**
   * @param text the body
   * @param program who calls: an origin, or a user of this PC
   * @param user whom the HIS named, for the audit
   */
  async answer(call: LocalDeclaration, text: string, program: string, caller: Caller, user?: string): Promise<Cs6Answer> {
    const record = new CallRecord(this.#ground.audit, { door: 'cs6', caller: program, user })
    if (isAudited(call)) await record.open(call.name)
    const answer = await this.#answer(call, text, program, { ...caller, audit: record.note })
    record.close(answer.statusCode === 0 ? 'ok' : String(answer.statusCode))
    return answer
  }

  async #answer(call: LocalDeclaration, text: string, program: string, caller: Caller): Promise<Cs6Answer> {
    this.#programs.called(program)
    if (!call.before && !this.#programs.isInitialised) return refusalOf(NOT_INITIALISED)
    const checked = checkedBody(call.body, text)
    if ('statusCode' in checked) return refusalOf(checked.statusCode, checked.why)
    const name = call.name as LocalName
    try {
      const engine = await this.#ground.engine()
      const work = { engine, caller, body: checked.body, isInitialised: this.#programs.isInitialised }
      const pending = await this.#played(name, work, program)
      return { statusCode: 0, ...pending() }
    } catch (error) {
      return refusalOf(await this.#codeOf(error, name))
    }
  }

  async #played(name: LocalName, work: Cs6Call, program: string): Promise<Pending> {
    if (name === INITIAL) return this.#inTurn(() => this.#begin(work, program))
    if (name === FINALIZE) return this.#inTurn(() => this.#end(work, program))
    const result = await implementations[name].run(work)
    // opened when it is sent: what came of a card is void once the card is gone
    return () => (result instanceof FromCard ? this.#ground.readers.open(result, name) : result)
  }

  async #begin(work: Cs6Call, program: string): Promise<Pending> {
    if (this.#programs.isInitialised) {
      this.#programs.began(program)
      throw new Cs6Refusal(INITIALISED_ALREADY)
    }
    await implementations[INITIAL].run(work)
    this.#programs.began(program)
    return () => ({})
  }

  /** The cards forget the last program; before that others may be at work with them. */
  async #end({ engine }: Cs6Call, program: string): Promise<Pending> {
    if (!this.#programs.isInitialised) throw new Cs6Refusal(NOT_INITIALISED)
    if (this.#programs.ended(program)) engine.logout('all')
    return () => ({})
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #codeOf(error: unknown, name: LocalName): Promise<number> {
    if (error instanceof Cs6Refusal) return error.statusCode
    if (error instanceof NhicardError) {
      this.#ground.log.debug('call refused', { method: name, error: error.name })
      return statusCodeOf(error, await this.#cardMeant(error, name))
    }
    loggedInside(this.#ground.log, error, { method: name })
    return OTHER
  }

  /** In a call on all three cards a failure may be of the professional card, in whose reader it was then. */
  async #cardMeant({ details: { reader } }: NhicardError, name: LocalName): Promise<'sam' | 'hc' | 'hpc'> {
    const { about } = implementations[name]
    if (name !== 'POST /api/hc/v1/Signature/HpcHc' || reader === undefined) return about
    const { hpc } = await (await this.#ground.engine()).states({})
    return hpc.place?.reader === reader ? 'hpc' : about
  }
}

/** By verb and path. */
export const callOf: ReadonlyMap<string, LocalDeclaration> = new Map(localCalls.map((call) => [call.name, call]))
