import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions } from '#protocols/cshis/index'
import { SUBPROTOCOL } from '#protocols/native-api/wire'
import { startTestDaemon, type TestDaemon } from '../daemon.fixture.ts'

const ORIGIN = 'https://his.example'
const notForPages = (Object.values(cshisFunctions) as readonly CshisFunction[]).filter((one) => one.notForPages !== undefined)
const calls = notForPages.map(({ name, examples: [example] }) => ({ name, params: { ...example?.input } }))

let running: TestDaemon | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

const request = (name: string, params: object) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: `cshis.${name}`, params })
const refused = { error: { data: { name: 'PAGE_REFUSED' } } }

function overWebSocket(daemon: TestDaemon, text: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${daemon.url.replace('http', 'ws')}/rpc`, [SUBPROTOCOL], { origin: ORIGIN })
    socket.on('open', () => socket.send(text))
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      resolve(JSON.parse(data.toString()))
      socket.close()
    })
  })
}

test('there are functions that no page may call', () => expect(calls.length).toBeGreaterThan(0))

describe.each(calls)('$name', ({ name, params }) => {
  test('is refused to a page of an enrolled origin, whichever way it comes', async () => {
    running = await startTestDaemon({ config: { origins: [ORIGIN] } })
    const answer = await running.post(request(name, params), { Origin: ORIGIN })
    expect(await answer.json()).toMatchObject(refused)
    expect(await overWebSocket(running, request(name, params))).toMatchObject(refused)
  })

  test('is carried out for a program with the token', async () => {
    running = await startTestDaemon()
    expect(await running.rpc(`cshis.${name}`, params)).toHaveProperty('result.code')
  })
})

test('a page of an enrolled origin may call the others', async () => {
  running = await startTestDaemon({ config: { origins: [ORIGIN] } })
  const answer = await running.post(request('hisGetRegisterBasic2', {}), { Origin: ORIGIN })
  expect(await answer.json()).toMatchObject({ result: { code: 0 } })
})
