import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MalformedError } from '../bytes/malformed.ts'
import { IdcError, type Idc } from '../port/idc.ts'
import { answerIdc, decodeIdcParams, decodeIdcReply, encodeIdcReply, idcCalls, idcMethodAt, idcPath, type IdcMethod } from './wire.ts'

const names = Object.keys(idcCalls) as IdcMethod[]
const json = fc.jsonValue()

/** A body with one of its values, however deep, replaced. */
function replaced(body: unknown, at: number, value: unknown): unknown {
  let seen = 0
  const walk = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(walk)
    if (typeof one === 'object' && one !== null) return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner)]))
    return seen++ === at ? value : one
  }
  return walk(body)
}

describe('the wire form of the data centre', () => {
  test('has a path for each method, and no method for another path', () => {
    for (const name of names) expect(idcMethodAt(idcPath(name))).toBe(name)
    fc.assert(fc.property(fc.string(), (path) => idcMethodAt(path) === undefined && idcMethodAt(`/idc/v1/${path}`) === undefined))
  })

  test.each(names)('%s: whatever else comes is refused by name, or is of its form', (name) => {
    fc.assert(fc.property(json, (body) => {
      for (const decode of [decodeIdcParams, decodeIdcReply]) {
        try {
          decode(name, body)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError)
        }
      }
    }))
  })

  test.each(names)('%s: a number where text belongs is refused, and stands in no error', (name) => {
    const [example] = idcCalls[name].examples
    const size = JSON.stringify(example!.wireParams).split(':').length - 1
    let refused = 0
    for (let at = 0; at < size; at += 1) {
      try {
        decodeIdcParams(name, replaced(example!.wireParams, at, 31_415))
      } catch (error) {
        refused += 1
        expect(error).toBeInstanceOf(MalformedError)
        expect(String(error)).not.toContain('31415')
      }
    }
    expect(refused).toBeGreaterThan(0)
  })

  test('what its author does not know is dropped', () => {
    expect(decodeIdcParams('hello', { samId: 'TESTSAM00001', later: 1 })).toEqual({ samId: 'TESTSAM00001' })
    expect(decodeIdcReply('prove', { code: 9015, later: 1 })).toEqual({ code: 9015 })
  })

  test('a centre’s answer that is none is not sent', () => {
    expect(() => encodeIdcReply('treatmentNumber', { result: 'short' })).toThrow(MalformedError)
  })

  test('a challenge or a signature of another length is no answer', () => {
    const { result } = idcCalls.prove.examples[0]!.wireReply as { result: object }
    expect(() => decodeIdcReply('prove', { result: { ...result, signature: 'AAAA' } })).toThrow(MalformedError)
  })
})

describe('a centre that is served', () => {
  const failing = (failure: IdcError['failure']): Idc => {
    const fail = () => Promise.reject(new IdcError(failure))
    return {
      hello: fail, authenticate: fail, prove: fail, beginCard: fail, finishCard: fail, checkInsurance: fail, cardContent: fail,
      treatmentNumber: fail,
    }
  }

  test.each(names)('%s: its refusal is its code, and its silence stays an error', async (name) => {
    const body = idcCalls[name].examples[0]!.wireParams
    expect(await answerIdc(failing(9060), name, body)).toEqual({ code: 9060 })
    await expect(answerIdc(failing('unreachable'), name, body)).rejects.toThrow(IdcError)
    await expect(answerIdc(failing(9060), name, {})).rejects.toThrow(MalformedError)
  })
})
