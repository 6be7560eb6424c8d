import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pendingCases } from '#protocols/journal/pending'
import { visitSettle } from '#protocols/native-api/visit-journal'
import type { Message } from './message.ts'
import { after, AT, opened, problem } from './model.fixture.ts'
import { reduce, type Model } from './model.ts'
import { view } from './view.ts'
import { textOf } from './view-text.fixture.ts'
import type { KeptVisits } from './visits.ts'
import { workOf } from './work.ts'

type Visit = KeptVisits['today'][number]
type WaitsFor = NonNullable<Visit['pending']>['waitsFor']

const page = (model: Model) => textOf(view(model, () => {}, () => {}))
const send = (model: Model, ...messages: Message[]) => messages.reduce(reduce, model)
const settleOf = (model: Model) => workOf(model).filter(({ kind }) => kind === 'settle')
const idOf = (number: number) => number.toString(16).padStart(32, '0')

function visit(number: number, waitsFor: WaitsFor | null): Visit {
  const found = Object.values(pendingCases).find((one) => one.waitsFor === waitsFor)
  return {
    visitId: idOf(number), patientMasked: 'Z1******16', begunAt: AT, changedAt: AT, treatmentDateTime: null, sequenceNumber: null,
    state: 'taken', treatments: 0, orders: 0,
    pending: found === undefined ? null : { waitsFor: found.waitsFor, step: found.step, since: AT },
  }
}

function told(...visits: Visit[]): Message {
  return { type: 'visitsTold', visits: { today: visits, pending: visits.filter(({ pending }) => pending !== null) } }
}

const status: Message = {
  type: 'statusTold',
  status: {
    version: '0.1.0', api: { min: 1, max: 1 }, simulation: false, startedAt: AT, links: [], doors: [], readers: 2, clients: 1, nhia: null,
    sam: null, audit: { state: 'unopened', missed: 0 }, store: { state: 'ok', why: null, keySource: 'file', pending: 0 },
    queue: { waiting: 0 },
  },
}
const shown = (...visits: Visit[]) => after(...opened, status, told(...visits))
const press = (number: number, note = 'uploaded'): Message => ({ type: 'settlePressed', visitId: idOf(number), note })
const all = [visit(1, null), visit(2, 'card'), visit(3, 'centre'), visit(4, 'person')]

describe('visits of the day', () => {
  test('stand with those first that wait, how many they are, and the step to take, in either language', () => {
    const model = shown(...all)
    const places = [2, 3, 4, 1].map((number) => page(model).indexOf(`data-visit=${idOf(number)}`))
    expect(places).toEqual([...places].sort((one, other) => one - other))
    expect(page(model)).toContain('3 waiting')
    for (const language of ['zh', 'en'] as const) {
      const said = page(send(model, { type: 'languageChosen', language }))
      for (const { pending } of all) if (pending !== null) expect(said).toContain(pending.step[language])
    }
  })

  test('have a button for a person where it is a person they wait for, and nowhere else', () => {
    expect([...page(shown(...all)).matchAll(/for=settle-([0-9a-f]{32})/g)].map(([, id]) => id)).toEqual([idOf(4)])
    expect(page(shown(...all))).toContain('Looked after')
    expect(page(send(shown(...all), { type: 'languageChosen', language: 'zh' }))).toContain('已處理')
  })

  test('are gone with the line, and with them what was on its way', () => {
    const model = send(shown(...all), press(4, 'the note of somebody'), { type: 'lineLost', at: AT })
    expect(JSON.stringify(model)).not.toMatch(/the note of somebody|Z1\*/)
  })
})

describe('what a person says of a visit', () => {
  test('is sent once, whatever is pressed, and only of one that waits for a person', () => {
    const kinds = fc.constantFrom<WaitsFor | null>('card', 'centre', 'person', null)
    const presses = fc.array(fc.record({ of: fc.nat(5), note: fc.constantFrom('', '  ', 'done') }), { maxLength: 6 })
    fc.assert(fc.property(fc.array(kinds, { maxLength: 5 }), presses, (waits, pressed) => {
      const visits = waits.map((waitsFor, number) => visit(number, waitsFor))
      const model = send(shown(...visits), ...pressed.map(({ of, note }) => press(of, note)))
      const first = pressed.find(({ of, note }) => note === 'done' && waits[of] === 'person')
      expect(settleOf(model)).toMatchObject(first === undefined ? [] : [{ visitId: idOf(first.of), note: 'done' }])
      for (const { visitId, note } of settleOf(model) as { visitId: string, note: string }[]) {
        expect(visitSettle.params.parse({ visitId, note })).toEqual({ visitId, note })
      }
    }))
  })

  test('leaves no word on the page once it is kept', () => {
    const asked = send(shown(...all), press(4))
    expect(page(asked)).toContain('Being kept…')
    const [{ ticket } = { ticket: 0 }] = settleOf(asked)
    const done = send(asked, told(visit(1, null)), { type: 'settleAnswered', ticket, problem: null })
    expect(settleOf(done)).toEqual([])
    expect(done.announcement?.key).toBe('announce.settled')
    expect(page(done)).not.toMatch(/Looked after|data-pending/)
  })

  test('that fails is told at its visit, until it is tried again or settled elsewhere', () => {
    const asked = send(shown(...all), press(4))
    const [{ ticket } = { ticket: 0 }] = settleOf(asked)
    const failed = send(asked, { type: 'settleAnswered', ticket, problem })
    expect(page(failed)).toContain('It failed. Try again.')
    expect(page(send(failed, told(...all)))).toContain('It failed.')
    for (const next of [press(4), told(visit(4, null))]) expect(page(send(failed, next))).not.toContain('It failed.')
    expect(send(asked, { type: 'settleAnswered', ticket: ticket + 1, problem }).visits.settling).toEqual(asked.visits.settling)
  })
})
