import * as z from 'zod'
import { ascii } from '../bytes/field.ts'
import { owner } from './card-owner.ts'
import { cshisFunction } from './function.ts'
import { fieldInput } from './input.ts'
import { ofCard, ofPin } from './returns.ts'

const facts = (no: string) => ({ provenance: { source: `nhi-facts §2.1 (${no}), §2.2.4, §2.2.5` } })
const code = (zh: string, no: string) => fieldInput(ascii(2, zh, facts(no)), z.string().min(1).max(2))
/** A mother whose last visit was a check-up (AC), and somebody without one. */
const mother = { patientId: 'Z299999063', birthday: '1985-12-31' } as const
const wang = { patientId: 'Z199999016', birthday: '1990-01-01' } as const
/** The last visits are looked at, which the card shows when the patient's PIN is right: P besides the list, as assumed. */
const needs = { sam: true, pin: true } as const

export const hisWriteHealthInsurance = cshisFunction({
  name: 'hisWriteHealthInsurance', no: '1.22',
  summary: {
    zh: '寫入預防保健資料（日期取自讀卡機，院所取自安全模組）',
    en: 'Writes a preventive service of today at this institution. An item YA to YH cancels one.',
  },
  inputs: { ...owner, serviceItem: code('保健服務項目註記', '1.22'), itemCode: fieldInput(ascii(2, '檢查項目代碼', facts('1.22')), z.string().max(2)) },
  output: {},
  needs,
  returns: [...ofCard, ...ofPin, 5001, 5002, 5003, 5005, 5009, 5020, 5067, 5068, 5083, 5084],
  provenance: { source: 'nhi-facts §2.1 (1.22), §8.1 (YA to YH), §8.3 (item codes)' },
  examples: [
    { name: 'an adult check-up', world: 'check-up', input: { ...mother, serviceItem: '02', itemCode: '21' } },
    { name: 'none of the last visits is for it', world: 'one-clinic', code: 5083, input: { ...wang, serviceItem: '02', itemCode: '21' } },
    { name: 'there is nothing to cancel', world: 'check-up', code: 5084, input: { ...mother, serviceItem: '02', itemCode: 'YB' } },
  ],
})

export const hisWritePredeliveryCheckup = cshisFunction({
  name: 'hisWritePredeliveryCheckup', no: '1.24',
  summary: {
    zh: '寫入孕婦產前檢查資料（限女性）',
    en: 'Writes a prenatal check-up of today at this institution, for women alone. XA cancels one.',
  },
  inputs: { ...owner, checkupCode: code('檢查項目代碼', '1.24') },
  output: {},
  needs,
  returns: [...ofCard, ...ofPin, 5001, 5002, 5003, 5005, 5009, 5020, 5067, 5078, 5079, 5082, 5083],
  provenance: { source: 'nhi-facts §2.1 (1.24), §8.1 (XA), §8.3 (item codes)' },
  examples: [
    { name: 'the first of a pregnancy', world: 'check-up', input: { ...mother, checkupCode: '41' } },
    { name: 'of a man', world: 'one-clinic', code: 5079, input: { ...wang, checkupCode: '41' } },
    { name: 'there is nothing to cancel', world: 'check-up', code: 5082, input: { ...mother, checkupCode: 'XA' } },
  ],
})

export const hisDeletePredeliveryData = cshisFunction({
  name: 'hisDeletePredeliveryData', no: '1.25',
  summary: { zh: '清除十一組產前檢查資料', en: 'Deletes all eleven prenatal check-ups.' },
  inputs: owner,
  output: {},
  needs: { sam: true },
  returns: [...ofCard, 5009, 5020, 5079, 5087],
  provenance: { source: 'nhi-facts §2.1 (1.25)' },
  examples: [
    { name: 'of a mother', world: 'check-up', input: mother },
    { name: 'of a man', world: 'one-clinic', code: 5079, input: wang },
  ],
})

export const hisWriteInoculateData = cshisFunction({
  name: 'hisWriteInoculateData', no: '1.26',
  summary: { zh: '寫入預防接種資料', en: 'Writes a vaccination of today at this institution.' },
  inputs: {
    ...owner, vaccine: fieldInput(ascii(6, '疫苗種類', facts('1.26')), z.string().min(1).max(6)),
    lot: fieldInput(ascii(12, '疫苗批號', facts('1.26')), z.string().max(12)),
  },
  output: {},
  needs: { sam: true },
  returns: [...ofCard, 5002, 5003, 5005, 5009, 5020, 5067, 5093],
  provenance: { source: 'nhi-facts §2.1 (1.26), §2.2.11' },
  examples: [
    { name: 'a flu vaccine', world: 'one-clinic', input: { ...wang, vaccine: 'FLU', lot: 'LOT-0002' } },
    { name: 'of somebody else', world: 'one-clinic', code: 5020, input: { ...wang, birthday: '1990-01-02', vaccine: 'FLU', lot: '' } },
  ],
})
