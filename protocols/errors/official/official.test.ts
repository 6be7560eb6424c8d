import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cardAuthenticationOutcomes } from '../../auth/card-authentication-outcomes.ts'
import { obstacles } from '../../auth/obstacle.ts'
import { officialCode, type Outcome } from '../../auth/outcome.ts'
import { roleAuthenticationOutcomes } from '../../auth/role-authentication-outcomes.ts'
import { samIdcOutcomes } from '../../auth/sam-idc-outcomes.ts'
import { bundleVerdicts } from '../../cs6/bundle-verdict.ts'
import { remoteCalls } from '../../cs6/remote/index.ts'
import { cshisFunctions } from '../../cshis/index.ts'
import { pinOutcomes } from '../../hpc-card/pin-outcomes.ts'
import { CloudSamError, type CloudSamReason } from '../../sam/cloud-sam-error.ts'
import { ownErrors, type OwnErrorName } from '../own.ts'
import type { SiteFault } from './fault.ts'
import { claimCodes, codesIn, cs6Codes, csHisCodes, paragraph, tableRows, uploadCodes, webComponentCodes } from './facts.fixture.ts'
import { officialError, officialErrorsOf, officialFamilies, type Edition } from './index.ts'
import { notYet } from './not-yet.ts'

const facts = readFileSync(join(import.meta.dirname, '../../../docs/nhi-facts.md'), 'utf8')

const sorted = (codes: Iterable<number>) => [...new Set(codes)].sort((one, other) => one - other)
const codesOf = (edition: Edition) => sorted(officialErrorsOf(edition).map(({ code }) => code))
const without = (codes: readonly number[], others: readonly number[]) => codes.filter((code) => !others.includes(code))

describe('the table and nhi-facts', () => {
  const documented: readonly (readonly [Edition, number[]])[] = [
    ['csHIS', sorted([...csHisCodes(facts).manual, ...csHisCodes(facts).later])],
    ['cs6', sorted(cs6Codes(facts))],
    ['nhiicc', sorted(webComponentCodes(facts))],
    ['upload', sorted(uploadCodes(facts))],
    ['eiiapi', sorted(claimCodes(facts))],
  ]

  test.each(documented)('have the same codes of %s, every number of every range', (edition, known) => {
    expect(without(known, codesOf(edition)), 'in nhi-facts and not in the table').toEqual([])
    expect(without(codesOf(edition), known), 'in the table and not in nhi-facts').toEqual([])
  })

  test('are compared by what the facts really list', () => {
    const { manual, later } = csHisCodes(facts)
    expect(manual).toEqual(expect.arrayContaining([-1, 0, 4000, 5160, 5166, 5173, 9085, 9140]))
    expect(later).toEqual(expect.arrayContaining([5069, 9005, 9251, 66508, 30037]))
    expect(cs6Codes(facts)).toEqual(expect.arrayContaining([1000, 1037, 1102, 1705, 3218, 3240, 3503]))
    expect(cs6Codes(facts)).not.toContain(5083)
    expect(webComponentCodes(facts)).toEqual(expect.arrayContaining([0, 7003, 8007, 8306, 9999]))
    expect(uploadCodes(facts)).toEqual(expect.arrayContaining([0, 5002, 5003, 8205, 9999]))
    expect(claimCodes(facts)).toEqual(expect.arrayContaining([5000, 5009, 5023, 9999]))
  })

  test('agree about which codes only later clients know', () => {
    const marked = officialErrorsOf('csHIS')
      .filter(({ provenance: { source, unknown } }) => (source ?? unknown ?? '').includes('§3.1 (+'))
    expect(sorted(marked.map(({ code }) => code))).toEqual(sorted(csHisCodes(facts).later))
  })

  test('name no return code of a function (§2.1) that is not in the table', () => {
    const returned = tableRows(paragraph(facts, '2.1')).flatMap((cells) => codesIn(cells.at(-1)!.replaceAll(/§[\d.]+/g, '')))
    const sets = paragraph(facts, '2.0').split('\n').filter((line) => line.includes('Return-code sets')).flatMap(codesIn)
    // 1 is the answer "a PIN is set" of 1.36, and 1.9 is the number of a function
    const codes = sorted([...returned, ...sets]).filter((code) => code <= 0 || code >= 1000)
    expect(codes.length).toBeGreaterThan(80)
    expect(without(codes, codesOf('csHIS'))).toEqual([])
  })
})

