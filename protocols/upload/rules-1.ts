import { afterChecks } from '../codes/after-check.ts'
import { allergyMarks } from '../codes/allergy-marks.ts'
import { deliveryNotes } from '../codes/delivery-notes.ts'
import type { CodeTable } from '../codes/effective.ts'
import { irregularSerials } from '../codes/irregular-serials.ts'
import { newbornMarks } from '../codes/newborn-marks.ts'
import { cardOrderTypes } from '../codes/order-types.ts'
import { prenatalItems } from '../codes/prenatal-items.ts'
import { preventiveItems, preventiveServices } from '../codes/preventive-items.ts'
import { treatmentItems } from '../codes/treatment-items.ts'
import { fieldRules } from './field-rules.ts'
import { upload1Fields } from './format-1.ts'
import { eitherRule, orderRule, visitRule, type Reader, type RecordEdit, type UploadRule } from './rule.ts'
import { irregular, required1Rules } from './rules-1-required.ts'
import { dayOf, daysBetween, isAfter } from './visit-time.ts'
import { rocDateTimeFromIso } from '../bytes/roc-date-time.ts'

const coded = { source: 'nhi-facts §8.5 (error codes), §8.3' } as const
const numbers = {
  assumed: 'nhi-facts §8.5 gives the rule and, of its code, AD01 to AD19 as “cross checks”: taken for the number it has in 2.0 (§8.7)',
} as const
const newborns = { assumed: 'nhi-facts §8.5 has the codes as “newborn”: taken to mean what they mean in 2.0 (§8.7)' } as const
const key = { assumed: 'nhi-facts §8.5 does not say which fields make a duplicate: taken to be institution, type, A12 and A17' } as const

const FIRST_TO_EIGHTH = /^0[1-8]$/
const SERIAL = /^\d{4}$/
const LAST_SERIAL = 1500, LONGEST_DAYS = 92, NEWBORN_DAYS = 60

const isNormal = (visit: Reader) => visit('A01') === '1' || visit('A01') === '3'
const isIrregular = (visit: Reader) => visit('A01') === '2' || visit('A01') === '4'

/** Whether a code is of a table on the day of the visit; what has no day is not looked up. */
const isUnknown = (table: CodeTable, code: string, time: string): boolean => {
  const day = dayOf(time)
  return code !== '' && day !== undefined && table.at(code, day) === undefined
}

const visitCode = (field: string, table: CodeTable, wrong: RecordEdit, right: RecordEdit): UploadRule => visitRule(
  field, 'AE', ['代碼須存在', 'a code must exist on the day of the visit'], coded,
  (visit) => isUnknown(table, visit(field), visit('A17')), [wrong, right])
const orderCode = (field: string, table: CodeTable, wrong: string): UploadRule => orderRule(
  field, 'AE', ['代碼須存在', 'a code must exist on the day of the visit'], coded,
  (order, visit) => isUnknown(table, order(field), visit('A17')), [{ [field]: wrong }, {}])

