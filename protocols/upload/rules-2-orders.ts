import { uploadOrderTypes } from '../codes/order-types.ts'
import { ANTIVIRALS, COVID_TESTS, isReasonOrder, isReasonOrR008, NUMBERED } from './codes-2.ts'
import { eitherRule, orderRule, visitRule, type RecordEdit, type UploadRule } from './rule.ts'
import { irregular2 } from './rules-2.ts'

const listed = { source: 'nhi-facts §8.7 (IC20)' } as const
const placed = { assumed: 'nhi-facts §8.7 has the rule and not the field that its report names: taken for the field it is about' } as const
const chronic = {
  assumed: 'nhi-facts §8.6: that the kind C is the chronic refillable prescription is inferred there from cut-off names',
} as const

/** Orders in one record: of visits and of vaccinations (AG). */
const MOST_ORDERS = 500, MOST_VACCINATIONS = 10, LONGEST_DAYS = 90
/** Each kind of prescription and how often it may be dispensed. */
const DISPENSABLE = { M24: 'A', M25: 'B', M26: 'C', M27: 'D', M28: 'E', M29: 'F' } as const
const CARRIED_OUT = ['AE', 'AF', 'AG', 'BC']

const isDrug = (type: string) => type === '1' || type === 'M'
const isOrderType = (type: string) => uploadOrderTypes.rows.some(({ code }) => code === type)

const antiviral: RecordEdit = { D06: 'XCOVID0001', D08: 'BID', D09: '5', M20: '5' }
const covidTest: RecordEdit = { ...irregular2, M13: 'CV19', M51: 'W', H00: '5', D06: 'FSTN-COVID19', D02: '2' }

const dispensable = (field: string, kind: string): UploadRule => visitRule(
  field, 'D062', [`大於 0 時，須有處方種類 ${kind} 之醫令`, `wants an order of the kind ${kind}`], listed,
  (visit, { orders }) => Number(visit(field)) > 0 && orders.every(({ D04 = '' }) => D04.trim() !== kind),
  [{ [field]: '1', D04: kind === 'A' ? 'B' : 'A' }, { M24: '', [field]: '1', D04: kind }])

