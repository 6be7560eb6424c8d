import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { icd10Files, sample } from '#daemon/codes/icd10-files.fixture'
import { MalformedError } from '../bytes/malformed.ts'
import { icd10Binary, type Icd10Edition } from './icd10-binary.ts'
import { Icd10Table } from './icd10-table.ts'
import { readIcd10Text } from './icd10-text.ts'

function editionOf(text: string): Icd10Edition {
  return { table: readIcd10Text(text).table ?? Icd10Table.none, edition: 'ab'.repeat(32), importedAt: 1_790_000_000_123 }
}

describe.each(icd10Files)('$name in binary', ({ text, rows }) => {
  const bytes = icd10Binary.encode(editionOf(text))

  test('is read as it was written', () => {
    const { table, edition, importedAt } = icd10Binary.decode(bytes)
    expect([edition, importedAt]).toEqual(['ab'.repeat(32), 1_790_000_000_123])
    expect(rows.filter(([code, form]) => table.encode(code) !== form.padEnd(5) || table.decode(form) !== code).length).toBe(0)
    expect(Buffer.compare(icd10Binary.encode({ table, edition, importedAt }), bytes)).toBe(0)
  })

  test('has nine bytes a row', () => expect(bytes.length).toBe(54 + 9 * rows.length + 32))
})

describe('a damaged binary', () => {
  const bytes = icd10Binary.encode(editionOf(sample.text))
  const refused = (damaged: Uint8Array): void => {
    expect(() => icd10Binary.decode(damaged)).toThrow(MalformedError)
  }

  test('is refused, whichever byte is another one', () => {
    for (let at = 0; at < bytes.length; at++) refused(bytes.with(at, (bytes[at] ?? 0) ^ (1 + at % 255)))
  })

  test('is refused, wherever it is cut and whatever is added', () => {
    for (let end = 0; end < bytes.length; end++) refused(bytes.slice(0, end))
    refused(Uint8Array.of(...bytes, 0))
  })

  test('is refused, whatever bytes it has', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => refused(noise)))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => refused(Uint8Array.of(...bytes.slice(0, 22), ...noise))))
  })

  test('is refused when its checksum is right and its content is not', () => {
    const signed = (change: (view: DataView) => void) => {
      const content = bytes.slice(0, -32)
      change(new DataView(content.buffer))
      return Uint8Array.of(...content, ...sha256(content))
    }
    expect(icd10Binary.decode(signed(() => undefined)).table.size).toBe(sample.rows.length)
    const wrong: readonly [why: string, change: (view: DataView) => void][] = [
      ['version 2 instead of 1', (view) => view.setUint16(8, 2)],
      ['imported at no moment', (view) => view.setFloat64(14, Number.NaN)],
      ['imported at no moment', (view) => view.setFloat64(14, -1)],
      ['row 1 is out of range', (view) => view.setUint8(54, 0xff)],
      ['row 2 is out of range', (view) => view.setUint32(54 + 9 + 5, 0xffffffff)],
      ['a code is there twice', (view) => {
        view.setUint8(54 + 9, view.getUint8(54))
        view.setUint32(54 + 9 + 1, view.getUint32(54 + 1))
      }],
      ['one card form', (view) => view.setUint32(54 + 5, view.getUint32(54 + 9 + 5))],
    ]
    for (const [why, change] of wrong) expect(() => icd10Binary.decode(signed(change)), why).toThrow(why)
  })
})

describe('an empty table', () => {
  test('has a binary too', () => {
    expect(icd10Binary.decode(icd10Binary.encode({ table: Icd10Table.none, edition: '00'.repeat(32), importedAt: 0 })).table.size).toBe(0)
  })
})
