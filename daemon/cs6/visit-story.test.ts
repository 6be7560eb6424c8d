import { afterEach, expect, test } from 'vitest'
import { methods, type ResultOf } from '#protocols/native-api/registry'
import {
  csHisVisit, diagnoses, HisProgram, nativeVisit, patients, Program6, StoryClinic, visitOf6, type Patient,
} from './visit-story.fixture.ts'
import { uploaded } from './visit-upload.fixture.ts'

const opened: StoryClinic[] = []
afterEach(async () => {
  for (const story of opened.splice(0)) await story.close()
})

async function clinicWith(patient: Patient): Promise<StoryClinic> {
  const story = await StoryClinic.open(patient)
  opened.push(story)
  return story
}

async function by6(
  patient: Patient, address: (story: StoryClinic) => string,
): Promise<{ readonly story: StoryClinic, readonly program: Program6 }> {
  const story = await clinicWith(patient)
  const program = new Program6(story, address(story))
  for (const step of visitOf6) {
    const reply = await program.take(step)
    if (reply !== undefined) expect(reply, JSON.stringify(step)).toMatchObject({ statusCode: 0, ...step.reply })
  }
  return { story, program }
}

async function byCalls(
  patient: Patient, calls: typeof nativeVisit,
): Promise<{ readonly story: StoryClinic, readonly his: HisProgram }> {
  const story = await clinicWith(patient)
  const his = new HisProgram(story)
  for (const call of calls) {
    const result = await his.make(call)
    expect(result?.failed, call.method).toBeUndefined()
    expect([undefined, 0], call.method).toContain(result?.['code'])
  }
  return { story, his }
}

/** All that is kept of visits; an update of the card alone is none. */
async function keptOf(story: StoryClinic): Promise<ResultOf<'visit.get'>[]> {
  const { visits } = methods['visit.list'].result.parse(await story.rpc('visit.list'))
  const all = await Promise.all(visits.map(({ visitId }) => story.rpc('visit.get', { visitId })))
  return all.map((one) => methods['visit.get'].result.parse(one)).filter(({ state }) => state !== 'update')
}

const signatures = (of: unknown) => (of as { readonly signatures: readonly unknown[] }).signatures

test.each(Object.entries(patients))('%s leaves the same at the centre, whichever way the visit comes', async (_, patient) => {
  const direct = await by6(patient, ({ cloud }) => cloud.origins[0])
  const proxied = await by6(patient, ({ proxy }) => proxy)
  const csHis = await byCalls(patient, csHisVisit)
  const native = await byCalls(patient, nativeVisit)
  const expected = direct.story.atCentre()
  expect(expected.visits).toMatchObject([{ undone: false }])
  for (const { story } of [proxied, csHis, native]) expect(story.atCentre()).toEqual(expected)
  expect(await csHis.story.onCard()).toEqual(await native.story.onCard())

  const { 'SequelNumber/Next': counted, 'Prescription/Write': written } = direct.program.known
  const { 'visit.takeNumber': taken, 'visit.writeOrders': ordered } = native.his.known
  const { 'cshis.hisGetSeqNumber256N1': csHisTaken, 'cshis.hisWriteMultiPrescriptSign': csHisOrdered } = csHis.his.known
  const { sequenceNumber, signature, treatmentNumber }: Partial<Record<string, unknown>> = counted ?? {}
  for (const told of [taken, csHisTaken]) expect(told).toMatchObject({ visit: { sequenceNumber, signature, treatmentNumber } })
  expect(signatures(ordered)).toEqual(written?.['hexSignatureItems'])
  expect(signatures(csHisOrdered)).toEqual(signatures(ordered).map((one) => ({ signature: one })))

  // and is kept with every step, but for what goes past us
  expect(await keptOf(direct.story)).toEqual([])
  const [byProxy, byCsHis, byNative] = [await keptOf(proxied.story), await keptOf(csHis.story), await keptOf(native.story)]
  expect(byNative).toMatchObject([{
    number: { given: { sequenceNumber, signature }, isTold: true }, pending: null,
    treatments: [{ state: 'done', diagnoses }], orderLists: [{ state: 'done', written: 2 }],
  }])
  expect(byCsHis).toMatchObject([{
    number: { given: { sequenceNumber, signature }, isTold: true }, pending: null, treatments: [{ state: 'done' }],
  }])
  expect(byProxy).toMatchObject([{
    number: { given: { sequenceNumber, signature }, isTold: true }, pending: null,
    // the second one is the program's own: 3209, which stands for success
    treatments: [{ state: 'done', diagnoses }, { state: 'done', code: 3209 }],
  }])
  const signed = signatures(ordered)
  for (const [visit] of [byProxy, byCsHis, byNative]) {
    expect(visit?.orderLists.flatMap((list) => list.orders.map((order) => order.signature))).toEqual(signed)
  }

  expect(await uploaded(direct.program, direct.story)).toMatchObject({
    received: 1, validVisits: 1, validOrders: 2, invalidVisits: 0, records: [],
  })
})
