import { expect, test } from 'vitest'
import { HC } from '../engines/open-profile/card-faults.fixture.ts'
import { FunctionDesk } from './function-desk.fixture.ts'

const NOW = '2026-01-15T09:00:00'
const take = { method: 'visit.takeNumber', params: { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } } as const
const undo = { method: 'visit.undo', params: { treatmentDateTime: NOW } } as const
const NONE = { code: 5022, written: {} }

async function deskAfter(...before: readonly { readonly method: string, readonly params: object }[]): Promise<FunctionDesk> {
  const desk = new FunctionDesk({ world: 'one-clinic' })
  await desk.prepare(before)
  return desk
}

const asked = (desk: FunctionDesk) => desk.call('hisGetTreatNumICCard', { treatmentDateTime: NOW })

test('a visit that stands on the card has a 就醫識別碼, the same each time', async () => {
  const desk = await deskAfter(take)
  const first = await asked(desk)
  expect(first).toMatchObject({ code: 0 })
  expect(await asked(desk)).toEqual(first)
})

test('an undone one has none', async () => {
  expect(await asked(await deskAfter(take, undo))).toEqual(NONE)
})

test('one whose undo stopped in between has none, wherever it stopped', async () => {
  const whole = await deskAfter(take)
  const start = whole.desk.commands
  await whole.prepare([undo])
  const commands = whole.desk.commands - start
  let begun = 0
  for (let at = 0; at < commands; at++) {
    const desk = await deskAfter(take)
    desk.desk.failAt(at, (answer, clinic, reader) => {
      const given = answer()
      clinic.remove(reader)
      return given
    })
    await desk.desk.call('visit.undo', undo.params)
    desk.desk.clinic.insert(HC, 'hc.wang')
    const told = await asked(desk)
    const { result } = await desk.desk.call('card.readTreatments') as { result: { treatments: { signature: { signature: string } }[] } }
    const isBegun = /^(?:554e444f|0000)/.test(result.treatments[0]?.signature.signature ?? '')
    expect(told.code, `command ${at}`).toBe(isBegun ? 5022 : 0)
    if (isBegun) begun++
  }
  expect(begun).toBeGreaterThan(0)
})
