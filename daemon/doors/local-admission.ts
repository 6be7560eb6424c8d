import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import type { Log } from '../log.ts'
import { HIS_USER_HEADER } from './his-user.ts'
import type { LocalAdmission, LocalGate, Visitor } from './local-gate.ts'
import type { Connection, Owner } from './peer-owner.ts'

/** Of a door whose programs know no token. */
export type LocalAround = { Bindings: HttpBindings, Variables: { visitor: Visitor } }

/** As the audit names whoever was admitted, and as doors tell programs apart. */
export function whoIsLocal({ origin, uid }: Visitor): string {
  return origin === undefined ? `user ${uid}` : `origin ${origin}`
}

export interface LocalAdmissionRules {
  /** For the log. */
  readonly door: string
  readonly gate: LocalGate
  /** Who holds the other end of a connection. */
  readonly owner: (connection: Connection) => Promise<Owner>
  /** Verbs that pages may use: `GET, POST`. */
  readonly verbs: string
  readonly log: Log
}

/** On every answer: nothing is kept or sniffed. */
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' }

/** What the log says of a refusal that somebody on this PC can mend. */
const mendable = {
  user: 'a program of a user who is not in doors.users was refused',
  platform: 'this system does not tell whose a connection is: programs are refused, pages are not',
} as const

/** Asks the gate before every path, and answers the preflight of pages; what is not admitted gets a status and nothing else. */
export function localAdmission({ door, gate, owner, verbs, log }: LocalAdmissionRules): MiddlewareHandler<LocalAround> {
  const owners = new WeakMap<object, Promise<Owner>>()
  const said = new Set<string>()

  /** Of a connection once: its ends do not change hands. */
  const ownerOf = (connection: Connection): Promise<Owner> => {
    const known = owners.get(connection) ?? owner(connection)
    owners.set(connection, known)
    return known
  }

  const admit = async (context: Context<LocalAround>): Promise<LocalAdmission> => {
    const knock = { host: context.req.header('host'), origin: context.req.header('origin') }
    if (context.req.method === 'OPTIONS') return gate.admitPreflight(knock)
    const fetchSite = context.req.header('sec-fetch-site')
    return gate.admit({ ...knock, fetchSite, owner: () => ownerOf(context.env.incoming.socket) })
  }

  const tell = (why: string): void => {
    if (said.has(why) || !(why in mendable)) return log.debug('refused', { door, why })
    said.add(why)
    log.warn(mendable[why as keyof typeof mendable], { door })
  }

  const preflight = (context: Context<LocalAround>): Response => {
    context.header('Access-Control-Allow-Methods', verbs)
    context.header('Access-Control-Allow-Headers', `content-type, ${HIS_USER_HEADER.toLowerCase()}`)
    // a page of the public network that asks a program of this PC is asked twice by some browsers
    if (context.req.header('access-control-request-private-network') === 'true') {
      context.header('Access-Control-Allow-Private-Network', 'true')
    }
    return context.body(null, 204)
  }

  return async (context, next) => {
    const admission = await admit(context)
    if ('visitor' in admission) {
      context.set('visitor', admission.visitor)
      if (context.req.method === 'OPTIONS') context.res = preflight(context)
      else await next()
    } else {
      tell(admission.why)
      context.res = context.body(null, admission.status)
    }
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value)
    if (!('visitor' in admission) || admission.visitor.origin === undefined) return
    context.header('Access-Control-Allow-Origin', admission.visitor.origin)
    context.header('Vary', 'Origin')
  }
}
