import { describe, expect, test } from 'vitest'
import { hex, unhex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import { hcContents } from './contents.ts'

test('no two card objects share a tag', () => {
  expect(new Set(hcContents.map(({ tag }) => tag)).size).toBe(hcContents.length)
})

describe.each(hcContents)('$zh ($en)', ({ tag, content, examples }) => {
  test('has a tag that fits into P1-P2', () => {
    expect(Number.isInteger(tag) && tag >= 0 && tag <= 0xffff).toBe(true)
  })

  test.each(examples)('reads $name', (example) => {
    expect(content.decode(unhex(example.hex))).toEqual(example.value)
  })

  const written = examples.filter(({ readOnly }) => readOnly === undefined)
  test.each(written)('writes $name', (example) => {
    expect(hex(content.encode(example.value))).toBe(example.hex)
  })

  const readOnly = examples.filter((example) => example.readOnly !== undefined)
  test.each(readOnly)('does not write $name so: $readOnly', (example) => {
    let spelling: string | undefined
    try {
      spelling = hex(content.encode(example.value))
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedError)
    }
    expect(spelling).not.toBe(example.hex)
  })
})
