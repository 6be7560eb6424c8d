import { describe, expect, test, vi } from 'vitest'
import { atNine, next, ofWang } from './code-story.fixture.ts'
import { cloudFaults, CloudFaultPlan, type CloudFaultName } from './cloud-fault.ts'
import { RunningCloud } from './running-cloud.fixture.ts'

const NEXT = '/api/v1/SequelNumber/Next'
const faults = Object.entries(cloudFaults) as [CloudFaultName, { readonly carriedOut: boolean }][]

/** What the caller sees of a call that goes wrong so. */
async function seen(running: RunningCloud, fault: CloudFaultName): Promise<string> {
  running.cloud.control.plan({ fault, path: NEXT, ms: 7_200_000 })
  const aborting = new AbortController()
  const bundle = running.caller.bundleFor({ service: 'number', cards: ['hc'] })
  const asked = running.fetch(NEXT, { method: 'POST', body: JSON.stringify({ ...bundle, ...next }), signal: aborting.signal })
    .then(async (response) => {
      const text = await response.text()
      return { status: response.status, type: response.headers.get('content-type') ?? '', date: response.headers.get('date'), text }
    })
  if (fault === 'late') {
    await vi.waitFor(() => expect(running.clock.waiting).toBe(1))
    running.clock.advance(7_200_000)
  }
  if (fault.startsWith('silence')) {
    await vi.waitFor(() => expect(running.cloud.control.faultsWaiting).toBe(0))
    const isOver = await Promise.race([asked.then(() => true, () => true), running.call('BasicData/Query').then(() => false)])
    aborting.abort()
    await asked.catch(() => undefined)
    return isOver ? 'answered' : 'nothing'
  }
  try {
    const { status, type, date, text } = await asked
    if (status !== 200) return `status ${status}`
    if (!type.startsWith('application/json')) return 'a page'
    const { statusCode } = JSON.parse(text) as { readonly statusCode: number }
    if (statusCode !== 0) return `code ${statusCode}`
    return date === 'Thu, 15 Jan 2026 01:00:00 GMT' ? 'an answer' : 'an answer of another time'
  } catch {
    return 'a connection that ended'
  }
}

const looks: Readonly<Record<CloudFaultName, string>> = {
  silence: 'nothing', silenceAfter: 'nothing', reset: 'a connection that ended', resetAfter: 'a connection that ended',
  half: 'a connection that ended', late: 'an answer of another time', wrongType: 'a page', status500: 'status 500',
  wrongClock: 'an answer of another time', cacheMissing: 'code 3301', encodingFailed: 'code 3501', notWhiteListed: 'code 3502',
  blackListed: 'code 3503',
}

describe('a fault of a site', () => {
  test.each(faults)('%s looks as it is said, happens once, and leaves a whole visit or none', async (fault, { carriedOut }) => {
    const running = await RunningCloud.start()
    expect(await seen(running, fault)).toBe(looks[fault])
    expect(running.cloud.control.visits(ofWang)).toHaveLength(carriedOut ? 1 : 0)
    const after = fault === 'late' ? undefined : (await running.call('TreatmentNumber/Card', atNine)).body.statusCode
    if (after !== undefined) expect(after).toBe(carriedOut ? 0 : 3208)
    expect((await running.call('SequelNumber/Next', next)).body.statusCode).toBe(0)
  })

  test('comes at the call that was meant, at the site that was meant', () => {
    const plan = new CloudFaultPlan()
    plan.add({ fault: 'reset', path: NEXT, site: 2, nth: 2, times: 2 })
    const calls = [[1, NEXT], [2, NEXT], [2, '/other'], [2, NEXT], [1, NEXT], [2, NEXT], [2, NEXT]] as const
    expect(calls.map(([site, path]) => plan.next(site, path)?.fault)).toEqual([
      undefined, undefined, undefined, 'reset', undefined, 'reset', undefined,
    ])
    expect(plan.waiting).toBe(0)
  })
})

describe('the control over HTTP', () => {
  test('plans faults, changes how somebody stands, and tells of visits, on paths that are not NHIA’s', async () => {
    const running = await RunningCloud.start()
    const asked = async (path: string, method = 'GET', body?: object) => {
      const response = await running.fetch(`/simulator/v1${path}`, { method, ...body === undefined ? {} : { body: JSON.stringify(body) } })
      return { status: response.status, body: await response.json() as object }
    }
    expect(await asked('/faults', 'POST', { fault: 'status500', nth: 1 })).toMatchObject({ status: 200, body: { waiting: 1 } })
    expect(await asked('/faults')).toMatchObject({ body: { waiting: 1, known: { status500: {} } } })
    expect((await running.fetch(NEXT, { method: 'POST' })).status).toBe(500)
    for (const wrong of [{ fault: 'none' }, { fault: 'reset', nth: -1 }, { fault: 'toString' }, {}]) {
      expect((await asked('/faults', 'POST', wrong)).status).toBe(400)
    }
    expect(await asked('/faults', 'DELETE')).toMatchObject({ body: { waiting: 0 } })

    expect((await asked(`/people/${ofWang}/insurance`, 'POST', { standing: 'stopped' })).status).toBe(200)
    expect((await asked(`/people/${ofWang}/insurance`, 'POST', { standing: 'rich' })).status).toBe(400)
    expect((await running.call('SequelNumber/Next', { ...next, treatmentItem: '05' })).body.statusCode).toBe(3229)
    expect((await running.call('SequelNumber/Next', next)).body.statusCode).toBe(0)
    expect(await asked(`/people/${ofWang}/visits`)).toMatchObject({ body: { visits: [{ sequenceNumber: '0003' }] } })
    expect((await asked('/nothing')).status).toBe(404)
  })

  test('stops and starts a site, and never the last one', async () => {
    const running = await RunningCloud.start()
    const ask = (path: string, site: number) => running.fetch(`/simulator/v1${path}`, { method: 'POST' }, site)
    expect((await ask('/sites/2/stop', 1)).status).toBe(200)
    await expect(running.call('BasicData/Query', {}, {}, 2)).rejects.toThrow()
    expect((await ask('/sites/1/stop', 1)).status).toBe(409)
    expect((await ask('/sites/3/stop', 1)).status).toBe(404)
    expect((await ask('/sites/2/start', 1)).status).toBe(200)
    expect((await running.call('BasicData/Query', {}, {}, 2)).status).toBe(200)
  })
})
