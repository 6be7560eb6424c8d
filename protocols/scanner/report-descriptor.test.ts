import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { inputFields, usageOf } from './report-descriptor.ts'

/** The boot keyboard of HID 1.11 appendix B.1. */
const keyboard = unhex(`
  0501 0906 a101 0507 19e0 29e7 1500 2501 7501 9508 8102 9501 7508 8101 9505 7501 0508 1901 2905 9102 9501 7503
  9101 9506 7508 1500 2565 0507 1900 2965 8100 c0`)

describe('a report descriptor', () => {
  it('gives the input fields of the keyboard of HID 1.11, without its lamps', () => {
    const fields = inputFields(keyboard)
    expect(fields.map(({ at, size, count, constant }) => [at, size, count, constant]))
      .toEqual([[0, 1, 8, false], [8, 8, 1, true], [16, 8, 6, false]])
    const modifiers = [0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7]
    expect(fields[0]?.usages).toEqual(modifiers.map((usage) => usageOf(7, usage)))
  })

  it('counts the bits of each report id for itself', () => {
    const fields = inputFields(unhex('058c 7508 9501 8501 0901 8102 8502 0902 8102 8501 0903 8102'))
    expect(fields.map(({ reportId, at }) => [reportId, at])).toEqual([[1, 0], [2, 0], [1, 8]])
  })

  it('gives a usage the page that holds at its main item, and leaves an extended one its own', () => {
    const fields = inputFields(unhex('7508 9502 0501 093b 0bfe008c00 058c 8102'))
    expect(fields[0]?.usages).toEqual([usageOf(0x8c, 0x3b), usageOf(0x8c, 0xfe)])
  })

  it('restores what Push has kept', () => {
    const [before, after] = inputFields(unhex('058c 7508 9501 a4 7510 9504 0901 8102 b4 0902 8102'))
    expect([before?.size, before?.count, after?.size, after?.count]).toEqual([16, 4, 8, 1])
  })

  it('passes over long items', () => {
    expect(inputFields(unhex('fe03ffaabbcc 058c 7508 9501 0901 8102'))).toHaveLength(1)
  })

  it.each([
    ['an item is cut short', '26ff'],
    ['a long item is cut short', 'fe05ff00'],
    ['a collection does not end', '058c 0902 a101'],
    ['a collection ends that never began', 'c0'],
    ['Pop comes without Push', 'b4'],
    ['report id 0 is used', '8500'],
    ['a report would be longer than 4,096 bytes', '7508 960110 8102'],
    ['a field has no size and no end', '7500 97ffffffff 8102'],
    ['a size is beyond all numbers', '77ffffffff 9502 8102'],
  ])('is refused when %s', (_, descriptor) => {
    expect(() => inputFields(unhex(descriptor))).toThrow(MalformedError)
  })

  it('of any bytes gives fields or is refused, in bounded time', () => {
    const usual = '058c 09fe 19fb 29ff 7508 9538 8102 8502 a101 c0 a4 b4 97ffffffff'.split(' ')
    const items = fc.array(fc.oneof(
      fc.constantFrom(...usual), fc.uint8Array({ minLength: 1, maxLength: 3 }).map(hex),
    ), { maxLength: 60 })
    fc.assert(fc.property(items, (parts) => {
      try {
        for (const { at, size, count, usages } of inputFields(unhex(parts.join('')))) {
          expect(at + size * count).toBeLessThanOrEqual(4_096 * 8)
          expect(usages.length).toBeLessThanOrEqual(count)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError)
      }
    }), { numRuns: 500 })
  })
})
