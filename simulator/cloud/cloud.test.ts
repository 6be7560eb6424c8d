import { describe, expect, test } from 'vitest'
import { remoteCalls, type RemoteName } from '#protocols/cs6/remote/index'
import { remotePath } from '#protocols/cs6/remote-call'
import { answerIdc, idcCalls, idcPath, type IdcMethod } from '#protocols/idc/wire'
import type { Desk } from './clinic-caller.fixture.ts'
import { answerOf } from './remote/index.ts'
import { RunningCloud } from './running-cloud.fixture.ts'
import { testClinic } from '../staff.ts'

const desks: Readonly<Record<string, Desk>> = { 'one-clinic': {}, 'three-cards': { hpc: 'physician' } }
const next = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
const ofWang = 'Z199999016'

const answered = remoteCalls.filter(({ name }) => answerOf(name) !== undefined)
const examples = answered.flatMap(({ name, examples: all }) => (
  all.map((example) => ({ call: name as RemoteName, example, of: example.name }))
))

describe('over HTTP', () => {
  test.each(examples)('$call: $of', async ({ call, example: { world, before = [], params, reply } }) => {
    const running = await RunningCloud.start()
    for (const one of before) expect((await running.call(one.call as RemoteName, one.params, desks[world])).body.statusCode).toBe(0)
    const { status, body } = await running.call(call, params, desks[world])
    expect({ status, body }).toEqual({ status: 200, body: { statusCode: 0, ...reply } })
  })

  test('tells the time of the centre, not of this machine', async () => {
    const running = await RunningCloud.start()
    const { headers } = await running.call('BasicData/Query')
    expect(headers.get('date')).toBe('Thu, 15 Jan 2026 01:00:00 GMT')
  })

  test('knows its paths and no others, and POST alone', async () => {
    const running = await RunningCloud.start()
    for (const path of ['/', '/api/v1/', '/api/v1/Nothing', '/api/v2/BasicData/Query', '/idc/v1/nothing', '/api/v1/toString']) {
      expect(await running.post(path, {})).toMatchObject({ status: 404, body: { statusCode: 1701 } })
    }
    for (const { name, notYet } of remoteCalls) {
      const { status } = await running.post(remotePath(name), {})
      expect(status, name).toBe(notYet === undefined ? 200 : 404)
    }
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await running.fetch('/api/v1/BasicData/Query', { method })).status).toBe(405)
    }
  })

  test('gives nothing to a page of a browser, or under another name than this machine’s', async () => {
    const running = await RunningCloud.start()
    for (const path of ['/api/v1/BasicData/Query', '/simulator/v1/visits', '/idc/v1/hello', '/']) {
      const response = await running.fetch(path, { headers: { Origin: running.cloud.origins[0] } })
      expect([response.status, await response.text()]).toEqual([403, ''])
    }
  })

  test('what is no JSON object is 1706, and what is too large too', async () => {
    const running = await RunningCloud.start()
    for (const body of ['', '{', '[]', 'null', '"x"', '1', 'x'.repeat(300_000)]) {
      expect(await running.post('/api/v1/BasicData/Query', body)).toMatchObject({ status: 200, body: { statusCode: 1706 } })
    }
  })
})

describe('the data centre’s own protocol', () => {
  test('is answered by both sites in one conversation', async () => {
    const running = await RunningCloud.start()
    const { body: { result } } = await running.post(idcPath('hello'), { samId: testClinic.samId }, 1)
    const { conversation } = result as { conversation: string }
    const card = { conversation, cardId: 'AAAAAAAAAAAAEjRWeA==', challenge: 'AAAAAAAAAAAAAAAAAAAAAA==' }
    // known there, and not authenticated
    expect((await running.post(idcPath('prove'), card, 2)).body).toEqual({ code: 9015 })
    expect((await running.post(idcPath('prove'), { ...card, conversation: 'another' }, 2)).body).toEqual({ code: 9013 })
  })

  test('answers as it would in this process', async () => {
    const running = await RunningCloud.start()
    for (const name of Object.keys(idcCalls) as IdcMethod[]) {
      const body = { samId: 'NOBODY', conversation: 'x', proof: {}, kind: 'hc' }
      const over = await running.post(idcPath(name), body)
      const here = await answerIdc(running.cloud.idc, name, body).catch(() => undefined)
      expect(over, name).toMatchObject(here === undefined ? { status: 400 } : { status: 200, body: here })
    }
  })
})

describe('two sites', () => {
  test('have one memory: a visit taken at one is undone at the other, and is seen at both', async () => {
    const running = await RunningCloud.start()
    expect((await running.call('SequelNumber/Next', next, {}, 1)).body).toMatchObject({ statusCode: 0, sequenceNumber: '0003' })
    const { body: { treatments } } = await running.call('Treatment/NoNeedHPC', {}, {}, 2)
    expect(treatments).toMatchObject([{ hospitalVisit: '0003' }, { hospitalVisit: '0002' }, { hospitalVisit: '0001' }])
    expect((await running.call('SequelNumber/Rollback', { treatmentDateTime: '1150115090000' }, {}, 2)).body).toEqual({ statusCode: 0 })
    expect((await running.call('SequelNumber/Rollback', { treatmentDateTime: '1150115090000' }, {}, 1)).body).toEqual({ statusCode: 3220 })
    expect(running.cloud.control.visits(ofWang)).toMatchObject([{ sequenceNumber: '0003', undone: true }])
  })

  test('take a bundle once between them', async () => {
    const running = await RunningCloud.start()
    const bundle = running.caller.bundleFor({ service: 'query', cards: ['hc'] })
    expect((await running.post('/api/v1/BasicData/Query', bundle, 1)).body.statusCode).toBe(0)
    expect((await running.post('/api/v1/BasicData/Query', bundle, 2)).body).toEqual({ statusCode: 3245 })
  })

  test('one that is stopped refuses connections, the other goes on, and it starts again at its address', async () => {
    const running = await RunningCloud.start()
    const { control } = running.cloud
    await control.stopSite(1)
    await expect(running.call('BasicData/Query', {}, {}, 1)).rejects.toThrow()
    expect((await running.call('SequelNumber/Next', next, {}, 2)).body.statusCode).toBe(0)
    await control.startSite(1)
    expect((await running.call('BasicData/Register2', {}, {}, 1)).body).toMatchObject({ treatmentCounter: '03' })
    expect(() => control.stopSite(3)).toThrow(RangeError)
  })
})
