import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { remoteCalls } from '#protocols/cs6/remote/index'
import { remotePath } from '#protocols/cs6/remote-call'
import { serviceTypes } from '#protocols/cs6/service-type'
import { openDoor, type OpenDoor } from './cs6/door.fixture.ts'

const PAGE = 'https://his.example'
const NOBODY = 65_534
const QUERY = '/api/v1/BasicData/Query'

let door: OpenDoor
beforeAll(async () => {
  door = await openDoor({ world: 'three-cards', withCloud: true, config: { origins: [PAGE] } })
  await door.ask('POST', '/api/common/v1/Initial')
  await door.ask('POST', '/api/hpc/v1/Verification/Hpc', { pin: '123456' })
  await bundle('query') // and the sites are there
})
afterAll(() => door.close())

async function bundle(service: keyof typeof serviceTypes, all = false): Promise<object> {
  const path = `/api/hc/v1/Signature/${all ? 'HpcHc' : 'Hc'}`
  const { json } = await door.ask('POST', path, { serviceType: serviceTypes[service].code })
  const { statusCode, ...signed } = json as { readonly statusCode: number }
  expect(statusCode).toBe(0)
  return signed
}

async function ask(path: string, body: unknown, init: RequestInit = {}, of = door) {
  const answer = await fetch(`${of.running.url}/nhia${path}`, {
    method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...init,
  })
  const text = await answer.text()
  const json = text === '' ? undefined : JSON.parse(text) as Record<string, unknown>
  return { status: answer.status, headers: answer.headers, text, body: json }
}

const code = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).body?.['statusCode']

describe('every path of the remote API', () => {
  test.each(remoteCalls.filter(({ notYet }) => notYet === undefined))('$name is forwarded, and its answer handed on', async (call) => {
    const { name, service, cards, examples } = call
    const all = !(cards as readonly string[]).includes('hc') && (cards as readonly string[]).includes('hpcHc')
    const signed = await bundle(service, all)
    const { control } = door.running.cloud!
    const before = control.calls
    const answer = await ask(remotePath(name), { ...signed, ...examples[0]?.params ?? { patientId: 'Z199999016' } })
    expect(answer.status).toBe(200)
    const { statusCode, ...fields } = answer.body ?? {}
    expect(control.calls).toBeGreaterThan(before)
    // the bundle of a health card is not one of the module alone, and what was not counted before is not to be undone
    expect([0, ...call.codes, 3100]).toContain(statusCode)
    if (statusCode === 0) expect(call.reply.strict().parse(fields)).toEqual(fields)
    else expect(fields).toEqual({})
  })

  test.each(remoteCalls)('$name is POST alone, and a wrong body goes to nobody', async ({ name }) => {
    const path = remotePath(name)
    const { control } = door.running.cloud!
    const before = control.calls
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await ask(path, '', method === 'GET' ? { method, body: null } : { method })
      expect(answer).toMatchObject({ status: 405, body: { statusCode: 1701 } })
      expect(answer.headers.get('allow')).toBe('POST')
    }
    for (const body of ['', '{}']) expect(await code(path, body)).toBe(1704)
    for (const body of ['[]', 'null', '1', '"x"', '{']) expect(await code(path, body), body).toBe(1706)
    expect(await code(path, { ...await bundle('query'), hospitalId: 1 })).toBeGreaterThanOrEqual(1704)
    const tooLong = await ask(path, 'x'.repeat(70_000))
    expect(tooLong).toMatchObject({ status: 413, body: { statusCode: 1706 } })
    expect(control.calls).toBe(before)
  })

  test.each(['/', '/api/v1/', '/api/v1/Nothing', '/api/v2/BasicData/Query', '/api/v1/BasicData/Query/', '/api/v1/toString', '/rpc'])(
    '%s is none', async (path) => {
      expect(await ask(path, {})).toMatchObject({ status: 404, body: { statusCode: 1701 } })
    },
  )
})

