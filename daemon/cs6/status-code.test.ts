import { describe, expect, test } from 'vitest'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { counterparts } from '#protocols/errors/official/counterpart'
import { officialError, officialErrorsOf } from '#protocols/errors/official/index'
import type { OwnErrorName } from '#protocols/errors/own'
import { carriedCodes, errorsBehind, OTHER, statusCodeOf } from './status-code.ts'

const about = ['sam', 'hc', 'hpc'] as const

describe('the status code of an error of ours', () => {
  test('is a row of the official table, which names the error as what makes it happen', () => {
    expect(errorsBehind.size).toBeGreaterThan(20)
    for (const [code, names] of errorsBehind) {
      const row = officialError('cs6', code)
      expect(row?.happens.by, String(code)).toEqual(expect.arrayContaining(names.map((name) => `error.${name}`)))
    }
  })

  test('and no row names an error that has another code', () => {
    const named = officialErrorsOf('cs6').flatMap(({ code, happens: { by = [] } }) => by
      .filter((fault) => fault.startsWith('error.')).map((fault) => [code, fault.slice('error.'.length) as OwnErrorName] as const))
    for (const [code, name] of named) {
      const codes = [...errorsBehind].filter(([, names]) => names.includes(name)).map(([one]) => one)
      expect([...codes, ...carriedCodes, ...counterparts.map(({ cs6 }) => cs6)], `${code} ${name}`).toContain(code)
    }
  })

  test('takes the number that module or card said before the name of the error', () => {
    const refused = (code: number) => statusCodeOf(new NhicardError('SAM_REFUSED', { code }), 'sam')
    expect([9060, 9062, 9061, 6005, 6006, 4051].map(refused)).toEqual([1303, 1302, 1304, 1301, 1300, 1300])
    const unauthenticated = (code: number) =>
      about.map((card) => statusCodeOf(new NhicardError('AUTHENTICATION_FAILED', { reader: 'r1', code }), card))
    expect(unauthenticated(4029)).toEqual([1300, 1500, 1400])
    expect(unauthenticated(9212)).toEqual([1502, 1502, 1502])
  })

  test('is 1799 for what is a fault of this program', () => {
    expect(about.map((card) => statusCodeOf(new NhicardError('INTERNAL_FAILED', { trace: 'x' }), card))).toEqual([OTHER, OTHER, OTHER])
  })
})
