import { Hono } from 'hono'
import { insuranceStandings, type InsuranceStanding } from '#protocols/visit/insurance'
import { cloudFaults, codeOf, type CloudFaultName, type PlannedFault } from './cloud-fault.ts'
import type { CloudControl } from './cloud-control.ts'

const WRONG = { error: 'not of its form' } as const
const isStanding = (value: unknown): value is InsuranceStanding => (
  typeof value === 'string' && (value === 'insured' || Object.hasOwn(insuranceStandings, value))
)
const isCount = (value: unknown): value is number | undefined => value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0)

function faultIn(body: unknown): PlannedFault | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { fault, path, site, nth, times, ms, code } = body as Partial<Record<keyof PlannedFault, unknown>>
  if (typeof fault !== 'string' || !Object.hasOwn(cloudFaults, fault)) return undefined
  if (path !== undefined && typeof path !== 'string') return undefined
  if (!isCount(site) || !isCount(nth) || !isCount(times) || !isCount(ms) || !isCount(code)) return undefined
  const planned = { fault: fault as CloudFaultName, path, site, nth, times, ms, code }
  return code !== undefined && codeOf(planned) === undefined ? undefined : planned
}

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    return undefined
  }
}

/**
 * The control over HTTP, for programs beside this process: `/simulator/v1/…`, which NHIA has not. It tells of fictional people
 * alone, and is reached from this machine alone.
 */
export function controlRoutes(control: CloudControl): Hono {
  const app = new Hono()
  app.get('/faults', (context) => context.json({ waiting: control.faultsWaiting, known: cloudFaults }))
  app.post('/faults', async (context) => {
    const fault = faultIn(await jsonOf(context.req.raw))
    if (fault === undefined) return context.json(WRONG, 400)
    control.plan(fault)
    return context.json({ waiting: control.faultsWaiting })
  })
  app.delete('/faults', (context) => {
    control.clearFaults()
    return context.json({ waiting: 0 })
  })
  app.get('/sites', (context) => context.json({ sites: control.sites() }))
  app.post('/sites/:site/:what{start|stop}', async (context) => {
    const site = Number(context.req.param('site'))
    const sites = control.sites()
    if (sites[site - 1] === undefined) return context.json({ error: 'no such site' }, 404)
    if (context.req.param('what') === 'start') {
      await control.startSite(site)
      return context.json({ sites: control.sites() })
    }
    // with the last one gone nobody could start any of them again this way
    if (sites.filter(({ runs }) => runs).length === 1) return context.json({ error: 'the other site is stopped' }, 409)
    void control.stopSite(site)
    return context.json({ sites: control.sites() })
  })
  app.post('/people/:id/insurance', async (context) => {
    const { standing } = (await jsonOf(context.req.raw) ?? {}) as { readonly standing?: unknown }
    if (!isStanding(standing)) return context.json(WRONG, 400)
    control.insure(context.req.param('id'), standing)
    return context.json({ standing })
  })
  app.get('/people/:id/visits', (context) => context.json({ visits: control.visits(context.req.param('id')) }))
  app.get('/visits', (context) => context.json({ visits: control.visits() }))
  app.all('*', (context) => context.json({ error: 'no such path' }, 404))
  return app
}
