import * as z from 'zod'
import { slots } from '../nhi-card/card-file.ts'
import { allergies } from '../nhi-card/prescriptions.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { docId, owner } from './card-owner.ts'
import { cshisFunction } from './function.ts'
import { numberInput, recordInput, type CshisInput } from './input.ts'
import { ofCard, ofProfessional } from './returns.ts'

const SLOTS = allergies.count
const { record } = allergies
const { schema } = recordInput('過敏藥物', record)
type Allergy = ReturnType<typeof record.decode>

/** The three slots as they are to be, 120 bytes and a NUL; a blank one ends what stood there. */
const all: CshisInput<Allergy[]> = {
  zh: '過敏藥物三組', length: SLOTS * record.length + 1, form: 'records', mark: 'personal', layout: record.layout,
  schema: z.array(schema).length(SLOTS),
  holds: (given) => given === SLOTS * record.length,
  decode(bytes) {
    if (bytes.length !== SLOTS * record.length) throw new MalformedError('data', `${bytes.length} bytes instead of 120`)
    return Array.from({ length: SLOTS }, (_, at) => record.decode(bytes.subarray(at * record.length, (at + 1) * record.length)))
  },
  encode(values) {
    if (values.length !== SLOTS) throw new MalformedError('data', `${values.length} records instead of 3`)
    const bytes = new Uint8Array(SLOTS * record.length)
    values.forEach((value, at) => bytes.set(record.encode(value), at * record.length))
    return bytes
  },
}

const needs = { sam: true, hpc: true } as const
const wang = { patientId: 'Z199999016', birthday: '1990-01-01' } as const
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]
const PHYSICIAN = `${slots('Z299999410')}00`
const named = (ingredient: string) => ({ ingredient, ingredientComplete: true })

export const hisWriteAllergicMedicines = cshisFunction({
  name: 'hisWriteAllergicMedicines', no: '1.20',
  summary: { zh: '寫入過敏藥物（三組）', en: 'Writes all three drug allergies, and whose professional card was there.' },
  inputs: { ...owner, data: all },
  output: { docId },
  counts: {
    zh: '已寫入組數',
    provenance: { assumed: 'nhi-facts §2.1 (1.20) has no count; who wrote is told beside the code too, once a slot may stand there' },
  },
  needs,
  returns: [...ofCard, ...ofProfessional, 5009, 5020, 5056, 5057, 9100],
  provenance: { source: 'nhi-facts §2.1 (1.20, manual detail), §2.2.11' },
  examples: [
    {
      name: 'two allergies', world: 'three-cards', before: physician,
      input: { ...wang, data: [named('盤尼西林'), named('ASPIRIN'), named('')] },
      output: { docId: 'Z299999410' }, bytes: { docId: PHYSICIAN },
    },
    {
      name: 'no professional card', world: 'one-clinic', code: 4014,
      input: { ...wang, data: [named('ASPIRIN'), named(''), named('')] },
    },
    {
      name: 'the PIN of the professional card is not verified', world: 'three-cards', code: 4042,
      input: { ...wang, data: [named('ASPIRIN'), named(''), named('')] },
    },
  ],
})

export const hisWriteAllergicNum = cshisFunction({
  name: 'hisWriteAllergicNum', no: '1.46',
  summary: { zh: '寫入指定組別之過敏藥物', en: 'Writes one of the three drug allergies, and whose professional card was there.' },
  inputs: { ...owner, data: recordInput('過敏藥物', record), number: numberInput('組別', 1, SLOTS) },
  output: { docId },
  needs,
  returns: [...ofCard, ...ofProfessional, 5020, 5056, 5057, 6018, 9100],
  provenance: { source: 'nhi-facts §2.1 (1.46), §2.2.11' },
  examples: [
    {
      name: 'the second', world: 'three-cards', before: physician, input: { ...wang, data: named('ASPIRIN'), number: 2 },
      output: { docId: 'Z299999410' }, bytes: { docId: PHYSICIAN },
    },
    {
      name: 'of somebody else', world: 'three-cards', before: physician, code: 5020,
      input: { ...wang, patientId: 'Z199999025', data: named('ASPIRIN'), number: 2 },
    },
  ],
})
