import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { verbOf, pathOf } from '#protocols/cs6/local-call'
import { localCalls } from '#protocols/cs6/local/index'
import { callOf, refusalOf, type Cs6Desk } from '../../cs6/desk.ts'
import type { Log } from '../../log.ts'
import { HIS_USER_HEADER, hisUserIn } from '../his-user.ts'
import { localAdmission, whoIsLocal, type LocalAround } from '../local-admission.ts'
import type { LocalGate } from '../local-gate.ts'
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

/** nhi-facts §3.2: no such command; the body is none (assumed, see `protocols/cs6/request-body.ts`). */
const NO_COMMAND = 1701, WRONG = 1705, NO_OBJECT = 1706

const verbsOf = (path: string) => localCalls.filter((call) => pathOf(call) === path).map(verbOf)

/** The HTTP half of the door. Every path asks the gate; there is no other way in. */
export function cs6Http({ gate, owner, desk, log }: Cs6Http) {
  const app = new Hono<LocalAround>()
  app.use(localAdmission({ door: 'control software 6.0', gate, owner, log, verbs: 'GET, POST, PUT, DELETE' }))
  app.use(bodyLimit({
    maxSize: BODY_LIMIT,
    // what was not read is still on its way: the connection is good for nothing else
    onError: (context) => context.json(refusalOf(NO_OBJECT), 413, { Connection: 'close' }),
  }))

  app.all('*', async (context) => {
    const { method, path } = context.req
    const call = callOf.get(`${method} ${path}`)
    const verbs = verbsOf(path)
    if (call === undefined && verbs.length > 0) {
      context.header('Allow', verbs.join(', '))
      return context.json(refusalOf(NO_COMMAND), 405)
    }
    if (call === undefined) return context.json(refusalOf(NO_COMMAND), 404)
    const user = hisUserIn(context.req.header(HIS_USER_HEADER))
    if (user === null) return context.json(refusalOf(WRONG, HIS_USER_HEADER))
    const visitor = context.get('visitor')
    const { incoming: { socket } } = context.env
    const caller = { gone: () => socket.destroyed, isPage: visitor.origin !== undefined }
    return context.json(await desk.answer(call, await context.req.text(), whoIsLocal(visitor), caller, user))
  })

  app.onError((_, context) => context.json(refusalOf(OTHER), 500)) // no stack crosses a door
  return app
}
