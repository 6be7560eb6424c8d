import { Hono, type Context } from 'hono'
import { formatCodes } from '#protocols/cs6/request-body'
import { MalformedError } from '#protocols/bytes/malformed'
import { answerIdc, idcMethodAt } from '#protocols/idc/wire'
import { IdcError, type Idc } from '#protocols/port/idc'
import { failingAnswers, type FailingAnswers, type SiteEnv } from './failing-answer.ts'
import type { RemoteDesk } from './remote-desk.ts'

export interface SiteParts {
  readonly desk: RemoteDesk
  readonly idc: Idc
  readonly failing: FailingAnswers
  /** Beside NHIA's paths, and never failing. */
  readonly control: Hono
  /** Other services of NHIA at the same site. */
  readonly others?: Hono | undefined
}

/** nhi-facts §3.2. */
const NO_SUCH_COMMAND = 1701, HTTP_ERROR = 1702
/** Bytes of a request: sixty orders take a tenth of it (ours). */
const LONGEST = 262_144
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/

/** A body of JSON; undefined when it is none, or longer than any. What is too long is read to its end, so that its answer arrives. */
async function jsonOf({ env: { incoming } }: Context<SiteEnv>): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length
    if (size <= LONGEST) parts.push(part)
  }
  if (size > LONGEST) return undefined
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    return undefined
  }
}

/** All that one site answers. Every answer to a call of NHIA has HTTP status 200 and tells the rest by its code (assumed). */
export function siteRoutes({ desk, idc, failing, control, others }: SiteParts): Hono<SiteEnv> {
  const app = new Hono<SiteEnv>()
  // no page of a browser calls NHIA, and a name that leads here by a trick is not ours
  app.use(async (context, next) => {
    const isOurs = LOOPBACK.test(context.req.header('host') ?? '') && context.req.header('origin') === undefined
    return isOurs ? next() : context.body(null, 403)
  })
  app.route('/simulator/v1', control)
  app.use(failingAnswers(failing))
  if (others !== undefined) app.route('/', others)
  app.all('/idc/v1/*', async (context) => {
    const method = idcMethodAt(context.req.path)
    if (method === undefined) return context.notFound()
    if (context.req.method !== 'POST') return wrongVerb(context)
    try {
      return context.json(await answerIdc(idc, method, await jsonOf(context)) as object)
    } catch (error) {
      if (error instanceof MalformedError) return context.json({ statusCode: formatCodes.wrong }, 400)
      if (error instanceof IdcError) return context.json({ statusCode: HTTP_ERROR }, 503)
      throw error
    }
  })
  app.all('*', async (context) => {
    const call = desk.callAt(context.req.path)
    if (call === undefined) return context.notFound()
    if (context.req.method !== 'POST') return wrongVerb(context)
    return context.json(desk.answer(call, await jsonOf(context)))
  })
  app.notFound((context) => context.json({ statusCode: NO_SUCH_COMMAND }, 404))
  app.onError((_, context) => context.json({ statusCode: HTTP_ERROR }, 500))
  return app
}

const wrongVerb = (context: Context) => context.json({ statusCode: HTTP_ERROR }, 405, { Allow: 'POST' })
