import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import { createSecureContext, rootCertificates } from 'node:tls'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { SiteStatus } from '#protocols/port/remote-centre'
import { backoffMs } from '../child/backoff.ts'
import { CLOCK_TOLERANCE } from './clock-tolerance.ts'
import { postJson, type JsonPost } from './json-post.ts'
import { PATIENT_CONNECT, siteBackoff } from './patience.ts'
import type { SiteOutcome, SiteReason } from './site-outcome.ts'

export interface SiteOptions {
  readonly clock: Clock
  readonly entropy: Entropy
  /** PEM of a certificate authority believed besides those that Node knows: for a test centre. */
  readonly authority?: string
  /** Called when a page that shows the site would show something else. */
  readonly changed: () => void
}

/** What `postJson` wants, but what the site knows itself. */
export interface SitePost extends Pick<JsonPost, 'body' | 'connectMs' | 'answerMs' | 'signal'> {
  readonly path: string
  /** On a connection of its own: an old one may end just when it is written to, and nobody knows then what arrived. */
  readonly fresh: boolean
}

/** One site of the centre: its connections, and what is remembered of how it answers. */
export class Site {
  readonly #url: URL
  readonly #options: SiteOptions
  readonly #kept: Agent
  readonly #single: Agent
  #state: SiteStatus['state'] = 'unknown'
  #reason: SiteReason | undefined
  #answeredAt: number | undefined
  #clockAheadMs: number | undefined
  /** In a row. */
  #failures = 0
  #restsUntil = 0
  /** The last failure was one of connecting, which can be tried without asking anything. */
  #isUnreached = false
  #isProbed = false

  constructor(url: URL, options: SiteOptions) {
    this.#url = url
    this.#options = options
    const { authority } = options
    // made once: from a list of authorities every connection would read all of them again, which takes longer than the call
    const trust = authority === undefined ? {} : { secureContext: createSecureContext({ ca: [...rootCertificates, authority] }) }
    const agent = (keepAlive: boolean) => (url.protocol === 'https:' ? new TlsAgent({ keepAlive, ...trust }) : new Agent({ keepAlive }))
    this.#kept = agent(true)
    this.#single = agent(false)
  }

  status(): SiteStatus {
    const ahead = this.#clockAheadMs
    return {
      origin: this.#url.origin, state: this.#state,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      ...(this.#answeredAt === undefined ? {} : { answeredAt: new Date(this.#answeredAt).toISOString() }),
      ...(ahead === undefined ? {} : { clockAheadMs: ahead, clockWrong: Math.abs(ahead) > CLOCK_TOLERANCE }),
    }
  }

  /** Whether it failed so lately that others are asked first. */
  get isResting(): boolean {
    const left = this.#restsUntil - this.#options.clock.now()
    return left > 0 && left <= siteBackoff.cap // more: our clock was put back
  }

  async post({ path, fresh, ...post }: SitePost): Promise<SiteOutcome> {
    const { clock } = this.#options
    const agent = fresh ? this.#single : this.#kept
    const outcome = await postJson({ ...post, clock, agent, url: new URL(path, this.#url) })
    if (outcome.kind === 'answered') this.#answered(outcome.clockAheadMs)
    else if (outcome.kind === 'unreached') this.#failed(outcome.reason, true)
    else if (!outcome.stale) this.#failed(outcome.reason, false)
    return outcome
  }

  /** It answered what is no answer to that. */
  distrust(): void {
    this.#failed('protocol', false)
  }

  /** Connects and does no more, when that is what failed last, and its rest is over. */
  async probe(signal: AbortSignal): Promise<void> {
    if (!this.#isUnreached || this.isResting || this.#isProbed) return
    const { clock } = this.#options
    this.#isProbed = true
    const outcome = await postJson({
      clock, signal, url: this.#url, agent: this.#single, body: undefined, connectMs: PATIENT_CONNECT, answerMs: 0,
    })
    this.#isProbed = false
    if (signal.aborted) return
    if (outcome.kind === 'answered') this.#stands()
    else this.#failed(outcome.reason, true)
  }

  /** Something changed on the way to it: its rest is over, and connections that wait for a next request may be dead. */
  wake(): void {
    this.#failures = 0
    this.#restsUntil = 0
    for (const idle of Object.values(this.#kept.freeSockets)) for (const socket of idle ?? []) socket.destroy()
  }

  close(): void {
    this.#kept.destroy()
    this.#single.destroy()
  }

  #answered(clockAheadMs: number | undefined): void {
    this.#answeredAt = this.#options.clock.now()
    const wasWrong = this.status().clockWrong
    this.#clockAheadMs = clockAheadMs
    this.#stands(this.status().clockWrong !== wasWrong)
  }

  #stands(isNews = false): void {
    const was = this.#state
    this.#failures = 0
    this.#restsUntil = 0
    this.#isUnreached = false
    this.#state = 'up'
    this.#reason = undefined
    if (was !== 'up' || isNews) this.#options.changed()
  }

  #failed(reason: SiteReason, isUnreached: boolean): void {
    const { clock, entropy, changed } = this.#options
    const isNews = this.#state !== 'down' || this.#reason !== reason
    this.#failures += 1
    this.#restsUntil = clock.now() + backoffMs(this.#failures, entropy, siteBackoff)
    this.#isUnreached = isUnreached
    this.#state = 'down'
    this.#reason = reason
    if (isNews) changed()
  }
}
