import { describe, expect, test } from 'vitest'
import { remoteCalls, remoteCallNamed, type RemoteName } from '#protocols/cs6/remote/index'
import { answerOf } from './remote/index.ts'
import { CallingDesk } from './remote-desk.fixture.ts'
import type { Desk } from './clinic-caller.fixture.ts'

const answered = remoteCalls.filter(({ name }) => answerOf(name) !== undefined)
const examples = answered.flatMap(({ name, examples: all }) => (
  all.map((example) => ({ call: name as RemoteName, example, of: example.name }))
))

/** What lies on the desk in the worlds of the examples. */
const desks: Readonly<Record<string, Desk>> = { 'one-clinic': {}, 'three-cards': { hpc: 'physician' } }

describe('the centre answers what is declared', () => {
  test('every call is answered or says why not', () => {
    for (const { name, notYet } of remoteCalls) expect(answerOf(name) === undefined, name).toBe(notYet !== undefined)
    expect(examples.length).toBeGreaterThan(10)
  })

  test.each(examples)('$call: $of', async ({ call, example: { world, before = [], params, reply } }) => {
    const desk = await CallingDesk.open()
    for (const one of before) expect(desk.call(one.call as RemoteName, one.params, desks[world]).statusCode).toBe(0)
    const answer = desk.call(call, params, desks[world])
    expect(answer).toEqual({ statusCode: 0, ...reply })
    expect(remoteCallNamed(call).reply.parse(answer)).toEqual(reply)
  })
})
