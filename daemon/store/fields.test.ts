import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spell, type Field } from './fields.ts'

/** As the docstring says it, one field at a time. */
function slowly(field: Field): number[] {
  const [type, bytes] = field === null ? [0, []]
    : typeof field === 'string' ? [1, [...new TextEncoder().encode(field)]]
    : typeof field === 'number' ? [2, [...new Uint8Array(new BigInt64Array([BigInt(field)]).buffer).reverse()]]
    : [3, [...field]]
  return [type, ...new Uint8Array(new Uint32Array([bytes.length]).buffer).reverse(), ...bytes]
}

const field = fc.oneof(
  fc.constant(null), fc.string({ unit: 'binary' }), fc.constant('a half of a pair \ud800'), fc.maxSafeInteger(),
  fc.uint8Array({ maxLength: 64 }),
)

test('a list of fields is spelled as each field alone, one behind the other', () => {
  fc.assert(fc.property(fc.array(field, { maxLength: 10 }), (fields) => {
    expect([...spell(fields)]).toEqual(fields.flatMap(slowly))
  }), { numRuns: 500 })
})

test('a number that is not whole is refused', () => {
  fc.assert(fc.property(fc.double().filter((number) => !Number.isSafeInteger(number)), (number) => {
    expect(() => spell([number])).toThrow(RangeError)
  }))
})
