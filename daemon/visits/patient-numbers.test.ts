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

test('a visit that was taken back is known too, since the centre lists it still', () => {
  const { journal, numbers } = untoldJournal()
  const content = { ...taken!, state: 'none', given: null, countedAt: '2026-01-15T09:01:00' } as const
  journal.add({ visitId: '1'.repeat(32), patientId, kind: 'number.standing', content, isOpen: false })
  expect([...numbers.times()].sort()).toEqual([taken!.given!.treatmentDateTime, '2026-01-15T09:01:00'].sort())
})
