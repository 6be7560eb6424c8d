import type { RemoteEffect } from '#protocols/cs6/remote-call'
import type { SiteStatus } from '#protocols/port/remote-centre'
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

export interface SiteCall<Value> {
  readonly path: string
  /** For JSON. */
  readonly body: unknown
  readonly effect: RemoteEffect
  /** @param isRepeated it may have been carried out before, by a try whose answer was lost */
  readonly read: (body: unknown, isRepeated: boolean) => Verdict<Value>
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
}

/**
 * The sites of a centre, of which any can answer. The one that last answered is asked first; another at once when a request
 * certainly did not reach it, and when its answer is lost only what may be repeated. What counts is delivered at most once.
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
    const { whole, answer } = patience[effect]
    const turns = this.#turns(effect)
    let isLost = false
    let said: Error | undefined
    for (let turn = turns.shift(); turn !== undefined && !signal.aborted; turn = turns.shift()) {
      const { site, isPatient, fresh } = turn
      const outcome = await site.post({
        path, body: text, fresh, signal,
        connectMs: isPatient ? PATIENT_CONNECT : QUICK_CONNECT, answerMs: turns.length === 0 ? whole : answer,
      })
      if (outcome.kind === 'unreached') {
        if (!isPatient && outcome.reason === 'timeout') turns.push({ ...turn, isPatient: true })
        continue
      }
      if (outcome.kind === 'answered') {
        const verdict = read(outcome.body, isLost)
        if (verdict.kind === 'value' || verdict.kind === 'refused') this.#prefer(site)
        if (verdict.kind === 'value') return verdict.value
        if (verdict.kind === 'refused') throw verdict.error
        if (verdict.kind === 'unreadable') site.distrust()
        else said = verdict.error
        if (verdict.kind === 'elsewhere') continue
      } else if (outcome.stale) {
        turns.unshift({ ...turn, fresh: true })
      }
      isLost = true
      if (effect === 'counts') break
    }
    if (isLost) throw new SitesError('outcomeUnknown', { cause: said })
    throw said ?? new SitesError('unreachable')
  }

  /** Who is asked, in which order: sites that rest come last. The others are looked at meanwhile. */
  #turns(effect: RemoteEffect): Turn[] {
    const order = [...this.#sites].sort((one, other) => Number(one.isResting) - Number(other.isResting))
    for (const other of order.slice(1)) this.#probe(other)
    return order.map((site, index) => ({ site, isPatient: index === order.length - 1, fresh: effect === 'counts' }))
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
