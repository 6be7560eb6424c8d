import { describe, expect, test } from 'vitest'
import { playFrame } from '#protocols/auth/frame-walk.fixture'
import { officialCode } from '#protocols/auth/outcome'
import { samIdcMachine } from '#protocols/auth/sam-idc.machine'
import { samIdcOutcomes } from '#protocols/auth/sam-idc-outcomes'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions } from '#protocols/cshis/index'
import { ofSurroundings } from '#protocols/cshis/returns'
import { officialErrorsOf } from '#protocols/errors/official/index'
import { pinMachine } from '#protocols/hpc-card/pin.machine'
import { pinOutcomes } from '#protocols/hpc-card/pin-outcomes'
import { codeStories, exampleOf } from './code-stories.fixture.ts'
import { HPC_READER, physician, type CallStory, type OutcomeStory } from './code-story.fixture.ts'
import { WritingDesk } from './writing-desk.fixture.ts'

const functions = Object.values(cshisFunctions) as readonly CshisFunction[]
const rows = officialErrorsOf('csHIS')
/** Of any function: a parameter, or a buffer too small. */
const PARAMETER = 6018
const told = Object.entries(codeStories).map(([code, story]) => ({ code: Number(code), story, name: story.name }))

/** What the call returns; and whether its mishap was met. */
async function played({ desk: options = { world: 'one-clinic' }, before, mishap, call, input }: CallStory, at: number) {
  const desk = new WritingDesk(options)
  await before?.(desk)
  if (mishap !== undefined) desk.desk.failAt(at, mishap)
  const declared: CshisFunction = cshisFunctions[call]
  const { code } = await desk.call(call, input ?? declared.examples[0]?.input)
  return { code, isMet: mishap !== undefined && desk.desk.hasFailed }
}

/** The codes of a story until the wanted one: of a mishap at each command or message. */
async function codesOf(story: CallStory, wanted: number): Promise<readonly number[]> {
  const codes: number[] = []
  for (let at = 0; ; at++) {
    const { code, isMet } = await played(story, at)
    codes.push(code)
    if (code === wanted || !isMet) return codes
  }
}

function outcomeOf({ pin, sam }: OutcomeStory): number | undefined {
  if (pin !== undefined) {
    const failure = playFrame(pinMachine, pin.input, pin.events).output?.failure
    return failure == null ? undefined : officialCode(pinOutcomes[failure], pin.input.card)
  }
  const failure = playFrame(samIdcMachine, { samId: 'TESTSAM00001' }, sam ?? []).output?.failure
  return failure == null ? undefined : officialCode(samIdcOutcomes[failure])
}

describe('a code of the official table', () => {
  test('that something makes happen is in an example of a function or has a story, and not both', () => {
    for (const { code, happens } of rows) {
      const count = [exampleOf(code), codeStories[code]].filter((one) => one !== undefined).length
      if (happens.by !== undefined) expect(count, String(code)).toBe(1)
    }
  })

  test('that nothing makes happen has neither, but for success', () => {
    const idle = rows.filter(({ happens }) => happens.notYet !== undefined).map(({ code }) => code)
    expect(idle.filter((code) => exampleOf(code) !== undefined || codeStories[code] !== undefined)).toEqual([0])
  })

  test('has a story only where it has a row', () => {
    const known = new Set(rows.map(({ code }) => code))
    expect(told.filter(({ code }) => !known.has(code))).toEqual([])
  })

  test('names as its cause only functions whose manual names it', () => {
    for (const { code, happens } of rows) {
      for (const fault of happens.by ?? []) {
        const declared = functions.find(({ name }) => fault === `function.${name}`)
        if (declared === undefined || code === PARAMETER) continue
        expect([...declared.returns, ...ofSurroundings], `${fault} ${code}`).toContain(code)
      }
    }
  })

  test.each(told)('$code comes when $name', async ({ code, story }) => {
    if ('call' in story) expect(await codesOf(story, code)).toContain(code)
    else expect(outcomeOf(story)).toBe(code)
  })
})

describe('a code that the data centre alone may answer', () => {
  const unsaid = rows.filter(({ happens }) => happens.notYet === 'refusingCentre').map(({ code }) => code)

  test.each(unsaid)('is told as a refusal: %i', async (code) => {
    const codes = []
    for (const call of ['csVerifySAMDC', 'csUpdateHCContents'] as const) {
      codes.push((await played({ name: '', mishap: { centre: code }, call }, 0)).code)
    }
    expect(codes).toEqual([4051, 4050])
  })
})

describe('a code whose row says that another is told in its place', () => {
  const stories: Readonly<Record<string, CallStory & { readonly told: number }>> = {
    toldAs9100: {
      name: 'a pharmacist writes an allergy', told: 9100, desk: { world: 'three-cards' }, call: 'hisWriteAllergicMedicines',
      before: async (desk) => {
        desk.put(HPC_READER, 'hpc.pharmacist')
        await desk.prepare(physician)
      },
    },
    toldAs4000: { name: 'no reader is connected', told: 4000, desk: { world: 'no-reader' }, call: 'hisGetBasicData' },
    toldAsMinus1: { name: 'a port is opened where there is none', told: -1, desk: { world: 'no-reader' }, call: 'csOpenCom' },
    toldAs4014: {
      name: 'the reader of the professional card is gone', told: 4014, desk: { world: 'three-cards' }, call: 'hpcVerifyHPCPIN',
      before: ({ desk }) => desk.clinic.removeReader(HPC_READER),
    },
  }
  const saying = rows.flatMap(({ code, happens: { notYet = '' } }) => notYet.startsWith('toldAs') ? [{ code, notYet }] : [])

  test('has a story of that other code', () => {
    expect([...new Set(saying.map(({ notYet }) => notYet))].sort()).toEqual(Object.keys(stories).sort())
  })

  test.each(Object.values(stories))('$told comes when $name', async ({ told: code, ...story }) => {
    expect((await played(story, 0)).code).toBe(code)
  })
})