describe('a number', () => {
  test('means different things in different editions, so that only both together name a row', () => {
    for (const [code, editions] of [[4061, ['csHIS', 'nhiicc']], [5003, ['csHIS', 'upload', 'eiiapi']]] as const) {
      const meanings = editions.map((edition) => officialError(edition, code)?.meaning.en)
      expect(new Set(meanings).size).toBe(editions.length)
      expect(meanings).not.toContain(undefined)
    }
    expect(officialError('cs6', 4061)).toBeUndefined()
  })
})

describe('what makes a code happen', () => {
  const tables: Readonly<Record<string, Readonly<Record<string, Outcome>>>> = {
    samIdc: samIdcOutcomes, card: cardAuthenticationOutcomes, role: roleAuthenticationOutcomes, pin: pinOutcomes, obstacle: obstacles,
  }
  const reasons: Readonly<Record<CloudSamReason, true>> = {
    missing: true, several: true, unreadable: true, otherMachine: true, otherEnvironment: true, nameUnreadable: true,
  }
  const led = new Map<number, Set<string>>()
  const lead = (code: number, fault: string) => led.set(code, (led.get(code) ?? new Set()).add(fault))
  for (const [table, outcomes] of Object.entries(tables)) {
    for (const [name, outcome] of Object.entries(outcomes)) {
      for (const kind of ['hc', 'hpc'] as const) {
        for (const sam of ['card', 'cloud'] as const) lead(officialCode(outcome, kind, sam), `${table}.${name}`)
      }
    }
  }
  for (const reason of Object.keys(reasons)) lead(new CloudSamError(reason as CloudSamReason).code, `cloudSam.${reason}`)

  test('is every outcome of ours that stands for it, and no other', () => {
    const isOutcome = (fault: string) => !/^(?:error|function|door|remote|bundle)\./.test(fault)
    const named = Object.fromEntries(officialErrorsOf('csHIS')
      .map(({ code, happens }) => [code, [...happens.by ?? []].filter(isOutcome).sort()] as const)
      .filter(([, faults]) => faults.length > 0))
    expect(named).toEqual(Object.fromEntries([...led].map(([code, faults]) => [code, [...faults].sort()])))
  })

  test('or an error of ours, a function, a remote call or a fault of a bundle, that there is', () => {
    const named = officialFamilies.flatMap(({ errors }) => errors.flatMap(({ happens }) => happens.by ?? []))
    const there: Readonly<Record<string, readonly string[]>> = {
      error: Object.keys(ownErrors), function: Object.keys(cshisFunctions), remote: remoteCalls.map(({ name }) => name),
      bundle: Object.keys(bundleVerdicts), site: ['cacheMissing', 'encodingFailed', 'notWhiteListed', 'blackListed'] satisfies SiteFault[],
    }
    const others = named.map((fault) => fault.split('.')).filter(([table = '']) => Object.hasOwn(there, table))
    expect(new Set(others.map(([table]) => table)).size).toBe(Object.keys(there).length)
    for (const [table = '', name] of others) expect(there[table]).toContain(name)
  })

  test('or a reason that somebody still needs', () => {
    const given = new Set(officialFamilies.flatMap(({ errors }) => errors.flatMap(({ happens }) => happens.notYet ?? [])))
    expect([...given].sort()).toEqual(Object.keys(notYet).sort())
  })
})

describe('errors of ours', () => {
  /** The numbers in a remedy, which are official codes of one edition or another. */
  const mentioned = Object.entries(ownErrors).flatMap(([name, { remedy }]) =>
    [...remedy.zh.matchAll(/(?<!\d)\d{4,5}(?!\d)/g)].map(([code]) => [name as OwnErrorName, Number(code)] as const))

  test('mention official codes', () => expect(mentioned.length).toBeGreaterThan(10))

  test.each(mentioned)('%s mentions %i, whose row names it as what the native API shows', (name, code) => {
    const rows = (['csHIS', 'cs6'] as const).flatMap((edition) => officialError(edition, code) ?? [])
    expect(rows, 'no row of that code').toHaveLength(1)
    expect(rows[0]!.native).toContain(name)
  })
})
