import type { RemoteEffect } from '#protocols/cs6/remote-call'
import type { SiteStatus } from '#protocols/port/remote-centre'
import { Attempts } from './attempts.ts'
import { loopbackOnly, siteUrl, type ContactPolicy } from './contact-policy.ts'
import { patience, PATIENT_CONNECT, QUICK_CONNECT } from './patience.ts'
import { Site, type SiteOptions } from './site.ts'

export interface SitesOptions extends Omit<SiteOptions, 'changed'> {
  /** Origins, the one to be asked first in front; none: nobody is contacted. */
  readonly origins: readonly string[]
  /** This machine alone unless it says otherwise. */
  readonly mayContact?: ContactPolicy
  readonly onChange?: (sites: readonly SiteStatus[]) => void
}

/** What an answer means for whoever asked. */
export type Verdict<Value> =
  | { readonly kind: 'value', readonly value: Value }
  /** The centre will not, and another site would say the same. */
  | { readonly kind: 'refused', readonly error: Error }
  /** This site cannot and did nothing; the error is for when no other can. */
  | { readonly kind: 'elsewhere', readonly error: Error }
  /** It says an error after which nobody knows what happened. */
  | { readonly kind: 'uncertain', readonly error: Error }
  /** No answer to this. */
  | { readonly kind: 'unreadable' }

/**
 * What became of the same call elsewhere: nobody else was asked; the answer is lost, or still on its way, so it may have been
 * carried out; another site said that it could not.
 */
export type Before = 'first' | 'lost' | 'turnedAway'

export interface SiteCall<Value> {
  readonly path: string
  /** For JSON. */
  readonly body: unknown
  readonly effect: RemoteEffect
  readonly read: (body: unknown, before: Before) => Verdict<Value>
}

/** A call without an answer: sent to nobody, or of unknown outcome. The cause is what a site said, if any did. */
export class SitesError extends Error {
  override readonly name = 'SitesError'
  readonly failure: 'unreachable' | 'outcomeUnknown'

  constructor(failure: SitesError['failure'], options?: ErrorOptions) {
    super(failure === 'unreachable' ? 'no site could be reached' : 'what became of it is unknown', options)
    this.failure = failure
  }
}

interface Turn {
  readonly site: Site
  readonly isPatient: boolean
  readonly fresh: boolean
  /** This site was tried before. */
  readonly isAgain: boolean
}

/**
 * The sites of a centre, of which any can answer. The one that last answered is asked first; another at once when a request
 * certainly did not reach it or it says that it could do nothing, and when its answer is lost only what may be repeated. What
 * counts is never delivered again otherwise. What only reads is asked of both when one lets it wait: the first answer counts.
 */
export class Sites {
  /** The one that last answered in front. */
  readonly #sites: Site[]
  readonly #declared: readonly Site[]
  readonly #options: SitesOptions
  /** Of what is under way. */
  readonly #running = new Set<AbortController>()
  #isClosed = false

  /** @throws RangeError for an origin that is none or may not be contacted */
  constructor(options: SitesOptions) {
    const { origins, mayContact = loopbackOnly, onChange } = options
    this.#options = options
    const changed = () => this.#isClosed || onChange?.(this.status())
    this.#sites = origins.map((origin) => new Site(siteUrl(origin, mayContact), { ...options, changed }))
    this.#declared = [...this.#sites]
  }

  /** In the order of the configuration. */
  status(): readonly SiteStatus[] {
    return this.#declared.map((site) => site.status())
  }

  /** The network came back, the machine woke up: sites that rest are tried again at once. */
  hint(): void {
    if (this.#isClosed) return
    for (const site of this.#sites) {
      site.wake()
      this.#probe(site)
    }
  }

  /** Ends what is under way, as if its time were over. */
  close(): void {
    this.#isClosed = true
    for (const controller of this.#running) controller.abort()
    for (const site of this.#sites) site.close()
  }

  /** @throws SitesError, or the error of a verdict */
  async ask<Value>(call: SiteCall<Value>): Promise<Value> {
    if (this.#isClosed) throw new SitesError('unreachable')
    return this.#during((controller) => {
      const cancel = this.#options.clock.after(patience[call.effect].whole, () => controller.abort())
      return this.#askInTurn(call, controller.signal).finally(cancel)
    })
  }

  async #askInTurn<Value>({ path, body, effect, read }: SiteCall<Value>, signal: AbortSignal): Promise<Value> {
    const text = JSON.stringify(body)
    const { whole, answer, aside } = patience[effect]
    const turns = this.#turns(effect)
    const attempts = new Attempts<Turn>(this.#options.clock, aside)
    const isAnswered = new AbortController()
    const ends = AbortSignal.any([signal, isAnswered.signal])
    const start = (): void => {
      const turn = turns.shift()
      if (turn === undefined || signal.aborted) return
      const { site, isPatient, fresh } = turn
      attempts.add(turn, site.post({
        path, body: text, fresh, signal: ends,
        connectMs: isPatient ? PATIENT_CONNECT : QUICK_CONNECT, answerMs: turns.length === 0 ? whole : answer,
      }))
    }
    let isLost = false
    let said: Error | undefined
    try {
      start()
      for (;;) {
        const one = await attempts.next(turns[0]?.isAgain === false ? start : undefined)
        if (one === undefined) break
        const { of: turn, outcome } = one
        const { site, isPatient } = turn
        if (outcome.kind === 'unreached') {
          if (!isPatient && outcome.reason === 'timeout') turns.push({ ...turn, isPatient: true, isAgain: true })
        } else if (outcome.kind === 'answered') {
          const verdict = read(outcome.body, isLost || attempts.areRunning ? 'lost' : said === undefined ? 'first' : 'turnedAway')
          if (verdict.kind === 'value' || verdict.kind === 'refused') this.#prefer(site)
          if (verdict.kind === 'value') return verdict.value
          if (verdict.kind === 'refused') throw verdict.error
          if (verdict.kind === 'unreadable') site.distrust()
          else said = verdict.error
          if (verdict.kind !== 'elsewhere') isLost = true
        } else {
          if (outcome.stale) turns.unshift({ ...turn, fresh: true, isAgain: true })
          isLost = true
        }
        if (isLost && effect === 'counts') break
        start()
      }
    } finally {
      attempts.close()
      isAnswered.abort()
    }
    if (isLost) throw new SitesError('outcomeUnknown', { cause: said })
    throw said ?? new SitesError('unreachable')
  }

  /** Who is asked, in which order: sites that rest come last. The others are looked at meanwhile. */
  #turns(effect: RemoteEffect): Turn[] {
    const order = [...this.#sites].sort((one, other) => Number(one.isResting) - Number(other.isResting))
    for (const other of order.slice(1)) this.#probe(other)
    return order.map((site, index) => ({ site, isPatient: index === order.length - 1, fresh: effect === 'counts', isAgain: false }))
  }

  #prefer(site: Site): void {
    if (this.#sites[0] === site) return
    this.#sites.splice(this.#sites.indexOf(site), 1)
    this.#sites.unshift(site)
  }

  #probe(site: Site): void {
    void this.#during((controller) => site.probe(controller.signal))
  }

  async #during<Value>(work: (controller: AbortController) => Promise<Value>): Promise<Value> {
    const controller = new AbortController()
    this.#running.add(controller)
    try {
      return await work(controller)
    } finally {
      this.#running.delete(controller)
    }
  }
}
