import { afterEach, describe, expect, test } from 'vitest'
import { pathOf, verbOf, type LocalRequest } from '#protocols/cs6/local-call'
import { localCalls } from '#protocols/cs6/local/index'
import { openDoor, type Answer, type OpenDoor } from '../doors/cs6/door.fixture.ts'
import { implementations } from './calls.ts'

let door: OpenDoor | undefined

afterEach(async () => {
  await door?.close()
  door = undefined
})

const INITIAL = 'POST /api/common/v1/Initial'
/** Of every call: not initialised, the three of a wrong body. */
const EVERYWHERE = [0, 1000, 1704, 1705, 1706]

function ask({ call, body = {} }: LocalRequest): Promise<Answer> {
  const sent = verbOf({ name: call }) === 'GET' ? undefined : body
  return door!.ask(verbOf({ name: call }), pathOf({ name: call }), sent)
}

describe.each(localCalls)('$name', ({ name, examples, reply, codes, notYet }) => {
  test.each(examples)('answers its example "$name"', async ({ world, before = [], fresh, body, reply: expected }) => {
    door = await openDoor({ world })
    if (!fresh) expect((await ask({ call: INITIAL })).json).toEqual({ statusCode: 0 })
    for (const request of before) expect((await ask(request)).json).toMatchObject({ statusCode: 0 })
    const { status, json } = await ask({ call: name, body })
    expect(status).toBe(200)
    expect(json).toMatchObject(expected)
    const { statusCode, ...fields } = json as { statusCode: number }
    if (notYet === undefined) expect([...EVERYWHERE, ...codes]).toContain(statusCode)
    if (statusCode === 0) expect(reply.strict().parse(fields)).toEqual(fields)
    else expect(Object.keys(fields).filter((field) => field !== 'why')).toEqual(['message'])
  })

  test('has an implementation', () => expect(Object.keys(implementations)).toContain(name))
})

test('before Initial every call is answered 1000 and nothing else, but for those that are for anybody', async () => {
  door = await openDoor({ world: 'three-cards' })
  const others = localCalls.filter(({ before }) => before === undefined)
  expect(others.length).toBe(localCalls.length - 2)
  for (const { name, examples } of others) {
    expect((await ask({ call: name, body: examples[0]!.body })).json).toEqual({ statusCode: 1000, message: expect.any(String) as string })
  }
})
