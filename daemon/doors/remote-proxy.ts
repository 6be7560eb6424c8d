import { getRequestListener } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { PROXY_PREFIX } from './native.ts'
import { formatCodes } from '#protocols/cs6/request-body'
import type { RemoteCentre } from '#protocols/port/remote-centre'
import type { AuditBook } from '../audit/audit-book.ts'
import { CallRecord, errorOf } from '../audit/call-record.ts'
import type { Config } from '../config.ts'
import { RemoteForwarding } from '../cs6/remote-forwarding.ts'
import type { Log } from '../log.ts'
import { HIS_USER_HEADER, hisUserIn } from './his-user.ts'
import { localAdmission, whoIsLocal, type LocalAdmissionRules, type LocalAround } from './local-admission.ts'
import { loggedInside } from './inside-failure.ts'
import { LocalGate } from './local-gate.ts'
import type { Handle } from './loopback-servers.ts'
import { peerOwner } from './peer-owner.ts'
import type { VisitDesk } from '../visits/visit-desk.ts'
import { admittedUsers } from './user-names.ts'

interface ProxyParts extends Pick<LocalAdmissionRules, 'gate' | 'owner' | 'log'> {
  readonly forwarding: RemoteForwarding
  readonly audit: AuditBook
}

/** Bytes of a body: the largest call has 60 orders. */
const BODY_LIMIT = 64 * 1_024
/** nhi-facts §3.2: no such command; other. */
const NO_COMMAND = 1701, OTHER = 1799

/** The remote API of control software 6.0 on the native port, for programs whose remote address is changed to ours. */
export function remoteProxyHttp({ gate, owner, log, forwarding, audit }: ProxyParts) {
  const app = new Hono<LocalAround>()
  const tooLarge = (context: Context) => {
    context.header('Connection', 'close') // the rest of the body is still on its way
    return context.json({ statusCode: formatCodes.noObject }, 413)
  }
  app.use(localAdmission({ door: 'remote proxy', gate, owner, log, verbs: 'POST' }))
  app.use(bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge }))

  app.all('*', async (context) => {
    const { method, path } = context.req
    const call = forwarding.callAt(path.slice(PROXY_PREFIX.length))
    const answer = (statusCode: number, status: ContentfulStatusCode) => context.json({ statusCode }, status)
    if (call === undefined) return answer(NO_COMMAND, 404)
    if (method !== 'POST') {
      context.header('Allow', 'POST')
      return answer(NO_COMMAND, 405)
    }
    const user = hisUserIn(context.req.header(HIS_USER_HEADER))
    if (user === null) return answer(formatCodes.wrong, 200)
    const record = new CallRecord(audit, { door: 'remoteProxy', caller: whoIsLocal(context.get('visitor')), user })
    await record.open(call.name)
    const { outgoing } = context.env
    const onSent = outgoing === undefined ? {} : { onSent: (callback: () => void) => void outgoing.once('finish', callback) }
    try {
      const forwarded = await forwarding.answer(call, await context.req.text(), { audit: record.note, ...onSent })
      record.close(forwarded.statusCode === 0 ? 'ok' : String(forwarded.statusCode))
      return context.json(forwarded)
    } catch (error) {
      record.close(errorOf(error))
      throw error
    }
  })

  app.onError((error, context) => {
    loggedInside(log, error, { method: 'remote proxy' })
    return context.json({ statusCode: OTHER }, 500) // no stack crosses a door
  })
  return app
}

export interface RemoteProxyGround {
  readonly config: Config
  readonly log: Log
  /** Port of the native door. */
  readonly port: () => number
  readonly remote: () => Promise<RemoteCentre | undefined>
  readonly desk: () => Promise<VisitDesk>
  readonly audit: AuditBook
}

/** What the native door hands requests of these paths to. */
export function remoteProxy({ config, log, port, remote, desk, audit }: RemoteProxyGround): Handle {
  const gate = new LocalGate({ port, enrolled: new Set(config.origins), users: admittedUsers(config.doors.users, log) })
  const forwarding = new RemoteForwarding(remote, desk)
  return getRequestListener(remoteProxyHttp({ gate, owner: peerOwner, log, forwarding, audit }).fetch)
}
