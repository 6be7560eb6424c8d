import { afterEach, describe, expect, test } from 'vitest'
import type { MethodExample } from '#protocols/native-api/method'
import { methods, type MethodName } from '#protocols/native-api/registry'
import { startTestDaemon, type TestDaemon } from './daemon.fixture.ts'

let running: TestDaemon | undefined

afterEach(async () => {
  await running?.close()
  running = undefined
})

/** Ids of visits as the examples have them: 1, 2, 3… */
function countedIds() {
  let count = 0
  return { bytes: (length: number) => new Uint8Array(length).fill(++count, length - 1) }
}

async function prepare({ rpc }: TestDaemon, { before = [] }: Pick<MethodExample<object, object>, 'before'>): Promise<void> {
  for (const { method, params } of before) expect(await rpc(method, params)).toHaveProperty('result')
}

describe.each(Object.values(methods).map((method) => [method.name, method] as const))('%s', (name, method) => {
  for (const example of method.examples) {
    test(`answers its example "${example.name}" over WebSocket`, async () => {
      running = await startTestDaemon({ world: example.world, visitIds: countedIds() })
      await prepare(running, example)
      const result = await running.client().call(name as MethodName, example.params as never)
      expect(result).toEqual(example.result)
      expect(method.result.strict().parse(result)).toEqual(result)
    })

    test(`answers its example "${example.name}" over HTTP`, async () => {
      running = await startTestDaemon({ world: example.world, visitIds: countedIds() })
      await prepare(running, example)
      const response = await running.rpc(name, example.params)
      if ('webSocketOnly' in method) {
        expect(response).toMatchObject({ error: { data: { name: 'SUBSCRIPTION_UNSUPPORTED' } } })
        return
      }
      // Over HTTP no WebSocket is open, which is all that may differ.
      const expected = 'clients' in example.result ? { ...example.result, clients: 0 } : example.result
      expect(response).toEqual({ jsonrpc: '2.0', id: 1, result: expected })
    })
  }

  test('has a valid example, except where its result is the shelf of all cards, or a visit has to go wrong before', () => {
    if (['simulator.state', 'visit.settle'].includes(name)) return expect(method.examples).toHaveLength(0)
    expect(method.examples.length).toBeGreaterThan(0)
    for (const { params, result } of method.examples) {
      expect(method.params.parse(params)).toEqual(params)
      expect(method.result.strict().parse(result)).toEqual(result)
    }
  })
})
