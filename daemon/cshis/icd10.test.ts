import { describe, expect, test } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { readIcd10Text } from '#protocols/codes/icd10-text'
import { Icd10Table } from '#protocols/codes/icd10-table'
import { slots } from '#protocols/nhi-card/card-file'
import { icd10Files, sample } from '../codes/icd10-files.fixture.ts'
import { FunctionDesk } from './function-desk.fixture.ts'

const table = readIcd10Text(sample.text).table ?? Icd10Table.none
const ascii = (text: string) => hex(new TextEncoder().encode(text))
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

describe.each(icd10Files)('with $name of ICD-10 codes', ({ text, rows }) => {
  test('every row of it is encoded and decoded', async () => {
    const desk = new FunctionDesk({ world: 'no-reader' }, readIcd10Text(text).table)
    expect(rows.length).toBeGreaterThan(20)
    const wrong: string[] = []
    for (const [icd10Code, cardForm] of rows) {
      const encoded = await desk.call('hisGetICD10EnC', { icd10Code })
      const decoded = await desk.call('hisGetICD10DeC', { cardForm })
      const isExact = encoded.written['cardForm'] === ascii(cardForm.padEnd(5)) && decoded.written['icd10Code'] === ascii(icd10Code)
      if (!isExact || encoded.code !== 0 || decoded.code !== 0) wrong.push(`${icd10Code},${cardForm}`)
    }
    expect(wrong).toEqual([])
  }, 60_000)
})

describe('with a table of ICD-10 codes', () => {
  const desk = new FunctionDesk({ world: 'no-reader' }, table)

  test.each(['V0QZ', 'E0Q', 'S0Q99XA', 'j069', '-'])('%s is in none: 9127', async (icd10Code) => {
    expect(await desk.call('hisGetICD10EnC', { icd10Code })).toEqual({ code: 9127, written: {} })
  })

  test('diagnoses of a card are shown in brackets by it, and what it does not have as it stands', async () => {
    const clinic = new FunctionDesk({ world: 'three-cards' }, table)
    const record = { mainCode: 'V2B0', subCode1: '!V2B0', subCode2: '25000', subCode3: 'I10', subCode4: '~~~~~', subCode5: '' }
    await clinic.desk.cards.withHealthCard({ reader: undefined, wanted: { update: 'sam' }, caller: {} }, (session) => (
      session.change([{ how: 'update', name: 'visitDiagnoses', number: 1, record }])
    ))
    await clinic.prepare(physician)
    const bracketed = (await clinic.call('hisGetTreatmentNeedHPC', {}, { icd10: true })).written['treatments'] ?? ''
    const shown = '1150112100500|[V2B0   ]|[V0Q1XA ]|[25000  ]|[I10    ]|[~~~~~  ]|[       ]'
    expect(bracketed.slice(2 * 138, 2 * 205)).toBe(slots(shown))
    const stored = (await clinic.call('hisGetTreatmentNeedHPC')).written['treatments'] ?? ''
    expect(stored.slice(2 * 114, 2 * 157)).toBe(slots('1150112100500|V2B0 |!V2B0|25000|I10  |~~~~~|     '))
  })
})

test('without a table, a code that wants one is 9127', async () => {
  const desk = new FunctionDesk({ world: 'no-reader' })
  expect((await desk.call('hisGetICD10EnC', { icd10Code: 'S0Q12XA' })).code).toBe(9127)
  expect((await desk.call('hisGetICD10DeC', { cardForm: '&<2C4' })).code).toBe(9127)
})
