import { describe, expect, test } from 'vitest'
import { big5Text } from '../bytes/field.ts'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { fieldText, numberCell } from './field-buffer.ts'

const provenance = { source: 'nhi-facts §2.1 (4.7)' } as const

describe('a text of its own length', () => {
  const name = fieldText('name', big5Text(40, '姓名', { provenance }))

  test.each([['王醫師', 'a4fdc2e5ae76'], ['', ''], ['A B', '412042']])('%j is %j, without padding', (value, bytes) => {
    expect(hex(name.encode(value))).toBe(bytes)
    expect(name.decode(unhex(bytes))).toBe(value)
  })

  test('that does not fit is refused and not cut', () => expect(() => name.encode('王'.repeat(21))).toThrow(MalformedError))
})

describe('a number in a variable of the caller', () => {
  const cell = numberCell('count', '筆數', provenance)

  test.each([[0, '0000'], [60, '3c00'], [300, '2c01'], [-1, 'ffff'], [0x7fff, 'ff7f']])('%i is %s, low byte first', (value, bytes) => {
    expect(hex(cell.encode(value))).toBe(bytes)
    expect(cell.decode(unhex(bytes))).toBe(value)
  })

  test('of another length is none', () => expect(() => cell.decode(unhex('00000000'))).toThrow(MalformedError))
})
