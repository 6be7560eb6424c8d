import type { Owner } from './peer-owner.ts'
import { isOfDoor } from './gate.ts'

/** What the gate looks at; header values as received. */
export interface LocalKnock {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  /** Whose the connection is; asked only of those who are no page. */
  readonly owner: () => Promise<Owner>
}

/** Who was admitted: a page of an enrolled origin, or a program of a user of this PC. */
export type Visitor = { readonly origin: string, readonly uid?: never } | { readonly uid: number, readonly origin?: never }

export type LocalAdmission =
  | { readonly visitor: Visitor }
  /** 421: a name that is not ours (DNS rebinding); 403: a stranger. */
  | { readonly status: 421 | 403, readonly why: 'host' | 'origin' | 'browser' | 'user' | 'platform' }

export interface LocalGateRules {
  /** Port of the door, once it listens. */
  readonly port: () => number
  readonly enrolled: ReadonlySet<string>
  /** User ids of this PC whose programs may come. */
  readonly users: ReadonlySet<number>
}

/**
 * Who may pass a door that speaks a language of NHIA's, whose programs know no token. Refusal is the default; a rule admits:
 * - a page of an enrolled origin
 * - a program of this PC, by the user who holds the other end of its connection; what says that it is a browser is none
 */
export class LocalGate {
  readonly #rules: LocalGateRules

  constructor(rules: LocalGateRules) {
    this.#rules = rules
  }

  async admit({ host, origin, fetchSite, owner }: LocalKnock): Promise<LocalAdmission> {
    const { port, enrolled, users } = this.#rules
    if (!isOfDoor(host, port())) return { status: 421, why: 'host' }
    if (origin !== undefined) return enrolled.has(origin) ? { visitor: { origin } } : { status: 403, why: 'origin' }
    if (fetchSite !== undefined) return { status: 403, why: 'browser' }
    const found = await owner()
    if (found === 'unsupported') return { status: 403, why: 'platform' }
    return found !== 'unknown' && users.has(found.uid) ? { visitor: found } : { status: 403, why: 'user' }
  }

  /** The permission a browser asks for before a page of an enrolled origin may send its request. */
  admitPreflight({ host, origin }: Pick<LocalKnock, 'host' | 'origin'>): LocalAdmission {
    if (!isOfDoor(host, this.#rules.port())) return { status: 421, why: 'host' }
    return origin !== undefined && this.#rules.enrolled.has(origin) ? { visitor: { origin } } : { status: 403, why: 'origin' }
  }
}
