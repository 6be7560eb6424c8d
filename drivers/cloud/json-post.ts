import { request as requestHttp, type Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { Clock } from '#protocols/port/clock'
import { clockAhead, reasonOf, type SiteOutcome, type SiteReason } from './site-outcome.ts'

/** Largest answer in bytes: sixty orders take a tenth of it. */
export const LONGEST_ANSWER = 1_048_576

export interface JsonPost {
  readonly url: URL
  /** Sent as it is; undefined to connect and do no more. */
  readonly body: string | undefined
  readonly clock: Clock
  readonly agent: Agent
  /** ms until the connection must stand, certificate and all. */
  readonly connectMs: number
  /** ms from then until the whole answer must be there. */
  readonly answerMs: number
  /** Ends it, as if its time were over. */
  readonly signal: AbortSignal
}

const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i

/**
 * One POST of JSON. Nothing of it is handed to a connection before that stands and its certificate is believed, so that a
 * request is certainly not sent until then. Redirects are not followed: an answer is status 200 with JSON, or it is none.
 */
export function postJson(post: JsonPost): Promise<SiteOutcome> {
  return new Promise((resolve) => new Exchange(post, resolve))
}

class Exchange {
  readonly #post: JsonPost
  readonly #request: ClientRequest
  readonly #resolve: (outcome: SiteOutcome) => void
  readonly #abandon = () => this.#fail('timeout')
  #cancelDeadline: () => void
  #isWritten = false
  #isOver = false
  #sentAt = 0
  #response: IncomingMessage | undefined

  constructor(post: JsonPost, resolve: (outcome: SiteOutcome) => void) {
    this.#post = post
    this.#resolve = resolve
    const { url, agent, clock, body = '' } = post
    const isTls = url.protocol === 'https:'
    this.#request = (isTls ? requestHttps : requestHttp)(url, {
      method: 'POST', agent, rejectUnauthorized: true,
      headers: { 'accept': 'application/json', 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    })
    this.#cancelDeadline = clock.after(post.connectMs, this.#abandon)
    this.#request.on('error', (error) => this.#fail(reasonOf(error)))
    this.#request.on('close', () => this.#fail('network'))
    this.#request.on('upgrade', (_, socket) => {
      socket.destroy()
      this.#fail('protocol')
    })
    this.#request.on('response', (response) => this.#receive(response))
    this.#request.on('socket', (socket) => this.#await(socket, isTls))
    if (post.signal.aborted) this.#abandon()
    else post.signal.addEventListener('abort', this.#abandon, { once: true })
  }

  /** Until the connection stands. */
  #await(socket: NonNullable<ClientRequest['socket']>, isTls: boolean): void {
    if (this.#request.reusedSocket) return this.#write()
    const stands = isTls ? socket instanceof TLSSocket && socket.authorized : !socket.connecting
    if (stands) this.#write()
    else socket.once(isTls ? 'secureConnect' : 'connect', () => this.#write())
  }

  #write(): void {
    if (this.#isOver) return
    const { clock, answerMs, body } = this.#post
    this.#cancelDeadline()
    this.#sentAt = clock.now()
    if (body === undefined) return this.#end({ kind: 'answered', body: undefined, clockAheadMs: undefined })
    this.#isWritten = true
    this.#cancelDeadline = clock.after(answerMs, this.#abandon)
    this.#request.end(body)
  }

  #receive(response: IncomingMessage): void {
    this.#response = response
    response.on('error', (error) => this.#fail(reasonOf(error)))
    response.on('aborted', () => this.#fail('network'))
    const { 'content-type': type = '', 'content-encoding': encoding, date } = response.headers
    if (response.statusCode !== 200 || !JSON_TYPE.test(type) || encoding !== undefined) return this.#fail('protocol')
    const parts: Buffer[] = []
    let size = 0
    response.on('data', (part: Buffer) => {
      size += part.length
      if (size > LONGEST_ANSWER) this.#fail('protocol')
      else parts.push(part)
    })
    response.on('end', () => {
      if (!response.complete) return this.#fail('network')
      const body = parsed(Buffer.concat(parts))
      if (body === undefined) return this.#fail('protocol')
      this.#end({ kind: 'answered', body, clockAheadMs: clockAhead(date, this.#sentAt, this.#post.clock.now()) })
    })
  }

  #fail(reason: SiteReason): void {
    if (!this.#isWritten) return this.#end({ kind: 'unreached', reason })
    const stale = this.#request.reusedSocket && reason === 'network' && this.#response === undefined
    this.#end({ kind: 'lost', reason, stale })
  }

  #end(outcome: SiteOutcome): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelDeadline()
    this.#post.signal.removeEventListener('abort', this.#abandon)
    // an answered connection is kept for the next; any other might still bring the answer to this, and is ended
    if (outcome.kind !== 'answered' || outcome.body === undefined) this.#request.destroy()
    this.#resolve(outcome)
  }
}

/** @returns undefined for what is not JSON in UTF-8 */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch {
    return undefined
  }
}
