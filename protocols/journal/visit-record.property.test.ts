import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entries, type EntryContent, type EntryKind } from './entries.ts'
import { numberStates } from './number-entries.ts'
import { pendingCases } from './pending.ts'
import { visitRecord, type VisitEntry as Entry } from './visit-record.ts'

const NUMBER_OPEN: readonly string[] = ['asking', 'unknown', 'writing', 'cardUnknown', 'takingBack', 'forPerson']
const kinds = Object.keys(entries) as EntryKind[]
const [treatment] = entries['treatment.intended'].examples
const [orders] = entries['orders.intended'].examples
const [undo] = entries['undo.intended'].examples
const [update] = entries['update.intended'].examples
const standing = entries['number.standing'].examples[1]!

function entry<Kind extends EntryKind>(kind: Kind, content: EntryContent<Kind>): Entry {
  return { visitId: '0'.repeat(32), patientId: 'Z199999016', kind, content, at: 0 } as Entry
}

const timed = (list: readonly Entry[]) => list.map((one, index): Entry => ({ ...one, at: index }))

/** Any declared content, of any write and end, in any order: what no program would keep, and a damaged journal may hold. */
const anything = fc.constantFrom(...kinds).chain((kind) => fc.record({
  example: fc.constantFrom(...entries[kind].examples), part: fc.integer({ min: 1, max: 4 }),
  how: fc.constantFrom('done', 'refused', 'stopped', 'notThere'), state: fc.constantFrom(...numberStates),
  written: fc.nat(3), begun: fc.nat(3),
}).map(({ example, ...more }) => {
  const known = Object.keys(example)
  const changes = Object.fromEntries(Object.entries(more).filter(([name]) => known.includes(name)))
  return entry(kind, { ...example, ...changes } as EntryContent<typeof kind>)
}))

/** What a daemon does with a visit, with what it leaves unsettled when nothing is kept of its end. */
interface Step {
  readonly kept: readonly Entry[]
  /** Which of the visit's matters it is about, and whether that is unsettled after each of its entries. */
  readonly matter: 'number' | 'treatment' | 'orders' | 'undo' | 'update' | 'all'
  readonly open: readonly boolean[]
}

const number = fc.constantFrom(...numberStates).map((state): Step => ({
  matter: 'number', kept: [entry('number.standing', { ...standing, state }), ...state === 'taken' ? [entry('number.told', {})] : []],
  open: state === 'taken' ? [true, false] : [NUMBER_OPEN.includes(state)],
}))

const ends = fc.constantFrom('done' as const, 'refused' as const, 'stopped' as const, 'notThere' as const)
const isOpenAfter = (how: string) => how === 'stopped' || how === 'notThere'

const doors = fc.constantFrom('native' as const, 'cshis' as const, 'remoteProxy' as const)
const matters = fc.constantFrom('treatment' as const, 'undo' as const, 'update' as const)
const write = fc.tuple(matters, ends, fc.integer({ min: 1, max: 99 }), doors)
  .map(([matter, how, part, door]): Step => {
    const ended = { part, how, code: 0 }
    const kept = {
      treatment: () => [entry('treatment.intended', { ...treatment!, part, door }), entry('treatment.ended', { ...ended, missing: [] })],
      undo: () => [entry('undo.intended', { ...undo!, part, door }), entry('undo.ended', ended)],
      update: () => [entry('update.intended', { ...update!, part, door }), entry('update.ended', ended)],
    }[matter]()
    return { matter, kept, open: [true, isOpenAfter(how)] }
  })

const person: Step = { matter: 'all', kept: [entry('visit.settled', { note: '已處理' })], open: [false] }

/** Writes by their order, each with a number of its own. */
const days = fc.array(fc.oneof({ weight: 4, arbitrary: number }, { weight: 4, arbitrary: write }, fc.constant(person)), { maxLength: 12 })
  .map((steps) => steps.map((step, index): Step => ({
    ...step,
    kept: step.kept.map((one) => ('part' in one.content ? { ...one, content: { ...one.content, part: index + 1 } } as Entry : one)),
  })))

describe('the record of a visit', () => {
  test('is made of whatever is kept, and never fails', () => {
    fc.assert(fc.property(fc.array(anything, { maxLength: 30 }), (list) => {
      const record = visitRecord(timed(list))
      expect(record === undefined).toBe(list.length === 0)
      if (record?.pending != null) expect(record.pending.step.zh + record.pending.step.en).not.toMatch(/[{}]|undefined/)
      for (const { orders: all, written } of record?.orders ?? []) {
        expect(all.filter(({ stands }) => stands === 'onCard').length).toBe(Math.min(written, all.length))
      }
    }))
  })

  test('waits for something exactly while something is unsettled, wherever the process died', () => {
    fc.assert(fc.property(days, fc.nat(), (steps, at) => {
      const all = steps.flatMap(({ kept, matter, open }) => kept.map((one, index) => ({ one, matter, isOpen: open[index] === true })))
      const cut = all.slice(0, at % (all.length + 1))
      const open = new Set<Step['matter']>()
      let isUndone = false
      for (const { one, matter, isOpen } of cut) {
        if (matter === 'undo') isUndone = one.kind === 'undo.ended' && one.content.how === 'done'
        if (matter === 'all') open.clear()
        else if (isOpen) open.add(matter)
        // a refused write says nothing of the one before it
        else if (matter !== 'treatment' || (one.kind === 'treatment.ended' && one.content.how === 'done')) open.delete(matter)
        else if (lastOpen(cut.slice(0, cut.findIndex((other) => other.one === one)))) open.add(matter)
        else open.delete(matter)
      }
      const waiting = [...open].filter((matter) => !isUndone || matter === 'update')
      expect(visitRecord(timed(cut.map(({ one }) => one)))?.pending != null).toBe(waiting.length > 0)
    }), { numRuns: 400 })
  })

  test('names every case with a step in both languages', () => {
    for (const { step: { zh, en } } of Object.values(pendingCases)) {
      expect(zh).toMatch(/[一-鿿]/)
      expect(en).toMatch(/^[A-Z][^一-鿿]+\.$/)
    }
  })
})

