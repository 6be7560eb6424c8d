import { describe, expect, test } from 'vitest'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions, type CshisName } from '#protocols/cshis/index'
import { ofSurroundings } from '#protocols/cshis/returns'
import { testSamFolder } from '#simulator/cloud/test-centre'
import type { DeskOptions } from '../engines/open-profile/three-card-desk.fixture.ts'
import { HPC_READER, physician } from './code-story.fixture.ts'
import { FunctionDesk } from './function-desk.fixture.ts'

/** What functions need and their lists do not say, or say of others: the codes of their lists are in pairs.test.ts. */
const functions = (Object.values(cshisFunctions) as readonly CshisFunction[]).filter(({ refused }) => refused === undefined)
const ofSam = functions.filter(({ needs: { sam } }) => sam === true)
const online = functions.filter(({ needs: { online } }) => online === true)
const ofPin = ofSam.filter(({ needs: { pin }, returns }) => pin === true && returns.includes(4013))
const withoutPin = ofSam.filter(({ needs: { pin }, returns }) => pin !== true && returns.includes(4013))
const ofProfessional = functions.filter(({ needs: { hpc } }) => hpc === true)

/** Calls a function with the parameters of its first example, once the desk is as it should be. */
async function called({ name, examples, returns }: CshisFunction, desk: FunctionDesk): Promise<number> {
  const { code, written } = await desk.call(name as CshisName, examples[0]?.input)
  expect([...returns, ...ofSurroundings]).toContain(code)
  if (code >= 4000 && code !== 5141) expect(written).toEqual({})
  return code
}

/** A desk with a physician whose PIN is verified. */
async function attended(options: DeskOptions): Promise<FunctionDesk> {
  const desk = new FunctionDesk(options)
  if (options.world === 'pin-card') desk.desk.clinic.insert(HPC_READER, 'hpc.physician')
  await desk.prepare(physician)
  return desk
}

test('there are functions of every kind', () => {
  for (const kind of [ofSam, ofPin, withoutPin, ofProfessional]) expect(kind.length).toBeGreaterThan(3)
})

describe('a function that needs the security module', () => {
  test.each([...new Set([...ofSam, ...online])])('$name: 4012 when there is none', async (declared) => {
    const desk = new FunctionDesk({ world: 'three-cards', samFolder: { ...testSamFolder, names: () => [] } })
    expect(await called(declared, desk)).toBe(4012)
  })

  test.each(ofSam)('$name: says that the data centre does not answer in the words it has', async (declared) => {
    const desk = new FunctionDesk({ world: 'three-cards' })
    desk.desk.failAt(0, { centre: 'unreachable' })
    const { returns } = declared
    const expected = [4061, 4050].find((code) => returns.includes(code)) ?? 4029
    expect(await called(declared, desk)).toBe(expected)
    expect(desk.desk.hasFailed).toBe(true)
  })
})

describe('a function that needs the data centre', () => {
  test.each(online)('$name: 4061 when it does not answer any more', async (declared) => {
    const desk = await attended({ world: 'three-cards' })
    desk.desk.clinic.remove(HPC_READER)
    await desk.call('csSoftwareReset', { type: 0 })
    desk.desk.failAt(0, { centre: 'unreachable' })
    expect(await called(declared, desk)).toBe(4061)
  })
})

describe('a function that needs the patient’s PIN', () => {
  test.each(ofPin)('$name: does its work once it is verified', async (declared) => {
    const desk = await attended({ world: 'pin-card' })
    await desk.prepare([{ method: 'card.verifyPin', params: { pin: '1234' } }])
    expect(await called(declared, desk)).not.toBe(5102)
  })

  test.each(withoutPin)('$name does not', async (declared) => {
    expect(await called(declared, await attended({ world: 'pin-card' }))).not.toBe(5102)
  })
})

describe('a function that needs a professional card', () => {
  test.each(ofProfessional)('$name: 9100 to a profession without the right', async (declared) => {
    const desk = new FunctionDesk({ world: 'one-clinic' })
    desk.desk.clinic.insert(HPC_READER, 'hpc.nurse')
    await desk.prepare(physician)
    expect(await called(declared, desk)).toBe(9100)
  })
})
