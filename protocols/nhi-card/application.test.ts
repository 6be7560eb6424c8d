import { expect, test } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { hcApplication, hcApplicationVariant } from './application.ts'

test('the application is selected by the AID that all sources but one agree on', () => {
  expect(unhex(hcApplication.aid)).toEqual(unhex('D1 58 00 00 01 00 00 00 00 00 00 00 00 00 11 00'))
  expect(hcApplication.use).toBe('selected')
})

test('the variant has one zero more and no 00 at the end, as long as the other, and is not used', () => {
  expect(unhex(hcApplicationVariant.aid)).toEqual(unhex('D1 58 00 00 01 00 00 00 00 00 00 00 00 00 00 11'))
  expect(hcApplicationVariant.use).toBe('not-used')
})
