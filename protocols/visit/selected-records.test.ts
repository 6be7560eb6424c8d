import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { treatmentItems } from '../codes/treatment-items.ts'
import { mayStandBeside } from './selected-records.ts'

const others = treatmentItems.rows.map(({ code }) => code).filter((code) => code !== 'ZB')

describe('beside ZB', () => {
  test('stand minutes and seconds of the hour, each of them, and blanks', () => {
    for (let at = 0; at < 3_600; at++) {
      const text = `${String(Math.floor(at / 60)).padStart(2, '0')}${String(at % 60).padStart(2, '0')}`
      expect(mayStandBeside('ZB', { mainCode: text, subCode1: '' })).toBe(true)
    }
  })

  test.each(['J069', '6000', '0060', '512', '05120', '0 12', '-512', '０５１２'])('does not stand "%s"', (text) => {
    for (const field of ['mainCode', 'subCode5']) expect(mayStandBeside('ZB', { mainCode: '0512', [field]: text })).toBe(false)
  })
})

test('beside any other item stands whatever a diagnosis may be', () => {
  fc.assert(fc.property(fc.constantFrom(...others, 'QQ', ''), fc.string(), (item, mainCode) => mayStandBeside(item, { mainCode })))
})
