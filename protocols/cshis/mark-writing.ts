import * as z from 'zod'
import { ascii, optionalRocDate } from '../bytes/field.ts'
import { donorMarks } from '../codes/donor-marks.ts'
import { CalendarDate } from '../native-api/schemas.ts'
import { owner } from './card-owner.ts'
import { cshisFunction } from './function.ts'
import { fieldInput, signInput } from './input.ts'
import { ofCard } from './returns.ts'

const wang = { patientId: 'Z199999016', birthday: '1990-01-01' } as const
const born = { provenance: { source: 'nhi-facts §2.1 (1.19)' } } as const
const phone = { provenance: { source: 'nhi-facts §2.1 (1.23), §2.2.1' } } as const

export const hisWriteNewBorn = cshisFunction({
  name: 'hisWriteNewBorn', no: '1.19',
  summary: { zh: '寫入新生兒依附註記', en: 'Writes birthday and multiplicity of a newborn that uses this card; both blank end it.' },
  inputs: {
    ...owner,
    newbornBirthday: fieldInput(optionalRocDate('新生兒出生日期', born), CalendarDate.nullable()),
    newbornBaby: signInput('新生兒胞胎註記', 1, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '']),
  },
  output: {},
  needs: { sam: true },
  returns: [...ofCard, 5020, 5051, 5052],
  provenance: { source: 'nhi-facts §2.1 (1.19), §8.3 (multiplicity 1 to 9)' },
  examples: [
    { name: 'one child', world: 'one-clinic', input: { ...wang, newbornBirthday: '2026-01-10', newbornBaby: '1' } },
    {
      name: 'a birthday without multiplicity', world: 'one-clinic', code: 5052,
      input: { ...wang, newbornBirthday: '2026-01-10', newbornBaby: '' },
    },
  ],
})

export const hisWriteOrganDonate = cshisFunction({
  name: 'hisWriteOrganDonate', no: '1.21',
  summary: { zh: '寫入器官捐贈及安寧緩和醫療註記', en: 'Writes the donor and hospice mark.' },
  inputs: {
    ...owner,
    mark: signInput('器捐/安寧註記', 1, [...donorMarks.rows.map(({ code }) => code), '']),
  },
  output: {},
  needs: { sam: true },
  returns: [...ofCard, 5009, 5020, 5061, 5062],
  provenance: { source: 'nhi-facts §2.1 (1.21), §8.3 (1 to 7, A to J)' },
  examples: [
    { name: 'donor and hospice', world: 'one-clinic', input: { ...wang, mark: '4' } },
    { name: 'no mark: nobody is there whom a window could ask', world: 'one-clinic', code: 5062, input: { ...wang, mark: '' } },
  ],
})

export const hisWriteEmergentTel = cshisFunction({
  name: 'hisWriteEmergentTel', no: '1.23',
  summary: { zh: '寫入緊急聯絡電話', en: 'Writes the emergency phone.' },
  inputs: { ...owner, tel: fieldInput(ascii(14, '緊急聯絡電話', phone), z.string().max(14)) },
  output: {},
  needs: { sam: true },
  returns: [...ofCard, 5002, 5003, 5020, 5071],
  provenance: { source: 'nhi-facts §2.1 (1.23)' },
  examples: [
    { name: 'a mobile phone', world: 'one-clinic', input: { ...wang, tel: '0911111111' } },
    { name: 'of somebody else', world: 'one-clinic', code: 5020, input: { ...wang, patientId: 'Z199999025', tel: '0911111111' } },
  ],
})
