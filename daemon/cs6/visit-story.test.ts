import { afterEach, expect, test } from 'vitest'
import {
  csHisVisit, HisProgram, nativeVisit, patients, Program6, StoryClinic, visitOf6, type Patient,
} from './visit-story.fixture.ts'

const opened: StoryClinic[] = []
afterEach(async () => {
  for (const story of opened.splice(0)) await story.close()
})

async function clinicWith(patient: Patient): Promise<StoryClinic> {
  const story = await StoryClinic.open(patient)
  opened.push(story)
  return story
}

async function by6(patient: Patient, address: (story: StoryClinic) => string): Promise<StoryClinic> {
  const story = await clinicWith(patient)
  const program = new Program6(story, address(story))
  for (const step of visitOf6) {
    const reply = await program.take(step)
    if (reply !== undefined) expect(reply, JSON.stringify(step)).toMatchObject({ statusCode: 0, ...step.reply })
  }
  return story
}

async function byCalls(patient: Patient, calls: typeof nativeVisit): Promise<StoryClinic> {
  const story = await clinicWith(patient)
  const his = new HisProgram(story)
  for (const call of calls) {
    const result = await his.make(call)
    expect(result?.failed, call.method).toBeUndefined()
    expect([undefined, 0], call.method).toContain(result?.['code'])
  }
  return story
}

test.each(Object.entries(patients))('%s leaves the same at the centre, whichever way the visit comes', async (_, patient) => {
  const direct = await by6(patient, ({ cloud }) => cloud.origins[0])
  const proxied = await by6(patient, ({ proxy }) => proxy)
  const csHis = await byCalls(patient, csHisVisit)
  const native = await byCalls(patient, nativeVisit)
  const expected = direct.atCentre()
  expect(expected.visits).toMatchObject([{ undone: false }])
  expect(proxied.atCentre()).toEqual(expected)
  expect(native.atCentre()).toEqual(expected)
  expect(csHis.atCentre()).toEqual(expected)
  expect(await csHis.onCard()).toEqual(await native.onCard())
})
