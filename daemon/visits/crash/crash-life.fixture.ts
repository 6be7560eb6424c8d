import { eachHealthCard } from '#daemon/engines/open-profile/each-health-card'
import Sqlite, { type Database } from 'better-sqlite3'
import { isoFromRocDateTime } from '#protocols/bytes/roc-date-time'
import { remoteCallNamed, type RemoteName, type RemoteParams } from '#protocols/cs6/remote/index'
import { remotePath } from '#protocols/cs6/remote-call'
import { encodeRemoteRequest } from '#protocols/cs6/remote-wire'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { MethodName } from '#protocols/native-api/registry'
import { methods } from '#protocols/native-api/registry'
import { SeededRandom } from '#simulator/seeded-random'
import { AuditBook } from '../../audit/audit-book.ts'
import { CallRecord, errorOf, resultOf, type AuditWho } from '../../audit/call-record.ts'
import { RemoteForwarding } from '../../cs6/remote-forwarding.ts'
import { CshisLibrary } from '../../cshis/library.ts'
import { cshisHandler, type CshisHandler } from '../../handlers/cshis.ts'
import type { Caller } from '../../handlers/handler.ts'
import { threeCardHandlers } from '../../handlers/three-cards.ts'
import { visitWritingHandlers } from '../../handlers/visit-writing.ts'
import { visitHandlers } from '../../handlers/visits.ts'
import { FromCard } from '../../sessions/epoch.ts'
import type { Store } from '../../store/store.ts'
import { openStore, quietLog } from '../../store/store.fixture.ts'
import { VisitDesk } from '../visit-desk.ts'
import type { CrashWorld } from './crash-world.fixture.ts'

export type Called =
  | { readonly result: Readonly<Record<string, unknown>> }
  | { readonly failed: string, readonly code: number | undefined }

type LifeHandlers = Partial<Record<MethodName, (params: object, caller: Caller) => unknown>>

/** One life of the daemon: the store it opened, and everything above the three cards. */
export class CrashLife {
  readonly entropy: SeededRandom
  readonly store: Store
  readonly desk: VisitDesk
  readonly database: Database
  readonly #world: CrashWorld
  readonly #handlers: LifeHandlers
  readonly #cshis: CshisHandler
  readonly #forwarding: RemoteForwarding
  readonly #book: AuditBook

  /** @param bytes what is on the disk */
  constructor(world: CrashWorld, seed: number, bytes: Buffer) {
    this.#world = world
    this.entropy = new SeededRandom(seed)
    this.database = new Sqlite(bytes)
    const { clock, engine } = world
    this.store = openStore(this.database, {
      clock, entropy: this.entropy, onCommit: (moment) => world.commit(moment),
    })
    this.desk = new VisitDesk({
      clock, entropy: this.entropy, journal: async () => this.store.journal, eachCard: (work) => eachHealthCard(engine, work),
    })
    this.#book = new AuditBook(async () => this.store.audit, quietLog)
    const lazy = async () => engine
    const desk = async () => this.desk
    this.#handlers = {
      ...threeCardHandlers(lazy), ...visitWritingHandlers(lazy, desk), ...visitHandlers(lazy, clock, desk),
    } as LifeHandlers
    this.#forwarding = new RemoteForwarding(async () => world.line, desk)
    this.#cshis = cshisHandler(new CshisLibrary(lazy, clock, this.desk))
  }

  /**
   * As a door calls: the answer leaves, and then whoever wants to know is told so.
   * @param arrived called when the caller has the answer
   */
  async call(method: MethodName, params: object, arrived: (called: Called) => void = () => {}): Promise<Called> {
    const declared: readonly string[] = methods[method].errors
    const run = (caller: Caller) => this.#handlers[method]?.(methods[method].params.parse(params), caller)
    return this.#called('native', method, run, arrived, declared)
  }

  /** The same for a function of csHIS. */
  async cshis(name: Parameters<CshisHandler['call']>[0], params: object, arrived: (called: Called) => void): Promise<Called> {
    const run = (caller: Caller) => this.#cshis.call(name, { ...params }, caller)
    return ofCode(await this.#called('cshis', name, run, (called) => arrived(ofCode(called))))
  }

  /**
   * SequelNumber/Next of a program of 6.0, through our proxy: it has the cards sign for it first.
   * @returns with the number as the other doors tell it
   */
  async proxied(reader: string, arrived: (called: Called) => void): Promise<Called> {
    const wanted = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
    return numberOf(await this.proxiedCall('SequelNumber/Next', wanted, reader, (called) => arrived(numberOf(called))))
  }

  /** Any call of such a program, signed by the health card. */
  async proxiedCall<Name extends RemoteName>(
    name: Name, params: RemoteParams<Name>, reader: string, arrived: (called: Called) => void = () => {},
  ): Promise<Called> {
    const { engine, readers } = this.#world
    const toTell = (called: Called) => arrived(ofStatus(called))
    return ofStatus(await this.#called('remoteProxy', name, async (caller) => {
      const bundle = await engine.bundle({ cards: 'hc', service: remoteCallNamed(name).service, reader }, {})
      const opened = bundle instanceof FromCard ? readers.open(bundle, 'bundle') : bundle
      const body = encodeRemoteRequest(name, opened, params)
      return this.#forwarding.answer(this.#forwarding.callAt(remotePath(name))!, JSON.stringify(body), caller)
    }, toTell))
  }

  die(): void {
    this.desk.close()
    this.store.close()
  }

  async #called(
    door: AuditWho['door'], method: string, run: (caller: Caller) => unknown, arrived: (called: Called) => void,
    declared?: readonly string[],
  ): Promise<Called> {
    const sent: (() => void)[] = []
    const record = new CallRecord(this.#book, { door, caller: 'his' })
    await record.open(method)
    const called = await this.#answer(method, record, () => run({ onSent: (callback) => sent.push(callback), audit: record.note }))
    if ('failed' in called && declared?.includes(called.failed) === false) throw new Error(`${method} does not declare ${called.failed}`)
    this.#world.answered('before')
    arrived(called)
    this.#world.answered('after')
    for (const callback of sent) {
      try {
        callback()
      } catch (error) {
        if (!(error instanceof NhicardError)) throw error
      }
    }
    return called
  }

  async #answer(method: string, record: CallRecord, run: () => unknown): Promise<Called> {
    try {
      const given = await run()
      const result = (given instanceof FromCard ? this.#world.readers.open(given, method) : given) as Record<string, unknown>
      record.close(resultOf(result))
      return { result }
    } catch (error) {
      record.close(errorOf(error))
      if (!(error instanceof NhicardError)) throw error
      const { code } = error.details as { readonly code?: number }
      return { failed: error.name, code }
    }
  }
}

/** What the centre tells, or the status code that says why there is nothing. */
function ofStatus(called: Called): Called {
  if (!('result' in called)) return called
  const { statusCode, ...result } = called.result
  return statusCode === 0 ? { result } : { failed: '6.0', code: Number(statusCode) }
}

/** A visit of the centre. */
function numberOf(called: Called): Called {
  if (!('result' in called)) return called
  const { treatmentDateTime, ...visit } = called.result
  return { result: { visit: { ...visit, treatmentDateTime: isoFromRocDateTime(String(treatmentDateTime)) } } }
}

/** A code without a block is a failure. */
function ofCode(called: Called): Called {
  if (!('result' in called) || called.result['visit'] !== undefined) return called
  return { failed: 'csHIS', code: Number(called.result['code']) }
}
