import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutBig5, decodeBig5, encodeBig5, REPLACEMENT } from './big5.ts'
import { big5Rows } from './generated/big5-index.ts'
import { sweepSha256 } from './generated/big5-sweep.ts'
import { hex, unhex } from './hex.ts'
import { MalformedError } from './malformed.ts'

const twoBytes = Array.from({ length: 0x10000 }, (_, code) => Uint8Array.of(code >> 8, code & 0xff))
const oneByte = Array.from({ length: 0x100 }, (_, byte) => Uint8Array.of(byte))
const assigned = big5Rows.flatMap(([, row]) => [...row]).filter((character) => character !== ' ')

const vectors = [
  { text: '測試', bytes: 'b4fa b8d5' },
  { text: '王測試一', bytes: 'a4fd b4fa b8d5 a440' },
  { text: 'Mary 林', bytes: '4d 61 72 79 20 aa4c' },
  { text: '　', bytes: 'a140' },
  { text: '堃', bytes: 'fb69' },
  { text: '喆', bytes: 'fb46' },
  { text: '𨋢', bytes: '9df2' },
  { text: '\u00ca\u0304', bytes: '8862' },
  { text: '\u00ca', bytes: '8866' },
  { text: '\u00ea\u030c', bytes: '88a5' },
  { text: '\u{2f894}', bytes: 'fc48' },
]

describe('against other implementations', () => {
  const pairs = new Set([0x8862, 0x8864, 0x88a3, 0x88a5])

  test('every two-byte input decodes as Chromium decodes it', () => {
    const swept = twoBytes.filter((_, code) => !pairs.has(code)).map((bytes) => decodeBig5(bytes).text)
    expect(createHash('sha256').update(swept.join('\n')).digest('hex')).toBe(sweepSha256)
  })

  test('the Big5 of 1984 decodes as ICU decodes it, which knows no HKSCS', () => {
    const icu = new TextDecoder('big5')
    const of1984 = (code: number) => [[0xa140, 0xa3bf], [0xa440, 0xc67e], [0xc940, 0xf9d5]]
      .some(([from = 0, to = 0]) => code >= from && code <= to)
    const trails = (byte: number) => (byte >= 0x40 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xfe)
    const codes = twoBytes.filter((bytes, code) => of1984(code) && trails(bytes[1] ?? 0))
    expect(codes.length).toBe(408 + 5401 + 7652)
    for (const code of codes) expect(decodeBig5(code).text).toBe(icu.decode(code))
  })
})

describe('decoding', () => {
  test.each(vectors)('$bytes is $text', ({ text, bytes }) => {
    expect(decodeBig5(unhex(bytes))).toEqual({ text, complete: true })
  })

  test('is complete exactly when no replacement sign appears', () => {
    for (const bytes of [...oneByte, ...twoBytes]) {
      const { text, complete } = decodeBig5(bytes)
      expect(complete).toBe(!text.includes(REPLACEMENT))
    }
  })

  test.each([
    { why: 'a character cut at the end', bytes: 'b4fa b8', text: '測\ufffd' },
    { why: 'an ASCII byte after a stray lead byte, which is kept', bytes: 'b430 b8d5', text: '\ufffd0試' },
    { why: 'a code nobody assigned, whose ASCII trail is kept', bytes: '8140 b8d5', text: '\ufffd@試' },
    { why: 'a code nobody assigned, as one sign', bytes: '81a1 b8d5', text: '\ufffd試' },
    { why: 'bytes that begin no character', bytes: '80 ff b8d5', text: '\ufffd\ufffd試' },
  ])('replaces $why', ({ bytes, text }) => {
    expect(decodeBig5(unhex(bytes))).toEqual({ text, complete: false })
  })

  test('any bytes decode to something, and what follows an ASCII byte does not depend on what stood before', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 24 }), fc.uint8Array({ maxLength: 24 }), (before, after) => {
      const whole = decodeBig5(Uint8Array.of(...before, 0x20, ...after)).text
      expect(whole.endsWith(` ${decodeBig5(after).text}`)).toBe(true)
    }))
  })
})