describe('who may come', () => {
  test('a page of an enrolled origin, and no other; nothing else that a browser sends; no other name of this PC', async () => {
    const signed = await bundle('query')
    const answer = await ask(QUERY, signed, { headers: { Origin: PAGE } })
    expect(answer).toMatchObject({ status: 200, body: { statusCode: 0 } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE)
    const strangers: readonly Record<string, string>[] = [
      { 'Origin': 'https://evil.example' }, { 'Origin': 'null' }, { 'Sec-Fetch-Site': 'same-origin' }, { 'Sec-Fetch-Site': 'none' },
    ]
    for (const headers of strangers) expect(await ask(QUERY, {}, { headers })).toMatchObject({ status: 403, text: '' })
  })

  test('a preflight is answered to pages that may come', async () => {
    const wish = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' }
    const admitted = await ask(QUERY, '', { method: 'OPTIONS', body: null, headers: { ...wish, Origin: PAGE } })
    expect([admitted.status, admitted.headers.get('access-control-allow-methods')]).toEqual([204, 'POST'])
    const refused = await ask(QUERY, '', { method: 'OPTIONS', body: null, headers: { ...wish, Origin: 'https://evil.example' } })
    expect([refused.status, refused.headers.get('access-control-allow-methods')]).toEqual([403, null])
  })

  // only root may start a program as somebody else
  test.runIf(process.getuid?.() === 0)('no program of another user', async () => {
    const script = `fetch('${door.running.url}/nhia${QUERY}', { method: 'POST', body: '{}' }).then((answer) => console.log(answer.status))`
    const child = spawn(process.execPath, ['-e', script], { uid: NOBODY, env: {}, cwd: '/' })
    const [said] = await once(child.stdout, 'data') as [Buffer]
    expect(String(said).trim()).toBe('403')
  })
})

describe('what the sites do', () => {
  test('refused is handed on as its code, and nothing else of the answer', async () => {
    const signed = await bundle('query')
    expect(await code(QUERY, signed)).toBe(0)
    expect((await ask(QUERY, signed)).body).toEqual({ statusCode: 3245 })
    expect((await ask('/api/v1/BasicData/Register', await bundle('write'))).body).toEqual({ statusCode: 3100 })
  })

  test('an answer that was lost is 1702 for what counts, and the other site’s answer for what does not', async () => {
    const { control } = door.running.cloud!
    const counted = () => control.visits('Z199999016').length
    const next = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' }
    for (const [fault, more] of [['reset', 0], ['resetAfter', 1], ['half', 1]] as const) {
      const before = counted()
      control.plan({ fault, path: '/api/v1/SequelNumber/Next' })
      expect((await ask('/api/v1/SequelNumber/Next', { ...await bundle('number'), ...next })).body, fault).toEqual({ statusCode: 1702 })
      expect(counted() - before, fault).toBe(more)
      control.plan({ fault: 'reset', path: QUERY })
      expect(await code(QUERY, await bundle('query')), fault).toBe(0)
    }
  })

  test('nobody there is 1700, with one of two nothing is seen of it, and status says which', async () => {
    const { control, origins } = door.running.cloud!
    const [first, second, third] = [await bundle('query'), await bundle('query'), await bundle('query')]
    await control.stopSite(1)
    expect(await code(QUERY, first)).toBe(0)
    await control.stopSite(2)
    // a connection that was kept may end under this very call, and then nobody knows whether it was heard
    expect([1700, 1702]).toContain(await code(QUERY, second))
    expect((await ask(QUERY, second)).body).toEqual({ statusCode: 1700 })
    expect(door.running.daemon.sites()).toMatchObject(origins.map((origin) => ({ origin, state: 'down' })))
    await control.startSite(1)
    await control.startSite(2)
    expect(await code(QUERY, third)).toBe(0)
  })

  test('where no site is configured every call is 1700', async () => {
    const alone = await openDoor()
    try {
      expect((await ask(QUERY, await bundle('query'), {}, alone)).body).toEqual({ statusCode: 1700 })
      expect(alone.running.daemon.sites()).toEqual([])
    } finally {
      await alone.close()
    }
  })

  test('nothing of the patient is in the log', () => {
    for (const secret of ['Z199999016', '王測試', '123456"']) expect(door.running.logged.join('')).not.toContain(secret)
  })
})