/** The checks of upload 2.0 that are about orders and allergies. */
export const order2Rules: readonly UploadRule[] = [
  {
    field: 'MB2', error: 'AG', zh: '醫令至多 500 筆，預防接種至多 10 筆', en: 'at most 500 orders, 10 of vaccinations', provenance: placed,
    places: ({ header, orders }) => (orders.length > (header.H00 === '2' ? MOST_VACCINATIONS : MOST_ORDERS) ? [{ field: 'MB2' }] : []),
    examples: { broken: { MB2: '501' }, kept: { MB2: '500' } },
  },
  visitRule('MB2', 'Y012', ['AE、AF、AG、BC 須有醫令段', 'AE, AF, AG and BC want orders'], placed,
    (visit, { orders }) => CARRIED_OUT.includes(visit('M07')) && orders.length === 0,
    [{ M07: 'AG', M13: '', MB2: '0' }, { M07: 'AG', M13: '' }]),
  visitRule('MB2', 'Y013', ['AI 僅需上傳 MB1', 'AI has a visit and no orders'], placed,
    (visit, { orders }) => visit('M07') === 'AI' && orders.length > 0, [{ M07: 'AI', M13: '' }, { M07: 'AI', M13: '', M24: '', MB2: '0' }]),
  orderRule('D02', 'AE', ['醫令類別代碼須存在', 'the type of order must exist'], placed,
    (order) => order('D02') !== '' && !isOrderType(order('D02')), [{ D02: '3' }, { D02: '2' }]),
  orderRule('D06', 'D000', ['醫令類別非範圍值，診療項目無法檢核', 'with such a type of order the item cannot be checked'], listed,
    (order) => order('D06') !== '' && !isOrderType(order('D02')), [{ D02: '3' }, {}]),
  orderRule('D01', 'BE', ['醫令之就診日期時間須與 M11 一致', 'the time of an order is that of the visit'], listed,
    (order, visit) => order('D01') !== visit('M11'), [{ D01: '1150115090001' }, {}]),
  orderRule('D02', '19', ['R001 至 R007、S001 至 S004 之醫令類別須為 G 或 H', 'R001 to R007 and S001 to S004 are G or H'], placed,
    (order) => isReasonOrder(order('D06')) && !['G', 'H'].includes(order('D02')), [{ D06: 'R005', D02: '2' }, { D06: 'R005', D02: 'G' }]),
  orderRule('D03', 'D028', ['同一筆就醫紀錄之醫令序號不得重複', 'numbers of orders differ within a record'], listed,
    (order, _, { orders }) => order('D03') !== '' && orders.filter(({ D03 = '' }) => D03.trim() === order('D03')).length > 1,
    [{ MB2: '2', D03: '002' }, { MB2: '2' }]),
  orderRule('D06', 'D033', ['R001 至 R008、S001 至 S004 限 01 至 09、AE、AF', 'R001 to R008 and S001 to S004 are of 01 to 09, AE, AF'], placed,
    (order, visit) => isReasonOrR008(order('D06')) && ![...NUMBERED, 'AE', 'AF'].includes(visit('M07')),
    [{ D06: 'R008', D02: 'G', M07: 'AA', M13: '' }, { D06: 'R008', D02: 'G' }]),
  orderRule('D09', 'D040', ['藥品天數須大於 0、至多 90', 'days of a drug are 1 to 90'], placed,
    (order) => isDrug(order('D02')) && !(Number(order('D09')) > 0 && Number(order('D09')) <= LONGEST_DAYS),
    [{ D09: '91', M20: '91' }, { D09: '90', M20: '90' }]),
  orderRule('D09', 'D041', ['用藥明細之天數須小於等於給藥日份', 'days of a drug are not above those of the visit'], placed,
    (order, visit) => order('D02') === '1' && Number(order('D09')) > Number(visit('M20')), [{ D09: '4' }, { D09: '3' }]),
  orderRule('D02', 'D045', ['調劑方式為 2 時不可有藥品', 'no drugs when nothing was prescribed'], placed,
    (order, visit) => visit('M23') === '2' && isDrug(order('D02')), [{ M23: '2', M20: '0' }, { M23: '2', M20: '0', D02: '2' }]),
  orderRule('D04', 'D059', ['補卡不得開立慢性病連續處方箋', 'no chronic prescription with a card read later'], chronic,
    (order, visit) => visit('M12') === '2' && order('D04') === 'C',
    [{ M12: '2', M49: '1150114', D04: 'C', M26: '3' }, { M12: '2', M49: '1150114' }]),
  ...Object.entries(DISPENSABLE).map(([field, kind]) => dispensable(field, kind)),
  orderRule('D04', 'D064', ['各處方種類之可調劑次數須大於 0', 'a kind of prescription may be dispensed at least once'], placed,
    (order, visit) => Object.entries(DISPENSABLE).some(([field, kind]) => order('D04') === kind && !(Number(visit(field)) > 0)),
    [{ M24: '' }, { M24: '1' }]),
  orderRule('D06', 'AD37', ['就醫序號為 FORE、CV19 者限 COVID-19 檢驗結果', 'FORE and CV19 are for results of COVID-19 tests'], placed,
    (order, visit) => ['FORE', 'CV19'].includes(visit('M13')) && !COVID_TESTS.includes(order('D06')),
    [{ ...covidTest, D06: 'TESTDRUG0001' }, covidTest]),
  orderRule('D06', 'D057', ['COVID-19 檢驗結果之資料型態限 5', 'results of COVID-19 tests are of type 5'], placed,
    (order, visit) => COVID_TESTS.includes(order('D06')) && visit('H00') !== '5', [{ ...covidTest, H00: '1' }, covidTest]),
  orderRule('D06', 'D061', ['資料型態為 5 者限 COVID-19 檢驗結果', 'type 5 is for results of COVID-19 tests'], placed,
    (order, visit) => visit('H00') === '5' && !COVID_TESTS.includes(order('D06')), [{ ...covidTest, D06: 'TESTDRUG0001' }, covidTest]),
  orderRule('D08', 'AD56', ['抗病毒口服藥之用法限 BID、Q12H、ASORDER', 'antivirals are taken BID, Q12H or ASORDER'], placed,
    (order) => ANTIVIRALS.includes(order('D06')) && !['BID', 'Q12H', 'ASORDER'].includes(order('D08')),
    [{ ...antiviral, D08: 'QD' }, antiviral]),
  orderRule('D09', 'AD57', ['抗病毒口服藥非 BC 者限 5 天', 'antivirals are for 5 days, but for BC'], placed,
    (order, visit) => ANTIVIRALS.includes(order('D06')) && visit('M07') !== 'BC' && Number(order('D09')) !== 5,
    [{ ...antiviral, D09: '4' }, antiviral]),
  orderRule('D09', 'AD58', ['抗病毒口服藥於 BC 者為 1 至 5 天', 'antivirals of BC are for 1 to 5 days'], placed,
    (order, visit) => ANTIVIRALS.includes(order('D06')) && visit('M07') === 'BC'
      && !(Number(order('D09')) >= 1 && Number(order('D09')) <= 5),
    [{ ...antiviral, M07: 'BC', M13: '', D09: '6', M20: '6' }, { ...antiviral, M07: 'BC', M13: '', D09: '1' }]),
  orderRule('D06', 'AD61', ['抗病毒口服藥之就醫類別受限', 'antivirals go with some items only'], placed,
    (order, visit) => ANTIVIRALS.includes(order('D06'))
      && !['01', '04', '06', '07', '08', '09', 'AI', 'BD', 'AF', 'AE', 'BC'].includes(visit('M07')),
    [{ ...antiviral, M07: '02' }, antiviral]),
  orderRule('D02', 'AD62', ['抗病毒口服藥之醫令類別須為 1 或 M', 'antivirals are orders 1 or M'], placed,
    (order) => ANTIVIRALS.includes(order('D06')) && !isDrug(order('D02')), [{ ...antiviral, D02: '2' }, antiviral]),
  orderRule('D06', 'AD71', ['就醫序號為 ICC4 時限 P7701C 至 P7715B', 'ICC4 is for P7701C to P7715B'], placed,
    (order, visit) => visit('M13') === 'ICC4' && !(order('D06') >= 'P7701C' && order('D06') <= 'P7715B'),
    [{ ...irregular2, M13: 'ICC4', M07: 'CA' }, { ...irregular2, M13: 'ICC4', M07: 'CA', D06: 'P7702C', D02: '2' }]),
  visitRule('M51', 'AD72', ['CHEX11209PIN 之給付類別須為 1 或 U', 'CHEX11209PIN wants 1 or U'], listed,
    (visit, { orders }) => orders.some(({ D06 = '' }) => D06.trim() === 'CHEX11209PIN') && !['1', 'U'].includes(visit('M51')),
    [{ D06: 'CHEX11209PIN' }, { D06: 'CHEX11209PIN', M51: 'U' }]),
  eitherRule('E01', 'E001', ['E02、E03、E04 其中之一須有值', 'one of E02, E03 and E04 is filled in'], placed,
    (segment) => segment('E01') !== '' && ['E02', 'E03', 'E04'].every((field) => segment(field) === ''),
    [{ E01: 'N' }, { E01: 'N', E02: 'TEST' }]),
  eitherRule('E02', 'E003', ['E02、E03、E04 僅可有一欄有值', 'only one of E02, E03 and E04'], placed,
    (segment) => ['E02', 'E03', 'E04'].filter((field) => segment(field) !== '').length > 1,
    [{ E01: 'N', E02: 'TEST', E03: 'TEST' }, { E01: 'N', E03: 'TEST' }]),
  eitherRule('E09', 'E005', ['來源為 99 時必填', 'must be filled in for the source 99'], placed,
    (segment) => segment('E08') === '99' && segment('E09') === '', [{ E08: '99' }, { E08: '99', E09: '測試' }]),
  eitherRule('E11', 'E006', ['刪除時必填', 'must be filled in for a removal'], placed,
    (segment) => segment('E01') === 'D' && segment('E11') === '', [{ E01: 'D', E02: 'TEST' }, { E01: 'D', E02: 'TEST', E11: '1' }]),
  eitherRule('E12', 'E007', ['刪除原因為 9 時必填', 'must be filled in for the reason 9'], placed,
    (segment) => segment('E11') === '9' && segment('E12') === '', [{ E11: '9' }, { E11: '9', E12: '測試' }]),
]
