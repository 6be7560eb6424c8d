import { expect } from 'vitest'
import * as z from 'zod'
import { walkIdcCall } from '../idc/example-walk.fixture.ts'
import type { LocalDeclaration } from './local-call.ts'
import { localCalls } from './local/index.ts'
import type { RemoteDeclaration } from './remote-call.ts'
import { remoteCallNamed, remoteCalls, type RemoteName } from './remote/index.ts'
import { serviceTypes } from './service-type.ts'

const has = (value: object, ...keys: string[]) => keys.every((key) => key in value)

/** What the declarations of control software 6.0 must do, for the test that walks all declarations. */
export const cs6Kinds: readonly { kind: string, is: (value: object) => boolean, walk: (value: never) => void }[] = [
  {
    kind: 'remote call of 6.0',
    is: (value) => has(value, 'service', 'cards', 'effect'),
    walk: (call: RemoteDeclaration) => {
      expect(remoteCalls).toContain(call)
      expect(call.examples.length > 0).toBe(call.notYet === undefined && call.name !== 'TreatmentNumber/NoCard')
      for (const { params, reply, before = [] } of call.examples) {
        expect(call.params.parse(params)).toEqual(params)
        expect(z.strictObject(call.reply.shape).parse(reply)).toEqual(reply)
        for (const { call: name, params: earlier } of before) {
          expect(() => remoteCallNamed(name as RemoteName).params.parse(earlier)).not.toThrow()
        }
      }
    },
  },
  { kind: 'call of the data centre', is: (value) => has(value, 'effect', 'result', 'ask'), walk: walkIdcCall },
  {
    kind: 'local call of 6.0',
    is: (value) => has(value, 'name', 'body', 'reply', 'codes'),
    walk: (call: LocalDeclaration) => {
      expect(localCalls).toContain(call)
      expect(call.examples.length).toBeGreaterThan(0)
      for (const { body, reply: { statusCode, ...reply } } of call.examples) {
        if (statusCode !== 1704 && statusCode !== 1705) expect(call.body.parse(body)).toEqual(body)
        expect(statusCode === 0 || [...call.codes, 1000, 1099, 1704, 1705, 1706].includes(statusCode as number)).toBe(true)
        expect(call.reply.partial().parse(reply)).toEqual(reply)
      }
    },
  },
  {
    kind: 'service type of 6.0',
    is: (value) => has(value, 'code', 'purpose', 'lifetime'),
    walk: (service: never) => expect(Object.values(serviceTypes)).toContain(service),
  },
]
