import { NhicardError } from '#protocols/errors/nhicard-error'
import { errorObject, explain, idOf, parseMessage, readRequest } from '#protocols/native-api/json-rpc'
import { isAudited, isAuditedMethod } from '#protocols/audit/audited'
import type { Stage } from '#protocols/native-api/method'
import type { RequestId, Response } from '#protocols/native-api/wire'
import { isMethodName, methods, type MethodName, type ParamsOf } from '#protocols/native-api/registry'
import type { AuditBook } from '../audit/audit-book.ts'
import { CallRecord, errorOf, resultOf } from '../audit/call-record.ts'
import type { CshisHandler } from '../handlers/cshis.ts'
import type { Caller, Handlers } from '../handlers/handler.ts'
import type { Log } from '../log.ts'
import { FromCard } from '../sessions/epoch.ts'
import type { Readers } from '../sessions/readers.ts'
import { loggedInside } from './inside-failure.ts'

/** An answer that is finished when it is sent: what came from a card is opened then, or refused as stale. */
type Pending = () => Response | undefined

/** A caller as a door knows it: which of its requests is told of progress, the dispatcher decides. */
export interface DoorCaller extends Omit<Caller, 'progress' | 'audit'> {
  /** For the audit: `token`, `console`, `origin https://…`. */
  readonly who: string
  readonly progressOf?: (id: RequestId) => ((stage: Stage) => void) | undefined
}

/** JSON-RPC 2.0 over the declarations: text in, text out. The same for WebSocket and HTTP. */
export class Dispatcher {
  readonly #handlers: Handlers
  readonly #readers: Readers
  readonly #log: Log
  readonly #cshis: () => Promise<CshisHandler>
  readonly #audit: AuditBook

  /** @param cshis the functions of the official control software, loaded when one is first called */
  constructor(handlers: Handlers, cshis: () => Promise<CshisHandler>, readers: Readers, log: Log, audit: AuditBook) {
    this.#handlers = handlers
    this.#cshis = cshis
    this.#readers = readers
    this.#log = log
    this.#audit = audit
  }

  /** The answer to a message, with the error of a single request where there is one; no text for notifications. */
  async answer(text: string, caller: DoorCaller): Promise<{ text: string | undefined, error?: NhicardError }> {
    let message: ReturnType<typeof parseMessage>
    try {
      message = parseMessage(text)
    } catch (error) {
      const named = this.#named(error)
      return { text: JSON.stringify({ jsonrpc: '2.0', id: null, error: errorObject(named) }), error: named }
    }
    if (!message.batch) {
      let failed: NhicardError | undefined
      const pending = await this.#one(message.items[0], caller, (error) => {
        failed = error
      })
      const response = pending()
      const sent = response === undefined ? undefined : JSON.stringify(response)
      return failed === undefined ? { text: sent } : { text: sent, error: failed }
    }
    const pending = await Promise.all(message.items.map((item) => this.#one(item, caller, () => {})))
    const responses = pending.map((finish) => finish()).filter((response) => response !== undefined)
    return { text: responses.length === 0 ? undefined : JSON.stringify(responses) }
  }

  async #one(item: unknown, { progressOf, ...caller }: DoorCaller, onError: (error: NhicardError) => void): Promise<Pending> {
    const id = idOf(item)
    const fail = (error: unknown, method?: string): Response => {
      const named = this.#named(error, method)
      onError(named)
      return { jsonrpc: '2.0', id, error: errorObject(named) }
    }
    let name: string | undefined
    let silent = false
    let record: CallRecord | undefined
    try {
      const request = readRequest(item)
      silent = request.id === undefined
      name = request.method
      const door = name.startsWith(CSHIS) ? 'cshis' : 'native'
      record = new CallRecord(this.#audit, { door, caller: caller.who, user: request.meta?.user })
      const progress = request.id === undefined ? undefined : progressOf?.(request.id)
      // nobody hears what a notification is answered
      const silence = silent ? { onSent: () => {} } : {}
      const asked = { ...caller, audit: record.note, ...progress === undefined ? {} : { progress }, ...silence }
      const result = await this.#call(request.method, request.params ?? {}, asked, record)
      return this.#finishing(result, request.method, record, (answer) => (
        silent ? undefined : 'error' in answer ? fail(answer.error, request.method) : { jsonrpc: '2.0', id, result: answer.opened }
      ))
    } catch (error) {
      record?.close(errorOf(error))
      const response = fail(error, name)
      return () => (silent ? undefined : response)
    }
  }

  /** What came from a card is opened when the answer is sent, and what became of it is what the audit says. */
  #finishing(
    result: unknown, method: string, record: CallRecord,
    respond: (answer: { opened: unknown } | { error: unknown }) => Response | undefined,
  ): Pending {
    return () => {
      let opened: unknown
      try {
        opened = result instanceof FromCard ? this.#readers.open(result, method) : result
      } catch (error) {
        record.close(errorOf(error))
        return respond({ error })
      }
      record.close(resultOf(opened))
      return respond({ opened })
    }
  }

  async #call(name: string, params: object, caller: Caller, record: CallRecord): Promise<unknown> {
    if (name.startsWith(CSHIS)) return this.#callFunction(name, params, caller, record)
    if (!isMethodName(name)) throw unknown(name)
    if (isAuditedMethod(methods[name])) await record.open(name)
    const parsed = methods[name].params.safeParse(params)
    if (!parsed.success) throw new NhicardError('PARAMS_INVALID', { method: name, why: explain(parsed.error) })
    return this.#run(name, parsed.data as ParamsOf<typeof name>, caller)
  }

  async #callFunction(name: string, params: object, caller: Caller, record: CallRecord): Promise<unknown> {
    const cshis = await this.#cshis()
    const method = cshis.find(name)
    if (method === undefined) throw unknown(name)
    if (isAudited(method.declared)) await record.open(`${CSHIS}${method.name}`)
    const parsed = method.params.safeParse(params)
    if (!parsed.success) throw new NhicardError('PARAMS_INVALID', { method: name, why: explain(parsed.error) })
    if (caller.isPage && method.declared.notForPages !== undefined) throw new NhicardError('PAGE_REFUSED', { method: name })
    return cshis.call(method.name, parsed.data, caller)
  }

  #run<Name extends MethodName>(name: Name, params: ParamsOf<Name>, caller: Caller): unknown {
    return this.#handlers[name](params, caller)
  }

  /** Anything that is not an error of ours is a defect: the log gets its kind and a trace id, the caller the id. */
  #named(error: unknown, method?: string): NhicardError {
    const about = method !== undefined && isMethodName(method) ? { method } : {} // any other text is the caller's
    if (error instanceof NhicardError) {
      this.#log.debug('call refused', { ...about, error: error.name })
      return error
    }
    return new NhicardError('INTERNAL_FAILED', { trace: loggedInside(this.#log, error, about) })
  }
}

/** Begins the names of the functions of the official control software. */
const CSHIS = 'cshis.'

function unknown(name: string): NhicardError {
  return new NhicardError('METHOD_UNKNOWN', { method: name.replaceAll(/[^\w.$-]/g, '?').slice(0, 80) })
}
