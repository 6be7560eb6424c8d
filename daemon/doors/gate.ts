import { timingSafeEqual } from 'node:crypto'

/** What the gate looks at; header values as received. */
export interface Knock {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  /** `Authorization: Bearer …`, or the session secret a page offers as a WebSocket subprotocol. */
  readonly bearer: string | undefined
}

/** By what somebody was admitted; `console` is the right to the console's own files, which hold no data. */
export type Right = 'token' | 'session' | 'enrolment' | 'console'

export type Admission =
  | { readonly admitted: true, readonly right: Right, readonly origin: string | undefined }
  /** 421: a name that is not ours (DNS rebinding); 403: a stranger's page; 401: no or a wrong credential. */
  | { readonly admitted: false, readonly status: 421 | 403 | 401 }

/** As the audit names whoever was admitted. */
export function whoIs({ right, origin }: Extract<Admission, { admitted: true }>): string {
  return right === 'enrolment' && origin !== undefined ? `origin ${origin}` : right === 'token' ? 'token' : 'console'
}

export interface GateRules {
  /** Port of the door, once it listens. */
  readonly port: () => number
  readonly enrolled: ReadonlySet<string>
  readonly token: string
  readonly isSession: (secret: string) => boolean
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/** Whether a request names a door of this PC at its port. */
export function isOfDoor(host: string | undefined, port: number): boolean {
  return host !== undefined && LOOPBACK_NAMES.some((name) => host === `${name}:${port}`)
}

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

  get token(): string {
    return this.#rules.token
  }

  /** Whether a request names this door. Everything else is answered 421 with nothing in it. */
  knows(host: string | undefined): boolean {
    return isOfDoor(host, this.#rules.port())
  }

  isOwn(origin: string): boolean {
    return LOOPBACK_NAMES.some((name) => origin === `http://${name}:${this.#rules.port()}`)
  }

  /** The permission a browser asks for before a page of an enrolled origin may send its request. */
  admitPreflight({ host, origin }: Knock): Admission {
    if (!this.knows(host)) return { admitted: false, status: 421 }
    if (origin === undefined || !this.isEnrolled(origin)) return { admitted: false, status: 403 }
    return { admitted: true, right: 'enrolment', origin }
  }

  isEnrolled(origin: string): boolean {
    return this.#rules.enrolled.has(origin)
  }

  /** For everything that reads or does something. */
  admit({ host, origin, fetchSite, bearer }: Knock): Admission {
    if (!this.knows(host)) return { admitted: false, status: 421 }
    const credential = (right: Right, valid: boolean): Admission =>
      (valid ? { admitted: true, right, origin } : { admitted: false, status: 401 })
    const session = () => credential('session', bearer !== undefined && this.#rules.isSession(bearer))
    if (origin !== undefined) {
      if (this.isOwn(origin)) return session()
      return this.isEnrolled(origin) ? credential('enrolment', true) : { admitted: false, status: 403 }
    }
    // A browser; its same-origin GET carries no Origin.
    if (fetchSite !== undefined) return fetchSite === 'same-origin' ? session() : { admitted: false, status: 403 }
    return credential('token', bearer !== undefined && same(bearer, this.#rules.token))
  }

  /**
   * For the console's own files and the exchange of a one-time code: they hold no data, so no credential is asked, but
   * a page of somebody else gets not even these.
   */
  admitConsole({ host, origin, fetchSite }: Knock): Admission {
    if (!this.knows(host)) return { admitted: false, status: 421 }
    const strange = origin !== undefined && !this.isOwn(origin)
    const embedded = fetchSite !== undefined && fetchSite !== 'none' && fetchSite !== 'same-origin'
    return strange || embedded ? { admitted: false, status: 403 } : { admitted: true, right: 'console', origin }
  }
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
