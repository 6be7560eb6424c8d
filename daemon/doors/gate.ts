import { timingSafeEqual } from 'node:crypto'

/** What the gate looks at; header values as received. */
export interface Knock {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  /** `Authorization: Bearer …`, or the session secret a page offers as a WebSocket subprotocol. */
  readonly bearer: string | undefined
}

export type Admission =
  | { readonly admitted: true, readonly origin: string | undefined }
  /** 421: a name that is not ours (DNS rebinding); 403: a stranger's page; 401: no or a wrong credential. */
  | { readonly admitted: false, readonly status: 421 | 403 | 401 }

export interface GateRules {
  /** Port of the door, once it listens. */
  readonly port: () => number
  readonly enrolled: ReadonlySet<string>
  readonly token: string
  readonly isSession: (secret: string) => boolean
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Who may pass the native door. Refusal is the default; a rule admits:
 * - the console's own page (its Origin, or same-origin requests that carry none) with a session secret
 * - an enrolled origin
 * - a local program: no Origin, with the token of the state directory
 */
export class Gate {
  readonly #rules: GateRules

  constructor(rules: GateRules) {
    this.#rules = rules
  }

  /** Whether a request names this door. Everything else is answered 421 with nothing in it. */
  knows(host: string | undefined): boolean {
    return host !== undefined && LOOPBACK_NAMES.some((name) => host === `${name}:${this.#rules.port()}`)
  }

  isOwn(origin: string): boolean {
    return LOOPBACK_NAMES.some((name) => origin === `http://${name}:${this.#rules.port()}`)
  }

  isEnrolled(origin: string): boolean {
    return this.#rules.enrolled.has(origin)
  }

  /** For everything that reads or does something. */
  admit({ host, origin, fetchSite, bearer }: Knock): Admission {
    if (!this.knows(host)) return { admitted: false, status: 421 }
    const credential = (valid: boolean): Admission => (valid ? { admitted: true, origin } : { admitted: false, status: 401 })
    if (origin !== undefined) {
      if (this.isEnrolled(origin)) return { admitted: true, origin }
      if (!this.isOwn(origin)) return { admitted: false, status: 403 }
      return credential(bearer !== undefined && this.#rules.isSession(bearer))
    }
    if (fetchSite !== undefined) { // a browser; its same-origin GET carries no Origin
      if (fetchSite !== 'same-origin') return { admitted: false, status: 403 }
      return credential(bearer !== undefined && this.#rules.isSession(bearer))
    }
    return credential(bearer !== undefined && same(bearer, this.#rules.token))
  }

  /**
   * For the console's own files and the exchange of a one-time code: they hold no data, so no credential is asked, but
   * a page of somebody else gets not even these.
   */
  admitConsole({ host, origin, fetchSite }: Knock): Admission {
    if (!this.knows(host)) return { admitted: false, status: 421 }
    const strange = origin !== undefined && !this.isOwn(origin)
    const embedded = fetchSite !== undefined && fetchSite !== 'none' && fetchSite !== 'same-origin'
    return strange || embedded ? { admitted: false, status: 403 } : { admitted: true, origin }
  }
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
