import { describe, expect, test } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { slots } from '../nhi-card/card-file.ts'
import { bracketedCode } from './bracketed-code.ts'

const field = bracketedCode('主診斷碼')
const read = (typed: string) => field.read(unhex(slots(typed)), 'mainCode').value

describe('a diagnosis in brackets', () => {
  test.each([['[J069   ]', 'J069'], ['[S72001A]', 'S72001A'], ['[       ]', ''], ['         ', '']])('%j is %j', (typed, code) => {
    expect(read(typed)).toBe(code)
  })

  test.each(['', 'I10', 'S72001A'])('%j is written with nine bytes and read again', (code) => {
    const bytes = field.write(code, 'mainCode')
    expect(bytes.length).toBe(9)
    expect(field.read(bytes, 'mainCode').value).toBe(code)
  })

  test.each(['J069     ', '[J069    ', ' J069   ]'])('%j has no brackets', (typed) => {
    expect(() => read(typed)).toThrow(MalformedError)
  })

  test('longer than seven bytes is refused and not cut', () => {
    expect(() => field.write('S72001AX', 'mainCode')).toThrow(MalformedError)
  })
})

test('no diagnosis is brackets around spaces', () => expect(hex(field.write('', 'mainCode'))).toBe(slots('[       ]')))