/** The checks of upload 1.0, in the order of the report. */
export const upload1Rules: readonly UploadRule[] = [
  ...fieldRules(upload1Fields, coded, {
    kind: [{ A13: '07901O1' }, { A13: '0790102' }], length: [{ A12: 'Z1999990160' }, { A12: 'Z199999016' }],
  }),
  ...required1Rules,
  visitCode('A23', treatmentItems, { A23: '99', A18: '' }, {}),
  visitCode('A19', afterChecks, { A19: '9' }, { A19: '1' }),
  visitCode('A24', newbornMarks, { A20: '1150101', A21: '1', A24: 'Z' }, { A20: '1150101', A21: '1', A24: 'a' }),
  visitCode('A41', preventiveServices, { A41: '09' }, { A41: '08' }),
  visitCode('A44', preventiveItems, { A41: '02', A44: '29' }, { A41: '02', A44: '28' }),
  visitCode('A53', prenatalItems, { A53: '71' }, { A53: '70' }),
  orderCode('A72', cardOrderTypes, 'F'),
  orderCode('A78', deliveryNotes, '07'),
  eitherRule('A80', 'AE', ['過敏藥物註記須為 N 或 D', 'an allergy mark is N or D'], coded,
    (segment) => segment('A80') !== '' && allergyMarks.rows.every(({ code }) => code !== segment('A80')), [{ A80: 'A' }, { A80: 'N' }]),
  visitRule('A18', 'AD01', ['正常上傳 01 至 08 之就醫序號須為 0001 至 1500', 'the number of a normal 01 to 08 is 0001 to 1500'], numbers,
    (visit) => isNormal(visit) && FIRST_TO_EIGHTH.test(visit('A23')) && visit('A18') !== ''
      && !(SERIAL.test(visit('A18')) && Number(visit('A18')) >= 1 && Number(visit('A18')) <= LAST_SERIAL),
    [{ A18: '1501' }, { A18: '1500' }]),
  visitRule('A18', 'AD02', ['異常上傳之就醫序號須為公告之異常代碼', 'an irregular record has a published irregular code'], numbers,
    (visit) => isIrregular(visit) && isUnknown(irregularSerials, visit('A18'), visit('A17')), [{ ...irregular, A18: '0001' }, irregular]),
  visitRule('A18', 'AD13', ['正常上傳 AC 之就醫序號須為 IC 加二碼', 'the number of a normal AC is IC and two more signs'], numbers,
    (visit) => isNormal(visit) && visit('A23') === 'AC' && visit('A18') !== '' && !/^IC..$/.test(visit('A18')),
    [{ A23: 'AC', A18: '0001' }, { A23: 'AC', A18: 'IC02' }]),
  visitRule('A18', 'AD14', ['正常上傳而非 01 至 08、AC 者須為空值或 IC08', 'empty, or IC08, for a normal record of another item'], numbers,
    (visit) => isNormal(visit) && visit('A23') !== '' && visit('A23') !== 'AC' && !FIRST_TO_EIGHTH.test(visit('A23'))
      && visit('A18') !== '' && visit('A18') !== 'IC08',
    [{ A23: 'AA', A18: '0001' }, { A23: 'AA', A18: 'IC08' }]),
  orderRule('A76', 'AG', ['天數須為 1 至 92', 'days are 1 to 92'], { source: 'nhi-facts §8.5 (A76: 1–92; AG outside range)' },
    (order) => /^\d+$/.test(order('A76')) && !(Number(order('A76')) >= 1 && Number(order('A76')) <= LONGEST_DAYS),
    [{ A76: '93' }, { A76: '92' }]),
  visitRule('A20', 'BC', ['有新生兒就醫註記時，出生日期不可空白', 'a newborn’s mark wants the birthday'], newborns,
    (visit) => visit('A24') !== '' && visit('A20') === '', [{ A24: 'A', A21: '1' }, { A24: 'A', A21: '1', A20: '1150101' }]),
  visitRule('A21', 'BB', ['有新生兒就醫註記時，胞胎註記不可空白', 'a newborn’s mark wants the number of children'], newborns,
    (visit) => visit('A24') !== '' && visit('A21') === '', [{ A24: 'A', A20: '1150101' }, { A24: 'A', A21: '1', A20: '1150101' }]),
  visitRule('A20', 'BI', ['新生兒依附就醫限出生後 60 日內', 'a newborn uses a parent’s card for 60 days'],
    { source: 'nhi-facts §8.5 (BI newborn +60 d), §9' },
    (visit) => visit('A24') !== '' && (daysBetween(visit('A20'), visit('A17')) ?? 0) > NEWBORN_DAYS,
    [{ A24: 'A', A21: '1', A20: '1141115' }, { A24: 'A', A21: '1', A20: '1141116' }]),
  visitRule('A17', 'BD', ['就診日期時間不可晚於上傳', 'a visit does not lie after its upload'], { source: 'nhi-facts §8.5 (BD after upload time)' },
    (visit, _, { receivedAt }) => isAfter(visit('A17'), rocDateTimeFromIso(receivedAt)),
    [{ A17: '1150115210001' }, { A17: '1150115210000' }]),
  orderRule('A71', 'BE', ['醫令日期時間不可晚於就診日期時間', 'an order does not lie after its visit'], { source: 'nhi-facts §8.5 (BE after visit time)' },
    (order, visit) => isAfter(order('A71'), visit('A17')), [{ A71: '1150115090001' }, { A71: '1150115090000' }]),
  visitRule('A17', 'BG', ['就診日期時間不可早於出生日期', 'a visit does not lie before the birthday'], { source: 'nhi-facts §8.5 (BG before birth)' },
    (visit) => isAfter(visit('A13'), visit('A17')), [{ A13: '1150116' }, { A13: '1150115' }]),
  visitRule('A17', 'C001', ['資料重複：鍵值資料已存在', 'such a record is there already'], key,
    (visit, _, { earlier, hospitalId }) => (visit('A01') === '1' || visit('A01') === '2')
      && earlier.some((one) => one.hospitalId === hospitalId && one.type === visit('A00')), [{ earlier: '1' }, { elsewhere: '1' }]),
  visitRule('A01', 'Y009', ['查無正常上傳資料，不得上傳補正', 'a correction of a normal record wants one'], key,
    (visit, _, { earlier, hospitalId }) => visit('A01') === '3'
      && !earlier.some((one) => one.hospitalId === hospitalId && one.type === visit('A00') && ['1', '3'].includes(one.kind)),
    [{ A01: '3' }, { A01: '3', earlier: '1' }]),
  visitRule('A01', 'Y010', ['查無異常上傳資料，不得上傳異常補正', 'a correction of an irregular record wants one'], key,
    (visit, _, { earlier, hospitalId }) => visit('A01') === '4'
      && !earlier.some((one) => one.hospitalId === hospitalId && one.type === visit('A00') && ['2', '4'].includes(one.kind)),
    [{ ...irregular, A01: '4' }, { ...irregular, A01: '4', earlier: '2' }]),
]
