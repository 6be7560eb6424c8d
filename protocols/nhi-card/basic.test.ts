import { expect, test } from 'vitest'
import { basicOf } from './basic.ts'
import { publicBasic } from './public-basic.ts'

const [{ value: block }] = publicBasic.examples

test('the basic data are the public block and the termination mark together', () => {
  expect(basicOf(block, { cancelled: false })).toEqual({
    cardSn: '000012345678', name: '測試一', nameComplete: true, idCardNum: 'Z199999016',
    birthday: '1990-01-01', sex: 'M', dateIssue: '2020-06-01', cancelled: false,
  })
  expect(basicOf(block, { cancelled: true }).cancelled).toBe(true)
})

test('a card that refuses its termination block, or answers nonsense, is neither cancelled nor not', () => {
  expect(basicOf(block, undefined).cancelled).toBe('unknown')
  expect(basicOf(block, { cancelled: 'unknown' }).cancelled).toBe('unknown')
})

const signs = [['M', 'M'], ['F', 'F'], ['', ''], ['m', ''], ['\ufffd', '']] as const
test.each(signs)('sex %j on the card is shown as %j', (sex, shown) => {
  expect(basicOf({ ...block, sex }, undefined).sex).toBe(shown)
})

test('a name that could not be decoded completely says so', () => {
  expect(basicOf({ ...block, name: '測\ufffd一', nameComplete: false }, undefined))
    .toMatchObject({ name: '測\ufffd一', nameComplete: false })
})
