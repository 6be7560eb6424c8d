import { readerOf, orderRule, visitRule, type RecordEdit, type UploadRule } from './rule.ts'

const table = { source: 'nhi-facts §8.5 (required-field rules)' } as const

const FIRST_TO_EIGHTH = ['01', '02', '03', '04', '05', '06', '07', '08']
const LETTERED = ['AA', 'AB', 'AC', 'AD', 'AE', 'AF', 'AG', 'AH']
const DISPENSED = ['AE', 'AF']
const CARRIED_OUT = ['AE', 'AF', 'AG', 'BC']
/** Where preventive and prenatal care may stand; dental visits may have the first and not the second. */
const PREVENTIVE = ['01', '02', '06', '07', '08', 'AC', 'CA', 'DA', 'DB', 'ZA', 'ZB']
const PRENATAL = PREVENTIVE.filter((item) => item !== '02')

const isNormal = (kind: string) => kind === '1' || kind === '3'
const isIrregular = (kind: string) => kind === '2' || kind === '4'
/** An irregular record as it must be: without card, module and signatures. */
export const irregular: RecordEdit = { A01: '2', A11: '', A16: '', A18: 'A000', A22: '', A79: '' }

/** Fields of a sound record of these types, besides what it has anyway. */
const inpatient: RecordEdit = { A23: 'BB', A18: '', A33: '9000', A34: '900' }

type Examples = readonly [broken: RecordEdit, kept: RecordEdit]
/** Whether it is asked of a treatment item. */
type IsAsked = (item: string) => boolean

const must = (field: string, when: string, isAsked: IsAsked, [broken, kept]: Examples): UploadRule =>
  visitRule(field, 'AA', [`${when}必填`, 'must be filled in'], table, (visit) => isAsked(visit('A23')) && visit(field) === '', [broken, kept])
const mustNot = (field: string, when: string, isAsked: IsAsked, [broken, kept]: Examples): UploadRule =>
  visitRule(field, 'AF', [`${when}不填`, 'must be empty'], table, (visit) => isAsked(visit('A23')) && visit(field) !== '', [broken, kept])

const always = (field: string): UploadRule => must(field, '', () => true, [{ [field]: '' }, {}])

/** An order's field that must be filled for these types; without orders the visit itself lacks it. */
const ordered = (field: string, items: readonly string[], examples: Examples): UploadRule => ({
  field, error: 'AA', zh: `就醫類別為 ${items.join('、')} 時必填`, en: `must be filled in for ${items.join(', ')}`, provenance: table,
  places: ({ visit, orders }) => {
    if (!items.includes(readerOf(visit)('A23'))) return []
    if (orders.length === 0) return [{ field }]
    return orders.flatMap((order, at) => (readerOf(order)(field) === '' ? [{ field, order: at + 1 }] : []))
  },
  examples: { broken: examples[0], kept: examples[1] },
})

const cardless = (field: string): readonly UploadRule[] => [
  visitRule(field, 'AA', ['正常上傳必填', 'a normal record must have it'], table,
    (visit) => isNormal(visit('A01')) && visit(field) === '', [{ [field]: '' }, {}]),
  visitRule(field, 'AF', ['異常上傳不填', 'an irregular record has none'], table,
    (visit) => isIrregular(visit('A01')) && visit(field) !== '', [{ ...irregular, [field]: 'X' }, irregular]),
]

const dispensing: RecordEdit = { A23: 'AE', A18: '' }

