import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { errorObject } from '#protocols/native-api/json-rpc'
import { MESSAGE_LIMIT } from '#protocols/native-api/wire'
import type { ConsoleFile } from './console-files.ts'
import type { ConsoleSessions } from './console-sessions.ts'
import type { Dispatcher } from './dispatch.ts'
import { whoIs, type Admission, type Gate, type Knock, type Right } from './gate.ts'
import { proofOf } from './proof.ts'

export interface NativeHttp {
  readonly gate: Gate
  readonly sessions: ConsoleSessions
  readonly dispatcher: Dispatcher
  readonly consoleFile: (path: string) => ConsoleFile | undefined
  /** The OpenRPC document; made when somebody asks, start-up does not pay for it. */
  readonly openRpc: () => Promise<object>
}

const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
  "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ')

/** What needs no credential beside the console's files: the exchange of a one-time code, and the proof of who we are. */
const OPEN_TO_CONSOLE = new Set(['POST /session', 'GET /proof'])

/** On every answer: nothing is kept, framed, sniffed or read across origins. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

function knockOf(context: Context): Knock {
  return {
    host: context.req.header('host'),
    origin: context.req.header('origin'),
    fetchSite: context.req.header('sec-fetch-site'),
    bearer: /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1],
  }
}

/** A refusal says nothing but its status, except to a local program that only forgot its token. */
function refusal(context: Context, { status }: Extract<Admission, { admitted: false }>): Response {
  if (status !== 401) return context.body(null, status)
  return failure(context, new NhicardError('CREDENTIAL_MISSING', {}))
}

function failure(context: Context, error: NhicardError): Response {
  const body = { jsonrpc: '2.0', id: null, error: errorObject(error) }
  return context.json(body, error.row.http as ContentfulStatusCode)
}

/** The HTTP half of the native door. Every path asks the gate; there is no other way in. */
export function nativeHttp({ gate, sessions, dispatcher, consoleFile, openRpc }: NativeHttp) {
  const app = new Hono<{ Variables: { right: Right, who: string }, Bindings: Partial<HttpBindings> }>()
  const admit = (context: Context): Admission => {
    const knock = knockOf(context)
    const { path, method } = context.req
    const isFile = method === 'GET' && consoleFile(path) !== undefined
    if (isFile || OPEN_TO_CONSOLE.has(`${method} ${path}`)) return gate.admitConsole(knock)
    return method === 'OPTIONS' ? gate.admitPreflight(knock) : gate.admit(knock)
  }

  app.use(async (context, next) => {
    const admission = admit(context)
    if (admission.admitted) {
      context.set('right', admission.right)
      context.set('who', whoIs(admission))
      await next()
    } else context.res = refusal(context, admission)
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value)
    if (admission.admitted && admission.right === 'enrolment' && admission.origin !== undefined) {
      context.header('Access-Control-Allow-Origin', admission.origin)
      context.header('Vary', 'Origin')
    }
  })

  const tooLarge = (context: Context) => failure(context, new NhicardError('REQUEST_TOO_LARGE', { limit: MESSAGE_LIMIT }))
  app.use(bodyLimit({ maxSize: MESSAGE_LIMIT, onError: tooLarge }))

  app.options('/rpc', (context) => {
    context.header('Access-Control-Allow-Methods', 'POST')
    context.header('Access-Control-Allow-Headers', 'content-type')
    return context.body(null, 204)
  })

  app.post('/rpc', async (context) => {
    const { outgoing } = context.env
    const onSent = outgoing === undefined ? {} : { onSent: (callback: () => void) => void outgoing.once('finish', callback) }
    const { text, error } = await dispatcher.answer(await context.req.text(), {
      isPage: context.get('right') !== 'token', who: context.get('who'), ...onSent,
    })
    if (text === undefined) return context.body(null, 204)
    context.header('Content-Type', 'application/json')
    return context.body(text, (error?.row.http ?? 200) as ContentfulStatusCode)
  })

  app.get('/openrpc.json', async (context) => context.json(await openRpc()))

  app.post('/session', async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined)
    const once = typeof body === 'object' && body !== null && 'once' in body ? body.once : undefined
    const session = typeof once === 'string' ? sessions.exchange(once) : undefined
    if (session === undefined) return failure(context, new NhicardError('CREDENTIAL_MISSING', {}))
    return context.json({ session })
  })

  app.get('/session', (context) => context.body(null, 204))

  // Only a local program: a page that is already in must not be able to let others in.
  app.post('/session/code', (context) => {
    if (context.get('right') !== 'token') return context.body(null, 403)
    return context.json({ once: sessions.newCode() })
  })

  // A program asks before it sends the token: another program may sit on the port of a daemon that died.
  app.get('/proof', (context) => {
    const proof = proofOf(gate.token, context.req.query('nonce') ?? '')
    return proof === undefined ? context.body(null, 400) : context.json({ proof })
  })

  app.get('*', (context) => {
    const file = consoleFile(context.req.path)
    if (file === undefined) return context.body(null, 404)
    return context.body(file.content, 200, { 'Content-Type': file.type })
  })

  app.notFound((context) => context.body(null, 404))
  app.onError((_, context) => context.body(null, 500)) // no stack crosses a door
  return app
}
