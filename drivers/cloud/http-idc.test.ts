import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { MalformedError } from '#protocols/bytes/malformed'
import { answerIdc, idcCalls, idcMethodAt, type IdcMethod } from '#protocols/idc/wire'
import { IdcError, type Idc } from '#protocols/port/idc'
import { SeededRandom } from '#simulator/seeded-random'
import { VirtualClock } from '#simulator/virtual-clock'
import { testCentre } from '#simulator/cloud/test-centre'
import { HttpIdc } from './http-idc.ts'
import { Sites } from './sites.ts'
import { TwoSites } from './two-sites.fixture.ts'

const names = Object.keys(idcCalls) as IdcMethod[]
const argumentsOf = (name: IdcMethod) => Object.values(idcCalls[name].examples[0]!.params) as never
const ask = (idc: Idc, name: IdcMethod) => (idc[name] as (...args: never[]) => Promise<unknown>).apply(idc, argumentsOf(name))

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const failureOf = (call: Promise<unknown>) => call.then(
  (value: unknown) => ({ value }), (error: unknown) => (error instanceof IdcError ? error.failure : error),
)

describe('the data centre over HTTP', () => {
  test.each(names)('%s: its examples go and come as declared', async (name) => {
    const desk = await TwoSites.open()
    closing.push(() => desk.close())
    const idc = new HttpIdc(desk.sites)
    const { wireParams, reply, wireReply } = idcCalls[name].examples[0]!
    desk.one.reply = wireReply
    expect({ result: await ask(idc, name) }).toEqual(reply)
    expect([desk.one.arrived, desk.one.bodies]).toEqual([[`/idc/v1/${name}`], [wireParams]])
    desk.one.reply = { code: 9013 }
    expect(await failureOf(ask(idc, name))).toBe(9013)
    desk.one.reply = { nothing: 1 }
    desk.other.reply = wireReply
    const isRepeated = idcCalls[name].effect !== 'counts'
    expect(await failureOf(ask(idc, name))).toEqual(isRepeated ? { value: (reply as { result: unknown }).result } : 'unreachable')
    expect(desk.other.arrived).toHaveLength(isRepeated ? 1 : 0)
    desk.one.fault = desk.other.fault = 'resets'
    expect(await failureOf(ask(idc, name))).toBe('unreachable')
  })

  test('what has not its form is not sent', async () => {
    const desk = await TwoSites.open()
    closing.push(() => desk.close())
    const request = { kind: 'card', idCardNum: 'Z199999016', treatmentDateTime: 'yesterday' } as const
    await expect(new HttpIdc(desk.sites).treatmentNumber('talk-1', request)).rejects.toThrow(MalformedError)
    expect(desk.arrived).toEqual([0, 0])
  })
})

/** The simulated centre behind a real socket. */
async function served(idc: Idc): Promise<string> {
  const server: Server = createServer((request, response) => void (async () => {
    const name = idcMethodAt(request.url ?? '')
    const body = JSON.stringify(await answerIdc(idc, name!, await json(request)))
    response.setHeader('content-type', 'application/json').end(body)
  })().catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('the simulated data centre behind a real socket', () => {
  test('is what it is in the same process', async () => {
    const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
    const near = testCentre(clock, new SeededRandom(7)).idc
    const behind = testCentre(clock, new SeededRandom(7)).idc
    const sites = new Sites({ origins: [await served(behind)], clock, entropy: new SeededRandom(1) })
    closing.unshift(async () => sites.close())
    const far = new HttpIdc(sites)
    expect(await far.hello('TESTSAM00001')).toEqual(await near.hello('TESTSAM00001'))
    expect(await failureOf(far.hello('TESTSAM99999'))).toBe(9013)
    for (const name of names.slice(1)) expect(await failureOf(ask(far, name))).toEqual(await failureOf(ask(near, name)))
    behind.reachable = false
    expect(await failureOf(far.hello('TESTSAM00001'))).toBe('unreachable')
  })
})
