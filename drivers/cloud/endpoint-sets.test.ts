import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loopbackOnly, siteUrl } from './contact-policy.ts'
import { chooseEndpoints, endpointSets, environmentOf, type EndpointChoice } from './endpoint-sets.ts'

const samId = fc.stringMatching(/^[0-9A-Z]{12}$/)
const choice: fc.Arbitrary<EndpointChoice> = fc.constantFrom(undefined, 'nhia' as const, ['https://centre.example'])
const hostsOf = (origins: readonly string[]) => origins.map((origin) => new URL(origin).hostname)

describe('where the cloud is', () => {
  test('is nowhere until it is configured', () => {
    fc.assert(fc.property(samId, (sam) => {
      expect(chooseEndpoints(undefined, sam, false)).toMatchObject({ sites: [], upload: [], mayContact: loopbackOnly })
    }))
  })

  test('is this machine in simulation, whatever is configured', () => {
    fc.assert(fc.property(samId, choice, (sam, configured) => {
      const { environment, sites, upload } = chooseEndpoints(configured, sam, true)
      expect(environment).toBe('simulation')
      expect([...sites, ...upload].every((origin) => loopbackOnly(new URL(origin).hostname))).toBe(true)
    }))
  })

  test('is NHIA’s production for a module of production, its test site for ours', () => {
    expect(environmentOf('TESTSAM00001')).toBe('test')
    expect(environmentOf('040110000001')).toBe('production')
    expect(hostsOf(chooseEndpoints('nhia', 'TESTSAM00001', false).sites)).toEqual(['medvpndct.nhi.gov.tw'])
    const { sites, upload } = chooseEndpoints('nhia', '040110000001', false)
    expect(hostsOf([...sites, ...upload])).toEqual(['medvpndc.nhi.gov.tw', 'medvpndti.nhi.gov.tw'])
  })

  test('never mixes production and test', () => {
    const { production, test } = endpointSets
    expect(() => chooseEndpoints(production.sites, 'TESTSAM00001', false)).toThrow(RangeError)
    expect(() => chooseEndpoints(test.sites, '040110000001', false)).toThrow(RangeError)
    expect(chooseEndpoints(test.sites, 'TESTSAM00001', false).sites).toEqual(test.sites)
  })

  test('may be contacted when it was chosen, and nothing else may', () => {
    fc.assert(fc.property(samId, choice, fc.boolean(), (sam, configured, isSimulated) => {
      const { sites, upload, mayContact } = chooseEndpoints(configured, sam, isSimulated)
      for (const origin of [...sites, ...upload]) expect(siteUrl(origin, mayContact).origin).toBe(origin)
      const others = Object.values(endpointSets).flatMap((set) => [...set.sites, ...set.upload]).concat('https://elsewhere.example')
        .filter((origin) => ![...sites, ...upload].includes(origin) && !loopbackOnly(new URL(origin).hostname))
      for (const origin of others) expect(() => siteUrl(origin, mayContact)).toThrow(RangeError)
    }))
  })

  test('every set says where it is known from', () => {
    for (const { provenance } of Object.values(endpointSets)) expect(provenance.source ?? provenance.assumed).toBeDefined()
  })
})
