import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '#protocols/port/clock'
import { codeOf, type CloudFaultPlan, type PlannedFault } from './cloud-fault.ts'

export type SiteEnv = { Bindings: HttpBindings }

export interface FailingAnswers {
  /** 1 or 2. */
  readonly site: number
  readonly clock: Clock
  readonly plan: CloudFaultPlan
  /** How long an answer takes, in ms. */
  readonly latency: () => number
}

const OK = 200
const DEFAULT_LATE_MS = 1_000

/** Carries out what the plan says of each call, at the bytes of its connection. */
export function failingAnswers({ site, clock, plan, latency }: FailingAnswers): MiddlewareHandler<SiteEnv> {
  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))
  return async (context, next) => {
    const fault = plan.next(site, context.req.path)
    const before = fault === undefined ? undefined : await failBefore(context, fault, plan)
    if (before !== undefined) return before
    const ahead = fault?.fault === 'wrongClock' ? fault.ms ?? 0 : 0
    const date = () => context.header('Date', new Date(clock.now() + ahead).toUTCString())
    date() // before there is an answer: a header added to one makes a new answer of it, which costs a fifth of a call
    await next()
    const delay = latency() + (fault?.fault === 'late' ? fault.ms ?? DEFAULT_LATE_MS : 0)
    if (delay > 0) {
      await pause(delay)
      date()
    }
    if (fault !== undefined) await failAfter(context, fault, plan)
  }
}

async function failBefore(
  context: Context<SiteEnv>, planned: PlannedFault, plan: CloudFaultPlan,
): Promise<Response | undefined> {
  const { fault } = planned
  const statusCode = codeOf(planned)
  if (statusCode !== undefined) return context.json({ statusCode })
  if (fault === 'silence') return neverAnswered(context, plan)
  if (fault === 'reset') return connectionReset(context)
  return fault === 'status500' ? context.text('Internal Server Error', 500) : undefined
}

async function failAfter(context: Context<SiteEnv>, { fault }: PlannedFault, plan: CloudFaultPlan): Promise<void> {
  if (fault === 'wrongType') context.header('Content-Type', 'text/html; charset=utf-8')
  const instead = fault === 'silenceAfter' ? await neverAnswered(context, plan)
    : fault === 'resetAfter' ? connectionReset(context) : fault === 'half' ? await halfAnswered(context) : undefined
  if (instead === undefined) return
  context.res = undefined // what replaces an answer would get its headers, and be sent
  context.res = instead
}

/** Until the caller has enough of it. */
async function neverAnswered({ env: { outgoing } }: Context<SiteEnv>, plan: CloudFaultPlan): Promise<Response> {
  plan.unanswered += 1
  await new Promise((resolve) => outgoing.once('close', resolve))
  plan.unanswered -= 1
  return RESPONSE_ALREADY_SENT
}

function connectionReset({ env: { incoming } }: Context<SiteEnv>): Response {
  incoming.socket.resetAndDestroy()
  return RESPONSE_ALREADY_SENT
}

async function halfAnswered({ res, env: { outgoing, incoming } }: Context<SiteEnv>): Promise<Response> {
  const body = new Uint8Array(await res.arrayBuffer())
  outgoing.writeHead(OK, { 'Content-Type': 'application/json', 'Content-Length': body.length })
  await new Promise<void>((resolve) => {
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      incoming.socket.destroy()
      resolve()
    })
  })
  return RESPONSE_ALREADY_SENT
}
