import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cshisFunctions, cshisNameOf } from './index.ts'
import { cshisMethod } from './native.ts'

const names = Object.keys(cshisFunctions)
/** nhi-facts §2.1, oddities. */
const printed = [
  ['HisGetEmergentTel', 'hisGetEmergentTel'], ['CsVerifyHCPIN', 'csVerifyHCPIN'], ['csGetHOSPID', 'csGetHospID'],
  ['hisGetHPCENAME', 'hpcGetHPCENAME'],
] as const
const known = new Set<string>([...names, ...printed.map(([misprint]) => misprint)])

describe('the name of a function', () => {
  test.each(printed)('%s of the manual is %s of the header, on both faces', (misprint, name) => {
    expect(cshisNameOf(misprint)).toBe(name)
    expect(cshisMethod(`cshis.${misprint}`)).toBe(cshisMethod(`cshis.${name}`))
  })

  test('of the header is itself', () => {
    for (const name of names) expect(cshisNameOf(name)).toBe(name)
  })

  test('in any other capitals is none', () => {
    fc.assert(fc.property(fc.mixedCase(fc.constantFrom(...known)), (written) => {
      fc.pre(!known.has(written))
      expect(cshisNameOf(written)).toBeUndefined()
      expect(cshisMethod(`cshis.${written}`)).toBeUndefined()
    }))
  })

  test.each(['', 'constructor', 'toString', '__proto__', 'cshis.hisGetBasicData', 'hisGetBasicData '])('%j is none', (written) => {
    expect(cshisNameOf(written)).toBeUndefined()
    expect(cshisMethod(`cshis.${written}`)).toBeUndefined()
  })
})
