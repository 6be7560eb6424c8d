import { expect } from 'vitest'
import { decodeIdcParams, decodeIdcReply, encodeIdcParams, encodeIdcReply, idcCalls, type IdcCall } from './wire.ts'

/** Its examples, typed by hand in both forms, are each other's. What is no request or answer of its is in wire.test.ts. */
export function walkIdcCall({ name, examples }: IdcCall): void {
  expect(idcCalls[name].name).toBe(name)
  expect(examples.length).toBeGreaterThan(0)
  for (const { params, wireParams, reply, wireReply } of examples) {
    expect(encodeIdcParams(name, params as never)).toEqual(wireParams)
    expect(decodeIdcParams(name, wireParams)).toEqual(params)
    expect(encodeIdcReply(name, reply as never)).toEqual(wireReply)
    expect(decodeIdcReply(name, wireReply)).toEqual(reply)
  }
}
