import { afterEach, describe, expect, test } from 'vitest'
import { HC, patients, StoryClinic } from '../cs6/visit-story.fixture.ts'

const outpatient = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
const NEXT = '/api/v1/SequelNumber/Next'
const THEN = '2026-01-15T09:00:00'

let story: StoryClinic
afterEach(() => story.close())

const atCentre = () => story.atCentre().visits.map(({ sequenceNumber, undone }) => `${sequenceNumber}${undone ? ' undone' : ''}`)
const standing = () => atCentre().filter((one) => !one.endsWith('undone'))
const left = async () => (await story.rpc('card.readRegister') as { register?: { treatmentCounter: number } }).register?.treatmentCounter

/** The card is pulled while NHIA's answer is on its way: it is counted there, and the card is never asked to take it. */
async function pulledAtAppend(): Promise<Record<string, unknown>> {
  story = await StoryClinic.open(patients['a patient with visits left']!)
  await story.rpc('card.readRegister')
  const { clock, clinic } = story.door.running
  const { control } = story.cloud
  control.plan({ fault: 'late', path: NEXT, ms: 1_000 })
  const taken = story.rpc('visit.takeNumber', outpatient)
  while (atCentre().length === 0) await new Promise((resolve) => setImmediate(resolve))
  clinic.remove(HC)
  for (let isOver = false; !isOver;) {
    clock.advance(1_000)
    isOver = await Promise.race([taken.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))])
  }
  return taken
}

describe('a card that is pulled before it takes the number that NHIA counted', () => {
  test('leaves the visit at the centre, and the user is told that it is uncertain, and of when', async () => {
    expect(await pulledAtAppend()).toMatchObject({ failed: 'VISIT_UNCERTAIN', details: { treatmentDateTime: THEN } })
    expect(atCentre()).toEqual(['0003'])
  })

  test('and comes back with nothing counted on it: an undo by the time that was told undoes it at the centre alone', async () => {
    const { details } = await pulledAtAppend() as { readonly details: { readonly treatmentDateTime: string } }
    story.door.running.clinic.insert(HC, 'hc.wang')
    expect(await left()).toBe(4)
    expect((await story.rpc('visit.undo', { treatmentDateTime: details.treatmentDateTime })).failed).toBeUndefined()
    expect([atCentre(), await left()]).toEqual([['0003 undone'], 4])
  })

  test('and is counted once in the end, on both sides with the same number', async () => {
    const { details } = await pulledAtAppend() as { readonly details: { readonly treatmentDateTime: string } }
    story.door.running.clinic.insert(HC, 'hc.wang')
    await story.rpc('visit.undo', { treatmentDateTime: details.treatmentDateTime })
    story.door.running.clock.advance(60_000)
    expect(await story.rpc('visit.takeNumber', outpatient)).toMatchObject({ visit: { sequenceNumber: '0003' } })
    expect([standing(), await left()]).toEqual([['0003'], 3])
  })
})