/** What must be there and what must not, by kind of record and treatment item. */
export const required1Rules: readonly UploadRule[] = [
  ...['A12', 'A13', 'A15', 'A17', 'A19', 'A23'].map(always),
  ...['A11', 'A16', 'A22'].flatMap(cardless),
  orderRule('A79', 'AA', ['正常上傳之醫令必填', 'an order of a normal record must have it'], table,
    (order, visit) => isNormal(visit('A01')) && order('A79') === '', [{ A79: '' }, {}]),
  orderRule('A79', 'AF', ['異常上傳之醫令不填', 'an order of an irregular record has none'], table,
    (order, visit) => isIrregular(visit('A01')) && order('A79') !== '', [{ ...irregular, A79: '0'.repeat(40) }, irregular]),
  must('A18', '就醫類別 01 至 08 ', (item) => FIRST_TO_EIGHTH.includes(item), [{ A18: '' }, {}]),
  visitRule('A18', 'AA', ['正常上傳之就醫類別 AC 必填', 'must be filled in for a normal AC'], table,
    (visit) => isNormal(visit('A01')) && visit('A23') === 'AC' && visit('A18') === '',
    [{ A23: 'AC', A18: '' }, { A23: 'AC', A18: 'IC02' }]),
  ...['A20', 'A21', 'A24'].map((field) => mustNot(field, '就醫類別 AD ', (item) => item === 'AD', [
    { A23: 'AD', A18: '', A20: '1150101', A21: '1', A24: 'A' }, { A23: 'AD', A18: '' }])),
  must('A25', '就醫類別 01 至 08、AA、AB、AD 至 AH、BA 至 BF、DC ', (item) => (
    [...FIRST_TO_EIGHTH, ...LETTERED.filter((one) => one !== 'AC'), 'BA', 'BB', 'BC', 'BD', 'BE', 'BF', 'DC'].includes(item)),
  [{ A25: '' }, { A25: '', A23: 'CA', A18: '' }]),
  must('A31', '就醫類別 01 至 03、06 至 08、AA 至 AH ', (item) => ['01', '02', '03', '06', '07', '08', ...LETTERED].includes(item),
    [{ A31: '' }, { A31: '', A23: '04' }]),
  mustNot('A31', '就醫類別 05 ', (item) => item === '05', [{ A23: '05' }, { A23: '05', A31: '', A32: '' }]),
  must('A32', '就醫類別 01 至 03、06 至 08、AD、AE、BD ', (item) => ['01', '02', '03', '06', '07', '08', 'AD', 'AE', 'BD'].includes(item),
    [{ A32: '' }, { A32: '', A23: 'AA', A18: '' }]),
  mustNot('A32', '就醫類別 05 ', (item) => item === '05', [{ A23: '05' }, { A23: '05', A31: '', A32: '' }]),
  ...['A33', 'A34'].map((field) => must(field, '就醫類別 BB、BF、DC ', (item) => ['BB', 'BF', 'DC'].includes(item),
    [{ ...inpatient, [field]: '' }, inpatient])),
  ...['A41', 'A42', 'A43', 'A44'].map((field) => mustNot(field, '不得有預防保健之就醫類別', (item) => !PREVENTIVE.includes(item), [
    { A23: '03', A41: '02', A42: '1150115', A43: '9900000013', A44: '21' }, { A41: '02', A42: '1150115', A43: '9900000013', A44: '21' }])),
  ...['A51', 'A52', 'A53'].map((field) => mustNot(field, '不得有產前檢查之就醫類別', (item) => !PRENATAL.includes(item), [
    { A23: '02', A51: '1150115', A52: '9900000013', A53: '41' }, { A51: '1150115', A52: '9900000013', A53: '41' }])),
  visitRule('A54', 'AA', ['補卡（A19 為 2）必填', 'a card read later must name the real day'], { source: 'nhi-facts §8.5 (other rules)' },
    (visit) => visit('A19') === '2' && visit('A54') === '', [{ A19: '2' }, { A19: '2', A54: '1150114' }]),
  ...['A71', 'A72', 'A73'].map((field) => ordered(field, CARRIED_OUT, [{ ...dispensing, MB2: '0' }, dispensing])),
  ordered('A74', ['BC'], [{ A23: 'BC', A18: '', A74: '' }, { A23: 'BC', A18: '', A74: 'E' }]),
  ...['A75', 'A76'].map((field) => ordered(field, DISPENSED, [{ ...dispensing, [field]: '' }, dispensing])),
  ...['A77', 'A78'].map((field) => ordered(field, CARRIED_OUT, [{ A23: 'AG', A18: '', [field]: '' }, { A23: 'AG', A18: '' }])),
]
