import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pathOf, verbOf, type LocalDeclaration } from '#protocols/cs6/local-call'
import { localCalls } from '#protocols/cs6/local/index'
import { BODY_LIMIT } from '../doors/cs6/http.ts'
import { openDoor, type OpenDoor } from '../doors/cs6/door.fixture.ts'

let door: OpenDoor
beforeAll(async () => {
  door = await openDoor({ world: 'pin-card' })
  await door.ask('POST', '/api/common/v1/Initial')
})
afterAll(() => door.close())

const withBody = localCalls.filter(({ body }) => Object.keys(body.shape).length > 0)
const required = ({ body }: LocalDeclaration) => Object.entries(body.shape)
  .filter(([, field]) => !field.safeParse(undefined).success).map(([name]) => name)

async function refused(call: LocalDeclaration, body: unknown, statusCode: number): Promise<string> {
  const { status, json, body: text } = await door.ask(verbOf(call), pathOf(call), body)
  expect([status, json], `${call.name} ${JSON.stringify(body)}`).toMatchObject([200, { statusCode }])
  return text
}

describe.each(withBody)('$name', (call) => {
  const valid = call.examples[0]!.body

  test('says which field is missing: 1704', async () => {
    for (const field of required(call)) {
      const body = Object.fromEntries(Object.entries(valid).filter(([name]) => name !== field))
      expect(await refused(call, body, 1704)).toContain(field)
    }
    if (required(call).length > 0) for (const body of ['', '{}', '  ']) await refused(call, body, 1704)
  })

  test('says which field is of another kind, and not what it was: 1705', async () => {
    for (const field of Object.keys(call.body.shape)) {
      for (const value of [12345678, null, true, ['12345678'], { pin: '12345678' }, '8'.repeat(5_000)]) {
        const text = await refused(call, { ...valid, [field]: value }, 1705)
        expect(text).toContain(field)
        expect(text).not.toContain('345678')
      }
    }
  })
})

test('a body that is no JSON object is 1706 on every path that takes one', async () => {
  for (const call of localCalls.filter((one) => verbOf(one) !== 'GET')) {
    for (const body of ['{', 'null', '[]', '"pin"', '1', 'pin=1234', '{"a":1}{', '\u0000']) await refused(call, body, 1706)
  }
})

test('a field that nobody knows is left alone, also one that would be of every object', async () => {
  const body = '{"serviceType":"30","later":{"a":1},"__proto__":{"pin":"1"},"constructor":1,"toString":null}'
  expect((await door.ask('POST', '/api/sam/v1/Signature', body)).json).toMatchObject({ statusCode: 0 })
  expect((await door.ask('POST', '/api/hc/v1/Pin', '{"__proto__":{"pin":"1234"}}')).json).toMatchObject({ statusCode: 1704 })
})

test('a body that is too large is refused unread, announced or not', async () => {
  const large = JSON.stringify({ serviceType: '01', filler: 'x'.repeat(BODY_LIMIT) })
  expect((await door.ask('POST', '/api/sam/v1/Signature', large)).status).toBe(413)
  expect((await door.ask('POST', '/api/sam/v1/Signature', large, { 'Transfer-Encoding': 'chunked' })).status).toBe(413)
})

test('another verb on a path is 405 with those it has, another path 404', async () => {
  const paths = new Set(localCalls.map(pathOf))
  for (const path of paths) {
    const known = localCalls.filter((call) => pathOf(call) === path).map(verbOf)
    for (const verb of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'].filter((one) => !known.includes(one))) {
      const answer = await door.ask(verb, path)
      expect([answer.status, answer.headers['allow'], answer.json]).toMatchObject([405, known.join(', '), { statusCode: 1701 }])
    }
  }
  for (const path of ['/', '/api', '/api/common/v1/initial', '/api/common/v1/Initial/', '//api/common/v1/Initial', '/api/../api/x']) {
    const answer = await door.ask('POST', path)
    expect([answer.status, answer.json], path).toMatchObject([404, { statusCode: 1701 }])
  }
})

test('whatever the body, an answer has a status code, and the log no defect', async () => {
  const fields = fc.constantFrom('pin', 'newPin', 'puk', 'serviceType', 'token')
  const anything = fc.oneof(fc.json(), fc.string(), fc.dictionary(fields, fc.string()))
  const calls = fc.constantFrom(...localCalls.filter(({ name }) => !/Finalize|Logout|GET/.test(name)))
  await fc.assert(fc.asyncProperty(calls, anything, async (call, body) => {
    const { status, json } = await door.ask(verbOf(call), pathOf(call), body)
    expect(status).toBe(200)
    expect((json as { statusCode: unknown }).statusCode).not.toBe(1799)
    expect((json as { statusCode: unknown }).statusCode).toEqual(expect.any(Number))
  }), { numRuns: 150 })
  expect(door.running.logged.join('')).not.toContain('failed inside')
}, 120_000)
