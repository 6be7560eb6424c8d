import { expect, test } from 'vitest'
import { entries } from '#protocols/journal/entries'
import { visitRecord } from '#protocols/journal/visit-record'
import { PatientNumbers } from './patient-numbers.ts'
import { PlainJournal } from './plain-journal.fixture.ts'

const visitId = '0'.repeat(32), patientId = 'Z199999016'
const [, taken] = entries['number.standing'].examples
const writes = ['treatment.intended', 'orders.intended', 'undo.intended'] as const

/** A journal with a number that was taken, and nothing that says that anybody was told. */
function untoldJournal() {
  const journal = new PlainJournal({ now: () => Date.parse('2026-01-15T09:00:00+08:00') })
  journal.add({ visitId, patientId, kind: 'number.standing', content: taken!, isOpen: false })
  return { journal, numbers: new PatientNumbers(journal, patientId, Date.parse('2026-01-15T09:05:00+08:00')) }
}

test('a number that nobody was told is given to whoever asks for the same', () => {
  const { journal, numbers } = untoldJournal()
  expect(numbers.untold(taken!.request, 'native')?.visitId).toBe(visitId)
  expect(visitRecord(journal.entriesOf(visitId))?.pending?.waitsFor).toBe('person')
})

test.each(writes)('a number is known to whoever writes to its visit: %s', (kind) => {
  const { journal, numbers } = untoldJournal()
  journal.add({ visitId, patientId, kind, content: entries[kind].examples[0] } as Parameters<PlainJournal['add']>[0])
  expect(numbers.untold(taken!.request, 'native')).toBeUndefined()
  expect(visitRecord(journal.entriesOf(visitId))?.number?.isTold).toBe(true)
})

test('a visit that the centre took back is known though its key was asked for again', () => {
  const { journal, numbers } = untoldJournal()
  const visitId = '2'.repeat(32), countedAt = '2026-01-15T09:02:00'
  const standings = [{ state: 'none' as const, countedAt }, { state: 'asking' as const, countedAt: null }]
  for (const one of standings) {
    const content = { ...taken!, given: null, ...one }
    journal.add({ visitId, patientId, kind: 'number.standing', isOpen: one.state === 'asking', content })
  }
  expect(numbers.times()).toContain(countedAt)
})

test('a visit that the centre took back is known, and is no other one’s', () => {
  const { journal, numbers } = untoldJournal()
  const countedAt = '2026-01-15T09:02:00'
  journal.add({
    visitId: '1'.repeat(32), patientId, kind: 'number.standing', isOpen: false,
    content: { ...taken!, state: 'none', given: null, countedAt },
  })
  expect(numbers.times()).toEqual(expect.arrayContaining([countedAt, taken!.given!.treatmentDateTime]))
})