/** Whether a treatment before this place waits, when what comes behind it was refused. */
function lastOpen(before: readonly { readonly one: Entry }[]): boolean {
  const states: boolean[] = []
  for (const { one } of before) {
    if (one.kind === 'treatment.intended') states.push(true)
    if (one.kind === 'treatment.ended') states[states.length - 1] = isOpenAfter(one.content.how)
    if (one.kind === 'treatment.ended' && one.content.how === 'done') states.fill(false)
    if (one.kind === 'visit.settled') states.fill(false)
  }
  // the refused one itself was the last to begin
  return states.slice(0, -1).includes(true)
}

describe('a list of orders', () => {
  const list = { ...orders!, orders: [orders!.orders[0]!, orders!.orders[0]!, orders!.orders[0]!], signatures: ['a', 'b', 'c'] }
  const intended = entry('orders.intended', list)
  const ended = (how: 'done' | 'stopped' | 'notThere', written: number, begun: number) => (
    entry('orders.ended', { part: 1, how, code: 0, written, begun })
  )
  const standingOf = (...kept: readonly Entry[]) => visitRecord(timed(kept))?.orders[0]?.orders.map(({ stands }) => stands)

  test('has all its signatures from before the first order is written', () => {
    expect(visitRecord(timed([intended]))?.orders[0]?.orders.map(({ signature }) => signature)).toEqual(['a', 'b', 'c'])
  })

  test('is not known behind the last order whose answer came, for a note can be lost with the power', () => {
    expect(standingOf(intended)).toEqual(['unknown', 'unknown', 'unknown'])
    expect(standingOf(intended, entry('orders.begun', { part: 1, written: 1 }))).toEqual(['onCard', 'unknown', 'unknown'])
    expect(standingOf(intended, ended('stopped', 1, 2))).toEqual(['onCard', 'unknown', 'notOnCard'])
  })

  test('says from which order on the rest is to be written, until somebody writes it', () => {
    const rest = visitRecord(timed([intended, ended('stopped', 1, 2), ended('notThere', 2, 2)]))
    expect(rest?.pending?.step.zh).toContain('從第 3 筆起補寫')
    const done = entry('orders.ended', { part: 2, how: 'done', code: 0, written: 3, begun: 3 })
    const again = [entry('orders.intended', { ...list, part: 2 }), done]
    expect(visitRecord(timed([intended, ended('notThere', 2, 2), ...again]))?.pending).toBeNull()
  })

  test('that went to the centre alone never says that signatures are kept, or where on the card to go on', () => {
    fc.assert(fc.property(fc.option(ends), fc.nat(3), fc.nat(3), (how, written, begun) => {
      const kept = [entry('orders.intended', { ...list, door: 'remoteProxy', signatures: [] })]
      if (how !== null) kept.push(entry('orders.ended', { part: 1, how, code: 0, written, begun }))
      const waits = visitRecord(timed(kept))?.pending ?? null
      expect(waits === null).toBe(how === 'done' || how === 'refused')
      if (waits === null) return
      expect(waits).toMatchObject({ waitsFor: 'person', step: { en: expect.stringMatching(/Prescription\/Query.*“Looked after”/) } })
      expect(waits.step.zh + waits.step.en).not.toMatch(/signatures are kept|簽章都已保存|補寫|from order/)
    }))
  })

  test('may take back what an earlier one brought', () => {
    const deletion = entry('orders.intended', { ...list, orders: [{ ...list.orders[0]!, orderType: 'A' }], signatures: ['d'] })
    expect(visitRecord([deletion])?.orders[0]?.orders[0]).toMatchObject({ deletes: '1', signature: 'd' })
  })
})

describe('diagnoses', () => {
  test('written a second time are a correction, and all versions stay', () => {
    const one = [entry('treatment.intended', treatment!), entry('treatment.ended', { part: 1, how: 'done', code: 0, missing: [] })]
    const second = entry('treatment.intended', { ...treatment!, part: 2 })
    expect(visitRecord(timed([...one, second]))?.treatments.map(({ isCorrection }) => isCorrection)).toEqual([false, true])
  })
})