describe('encoding', () => {
  test.each(vectors)('$text is $bytes', ({ text, bytes }) => {
    expect(hex(encodeBig5(text))).toBe(hex(unhex(bytes)))
  })

  test('every character of the index comes back from its code', () => {
    expect(assigned.length).toBe(18590)
    for (const character of assigned) expect(decodeBig5(encodeBig5(character)).text).toBe(character)
  })

  test('text of Big5 characters comes back from its bytes', () => {
    const ascii = fc.integer({ min: 0, max: 0x7f }).map((code) => String.fromCharCode(code))
    const character = fc.oneof(fc.constantFrom(...assigned), ascii, fc.constantFrom('\u00ca\u0304', '\u00ea\u0304'))
    fc.assert(fc.property(fc.array(character).map((each) => each.join('')), (text) => {
      expect(decodeBig5(encodeBig5(text))).toEqual({ text, complete: true })
    }))
  })

  test('text as long as an upload file has room', () => {
    const text = '測a'.repeat(300_000)
    const bytes = encodeBig5(text)
    expect(bytes.length).toBe(900_000)
    expect(decodeBig5(bytes).text === text).toBe(true)
  })

  test.each([
    { text: '包', bytes: 'a55d', why: 'a code of 1984 before HKSCS fabd' },
    { text: '仝', bytes: 'c969', why: 'a code of 1984 before HKSCS c6df' },
    { text: '卄', bytes: 'a2cd', why: 'a code of 1984 before HKSCS fac5' },
    { text: '廴', bytes: 'c6cf', why: 'the first of two HKSCS codes' },
    { text: '十', bytes: 'a451', why: 'the last code, as the Encoding Standard says' },
    { text: '卅', bytes: 'a4ca', why: 'the last code, as the Encoding Standard says' },
    { text: '═', bytes: 'f9f9', why: 'the last code, as the Encoding Standard says' },
    { text: '╪', bytes: 'f9ea', why: 'the last code, as the Encoding Standard says' },
  ])('$text is written as $bytes: $why', ({ text, bytes }) => {
    expect(hex(encodeBig5(text))).toBe(bytes)
  })

  test.each([
    ['a replacement sign', '測\ufffd'],
    ['an emoji', '🙂'],
    ['half a surrogate pair', '\ud840'],
    ['kana with no code', 'ヷ'],
  ])('refuses %s', (_, text) => {
    expect(() => encodeBig5(text, 'name')).toThrow(new MalformedError('name', 'a character has no Big5 code'))
  })
})

describe('cutting', () => {
  const character = fc.oneof(fc.constantFrom(...assigned), fc.constantFrom('a', '0', '\u00ca\u0304', '\u00ea\u0304'))

  test('leaves whole characters, as many as there is room for', () => {
    fc.assert(fc.property(fc.array(character, { maxLength: 30 }), fc.nat(45), (characters, length) => {
      let whole = ''
      for (const one of characters) {
        if (encodeBig5(whole + one).length > length) break
        whole += one
      }
      expect(cutBig5(characters.join(''), length)).toBe(whole)
    }))
  })

  test.each([
    ['測試', 3, '測'], ['測試', 4, '測試'], ['a測', 2, 'a'], ['測a', 3, '測a'], ['測', 1, ''], ['測試a', 4, '測試'],
    ['\u00ca\u0304', 1, ''], ['a\u00ca\u0304', 3, 'a\u00ca\u0304'],
  ])('of %s to %i bytes leaves "%s"', (text, length, kept) => expect(cutBig5(text, length)).toBe(kept))

  test('refuses a character without a code, also behind the end', () => {
    expect(() => cutBig5('測試🙂', 4, 'name')).toThrow(new MalformedError('name', 'a character has no Big5 code'))
  })
})
