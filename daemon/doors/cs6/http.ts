import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { verbOf, pathOf } from '#protocols/cs6/local-call'
import { localCalls } from '#protocols/cs6/local/index'
import { callOf, refusalOf, type Cs6Desk } from '../../cs6/desk.ts'
import type { Log } from '../../log.ts'
import type { LocalAdmission, LocalGate, Visitor } from '../local-gate.ts'
import { OTHER } from '../../cs6/status-code.ts'
import type { Connection, Owner } from '../peer-owner.ts'

export interface Cs6Http {
  readonly gate: LocalGate
  /** Who holds the other end of a connection. */
  readonly owner: (connection: Connection) => Promise<Owner>
  readonly desk: Cs6Desk
  readonly log: Log
}

/** Bytes of a body: the largest that a call has is a token of a virtual card. */
export const BODY_LIMIT = 64 * 1_024

/** nhi-facts §3.2: no such command; the body is none (assumed, see `daemon/cs6/body.ts`). */
const NO_COMMAND = 1701, NO_OBJECT = 1706

const verbsOf = (path: string) => localCalls.filter((call) => pathOf(call) === path).map(verbOf)

type Around = { Bindings: HttpBindings, Variables: { visitor: Visitor } }

/** On every answer: nothing is kept or sniffed. */
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' }

/** What the log says of a refusal that somebody on this PC can mend. */
const mendable = {
  user: 'a program of a user who is not in doors.users was refused at the door of control software 6.0',
  platform: 'this system does not tell whose a connection is: programs are refused at the door of control software 6.0, pages are not',
} as const

/** The HTTP half of the door. Every path asks the gate; there is no other way in. */
export function cs6Http({ gate, owner, desk, log }: Cs6Http) {
  const app = new Hono<Around>()
  const owners = new WeakMap<object, Promise<Owner>>()
  const said = new Set<string>()

  /** Of a connection once: its ends do not change hands. */
  const ownerOf = (connection: Connection): Promise<Owner> => {
    const known = owners.get(connection) ?? owner(connection)
    owners.set(connection, known)
    return known
  }

  const admit = async (context: Context<Around>): Promise<LocalAdmission> => {
    const knock = { host: context.req.header('host'), origin: context.req.header('origin') }
    if (context.req.method === 'OPTIONS') return gate.admitPreflight(knock)
    const fetchSite = context.req.header('sec-fetch-site')
    return gate.admit({ ...knock, fetchSite, owner: () => ownerOf(context.env.incoming.socket) })
  }

  const tell = (why: string): void => {
    if (said.has(why) || !(why in mendable)) return log.debug('refused at the door of control software 6.0', { why })
    said.add(why)
    log.warn(mendable[why as keyof typeof mendable])
  }

  app.use(async (context, next) => {
    const admission = await admit(context)
    if ('visitor' in admission) {
      context.set('visitor', admission.visitor)
      await next()
    } else {
      tell(admission.why)
      context.res = context.body(null, admission.status)
    }
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value)
    if (!('visitor' in admission) || admission.visitor.origin === undefined) return
    context.header('Access-Control-Allow-Origin', admission.visitor.origin)
    context.header('Vary', 'Origin')
  })

  app.use(bodyLimit({
    maxSize: BODY_LIMIT,
    // what was not read is still on its way: the connection is good for nothing else
    onError: (context) => context.json(refusalOf(NO_OBJECT), 413, { Connection: 'close' }),
  }))

  app.options('*', (context) => {
    context.header('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE')
    context.header('Access-Control-Allow-Headers', 'content-type')
    // a page of the public network that asks a program of this PC is asked twice by some browsers
    if (context.req.header('access-control-request-private-network') === 'true') {
      context.header('Access-Control-Allow-Private-Network', 'true')
    }
    return context.body(null, 204)
  })

  app.all('*', async (context) => {
    const { method, path } = context.req
    const call = callOf.get(`${method} ${path}`)
    const verbs = verbsOf(path)
    if (call === undefined && verbs.length > 0) {
      context.header('Allow', verbs.join(', '))
      return context.json(refusalOf(NO_COMMAND), 405)
    }
    if (call === undefined) return context.json(refusalOf(NO_COMMAND), 404)
    const { origin, uid } = context.get('visitor')
    const { incoming: { socket } } = context.env
    const caller = { gone: () => socket.destroyed, isPage: origin !== undefined }
    return context.json(await desk.answer(call, await context.req.text(), origin ?? `user ${uid}`, caller))
  })

  app.onError((_, context) => context.json(refusalOf(OTHER), 500)) // no stack crosses a door
  return app
}
