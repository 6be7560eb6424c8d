import { rocDateTimeFromIso } from '../bytes/roc-date-time.ts'
import { isPublishedIn, NUMBERED, OUTPATIENT } from './codes-2.ts'
import { irregularSerials } from '../codes/irregular-serials.ts'
import { newbornMarks } from '../codes/newborn-marks.ts'
import { paymentKinds } from '../codes/payment-kinds.ts'
import { treatmentItems } from '../codes/treatment-items.ts'
import { isNone } from './record.ts'
import { visitRule, type RecordEdit, type UploadRule } from './rule.ts'
import { dayOf, daysBetween, isAfter, monthsBefore } from './visit-time.ts'

const listed = { source: 'nhi-facts §8.7 (IC20)' } as const
const placed = { assumed: 'nhi-facts §8.7 has the rule and not the field that its report names: taken for the field it is about' } as const
const keyed = { assumed: 'nhi-facts §8.7 does not say which fields make a record: taken to be institution, type, M03 and M11' } as const
const normal = { assumed: 'nhi-facts §8.7 names M07 alone; taken for H01=A, because AD02 wants another number of H01=B' } as const

const LAST_SERIAL = 1500, MOST_NEWBORNS = 5, MONTHS = 3, MISSING = 'MISS0000000000000000'
const INPATIENT = ['BB', 'DC', 'BF']
const DIAGNOSES = ['M35', 'M36', 'M37', 'M38', 'M39', 'M40']

const stay: RecordEdit = { M07: 'BB', M13: '', M44: '', M45: '', M46: '9000' }
const child: RecordEdit = { M08: '1150101', M09: '2', M10: 'B' }
/** An irregular record as it may be: without card, module, signatures and identifier. */
export const irregular2: RecordEdit = { H01: 'B', M01: '', M02: '', M13: 'A000', M14: '', M15: '', D11: '' }

const testReport: RecordEdit = { ...irregular2, H00: '5', M13: 'CV19', M51: 'W', D06: 'FSTN-COVID19' }

const inpatientOnly = (field: string): UploadRule => visitRule(
  field, 'AH03', ['門診之住院費用應為 0 或空白', 'an outpatient visit has no inpatient fees'], listed,
  (visit) => OUTPATIENT.includes(visit('M07')) && !isNone(visit(field)), [{ [field]: '100' }, { [field]: '0' }])
const outpatientOnly = (field: string): UploadRule => visitRule(
  field, 'AH04', ['BB、DC、BF 之門診費用應為 0 或空白', 'BB, DC and BF have no outpatient fees'], listed,
  (visit) => INPATIENT.includes(visit('M07')) && !isNone(visit(field)), [{ ...stay, [field]: '100' }, stay])
const needed = (field: string): UploadRule => visitRule(
  field, 'AA', ['必填', 'must be filled in'], {
    assumed: 'nhi-facts §8.7 has the code and no list of fields: what a record is known by must be there',
  }, (visit) => visit(field) === '', [{ [field]: '' }, {}])
const emptyFor = (field: string): UploadRule => visitRule(
  field, 'D067', ['M18 為 ICND 時不可填', 'must be empty when M18 is ICND'], listed,
  (visit) => visit('M18') === 'ICND' && visit(field) !== '', [{ M18: 'ICND', [field]: '9900000013' }, { M18: 'ICND' }])
/** 實際就醫日期時間 of a card read later, else the time of the visit. */
const realTime = (visit: (name: string) => string) => (visit('M49') === '' ? visit('M11') : visit('M49'))

/** The checks of upload 2.0 that are about the visit. */
export const visit2Rules: readonly UploadRule[] = [
  ...['M03', 'M11'].map(needed),
  visitRule('M13', 'AD01', ['正常上傳 01 至 09 之就醫序號須為 0001 至 1500', 'the number of a normal 01 to 09 is 0001 to 1500'], normal,
    (visit) => visit('H01') === 'A' && NUMBERED.includes(visit('M07'))
      && !(/^\d{4}$/.test(visit('M13')) && Number(visit('M13')) >= 1 && Number(visit('M13')) <= LAST_SERIAL),
    [{ M13: '1501' }, { M13: '1500' }]),
  visitRule('M13', 'AD02', ['異常上傳之就醫序號須為公告之異常代碼', 'an irregular record has a published irregular code'], listed,
    (visit) => visit('H01') === 'B' && !isPublishedIn(irregularSerials, visit('M13'), visit('M11')),
    [{ ...irregular2, M13: '0001' }, irregular2]),
  visitRule('M13', 'AD13', ['AC 之就醫序號須為 IC 加二碼', 'the number of AC is IC and two more signs'], normal,
    (visit) => visit('H01') === 'A' && visit('M07') === 'AC' && !/^IC..$/.test(visit('M13')),
    [{ M07: 'AC', M13: '0001' }, { M07: 'AC', M13: 'IC02' }]),
  visitRule('M13', 'AD14', ['正常上傳而非 01 至 09、AC 者須為空值', 'empty for a normal record of another item'], listed,
    (visit) => visit('H01') === 'A' && visit('M07') !== 'AC' && !NUMBERED.includes(visit('M07')) && visit('M13') !== '',
    [{ M07: 'AA', M13: '0001' }, { M07: 'AA', M13: '' }]),
  visitRule('M35', 'AD41', ['M51 非 W 或 X 時，診斷不可為 U071', 'U071 wants W or X as M51'], placed,
    (visit) => !['W', 'X'].includes(visit('M51')) && DIAGNOSES.some((field) => visit(field) === 'U071'),
    [{ M35: 'U071' }, { M35: 'U071', M51: 'W' }]),
  visitRule('M51', 'AD42', ['給付類別代碼須存在', 'the kind of payment must exist'], listed,
    (visit) => visit('M51') !== '' && !isPublishedIn(paymentKinds, visit('M51'), visit('M11')), [{ M51: '5' }, { M51: '4' }]),
  visitRule('M13', 'AD44', ['M51 非 W 或 X 時，就醫序號不可為 IC09 或 CV19', 'IC09 and CV19 want W or X as M51'], listed,
    (visit) => !['W', 'X'].includes(visit('M51')) && ['IC09', 'CV19'].includes(visit('M13')),
    [{ ...irregular2, M13: 'IC09' }, { ...irregular2, M13: 'IC09', M51: 'X' }]),
  visitRule('M07', 'AD71', ['就醫序號為 ICC4 時，就醫類別限 CA', 'ICC4 wants the item CA'], placed,
    (visit) => visit('M13') === 'ICC4' && visit('M07') !== 'CA',
    [{ ...irregular2, M13: 'ICC4' }, { ...irregular2, M13: 'ICC4', M07: 'CA', D06: 'P7701C' }]),
  visitRule('M44', 'AH01', ['門診有醫令時，門診醫療費用不得為 0 或空白', 'an outpatient visit with orders has a fee'], listed,
    (visit, { orders }) => OUTPATIENT.includes(visit('M07')) && orders.some(({ D02 = '' }) => D02 !== '') && isNone(visit('M44')),
    [{ M44: '0' }, { M44: '0', M24: '', MB2: '0' }]),
  visitRule('M46', 'AH02', ['BB、DC、BF 之住院醫療費用不得為 0 或空白', 'BB, DC and BF have an inpatient fee'], listed,
    (visit) => INPATIENT.includes(visit('M07')) && isNone(visit('M46')), [{ ...stay, M46: '0' }, stay]),
  ...['M46', 'M47'].map(inpatientOnly),
  ...['M44', 'M45'].map(outpatientOnly),
  visitRule('M35', 'AH05', ['門診有醫令時，主要診斷碼不得空白', 'an outpatient visit with orders has a diagnosis'], listed,
    (visit, { orders }) => OUTPATIENT.includes(visit('M07')) && orders.some(({ D02 = '' }) => D02 !== '') && visit('M35') === '',
    [{ M35: '' }, { M35: '', M24: '', MB2: '0' }]),
  visitRule('M09', 'BB', ['有新生兒就醫註記時，胞胎註記及出生日期不可空白', 'a newborn’s mark wants number and birthday'], placed,
    (visit) => visit('M10') !== '' && (visit('M09') === '' || visit('M08') === ''), [{ ...child, M09: '' }, child]),
  visitRule('M09', 'BB01', ['新生兒胞胎註記須為 1 至 5', 'newborns are 1 to 5'], listed,
    (visit) => /^\d+$/.test(visit('M09')) && !(Number(visit('M09')) >= 1 && Number(visit('M09')) <= MOST_NEWBORNS),
    [{ ...child, M09: '6' }, { ...child, M09: '5' }]),
  visitRule('M10', 'BB02', ['就醫註記之胎次不可大於胞胎註記', 'the child’s order is not above the number of children'], listed,
    (visit) => (newbornMarks.rows.find(({ code }) => code === visit('M10'))?.birthOrder ?? 0) > Number(visit('M09')) && visit('M09') !== '',
    [{ ...child, M10: 'c' }, child]),
  visitRule('M08', 'BC', ['有新生兒就醫註記時，出生日期不可空白', 'a newborn’s mark wants the birthday'], listed,
    (visit) => visit('M10') !== '' && visit('M08') === '', [{ ...child, M08: '' }, child]),
  visitRule('M11', 'BD', ['就診日期時間不可大於上傳日期時間', 'a visit does not lie after its upload'], placed,
    (visit, _, { receivedAt }) => isAfter(visit('M11'), rocDateTimeFromIso(receivedAt)),
    [{ M11: '1150116000000', D01: '1150116000000', M15: '' }, {}]),
  visitRule('M11', 'BG', ['就診日期時間不可小於出生日期', 'a visit does not lie before the birthday'], placed,
    (visit) => isAfter(visit('M04'), visit('M11')), [{ M04: '1150116' }, { M04: '1150115' }]),
  visitRule('M11', 'BH', ['已逾可處理期限（三個月）', 'older than three months'], placed,
    (visit, _, { receivedAt }) => (dayOf(visit('M11')) ?? receivedAt) < monthsBefore(receivedAt, MONTHS),
    [{ M11: '1141014090000', D01: '1141014090000', M15: '' }, { M11: '1141015090000', D01: '1141015090000', M14: '', M15: '' }]),
  visitRule('M19', 'D007', ['原就診須早於本次；AI 須為同日', 'the first visit lies before this one, for AI on the same day'], listed,
    (visit) => visit('M19') !== '' && visit('M11') !== '' && (!isAfter(realTime(visit), visit('M19'))
      || (visit('M07') === 'AI' && dayOf(visit('M19')) !== dayOf(realTime(visit)))),
    [{ M19: '1150115090000' }, { M19: '1150114090000' }]),
  visitRule('M23', 'D011', ['給藥日份大於 1 時，不可為 2、E、F', 'not 2, E or F with drugs of more than a day'], placed,
    (visit) => Number(visit('M20')) > 1 && ['2', 'E', 'F'].includes(visit('M23')), [{ M23: 'E' }, { M23: 'E', M20: '1', D09: '1' }]),
  visitRule('M12', 'D020', ['就醫序號為 G000 時須為 1', 'with G000 the mark is 1'], placed,
    (visit) => visit('M13') === 'G000' && visit('M12') !== '1',
    [{ ...irregular2, M13: 'G000', M12: '3', M04: '1141101', M49: '1150114' }, { ...irregular2, M13: 'G000' }]),
  visitRule('M20', 'D036', ['調劑方式為 1、2、C、D 時，給藥日份須為 0', 'no days of drugs when handed out or none'], placed,
    (visit) => ['1', '2', 'C', 'D'].includes(visit('M23')) && !isNone(visit('M20')),
    [{ M23: '1', D02: 'M', D05: '1' }, { M23: '1', M20: '0', D02: 'M', D05: '1' }]),
  visitRule('M33', 'D043', ['連續處方箋交付時，已調劑次數須為 0', 'a refillable prescription that is handed out was not dispensed'], placed,
    (visit) => (Number(visit('M21')) > 1 || Number(visit('M22')) > 1) && ['1', 'C', 'D'].includes(visit('M23'))
      && !(isNone(visit('M33')) && isNone(visit('M34'))),
    [{ M21: '84', M23: '1', M20: '0', M33: '1', D02: 'M', D05: '1' }, { M21: '84', M23: '1', M20: '0', M33: '0', D02: 'M', D05: '1' }]),
  visitRule('H01', 'D053', ['AE、AF 之資料格式不可為 C、E', 'no C or E for AE and AF'], placed,
    (visit) => ['AE', 'AF'].includes(visit('M07')) && ['C', 'E'].includes(visit('H01')),
    [{ M07: 'AE', M13: '', H01: 'C' }, { M07: 'AE', M13: '' }]),
  visitRule('M52', 'D054', ['補卡註記為 4 時須為 MISS0000000000000000', 'mark 4 wants MISS… as the real identifier'], listed,
    (visit) => visit('M12') === '4' && visit('M52') !== MISSING, [{ M12: '4', M52: '' }, { M12: '4', M52: MISSING }]),
  visitRule('M49', 'D055', ['補卡註記為 3 時，距出生須大於 60 日且至多 92 日', 'mark 3: more than 60 and at most 92 days from birth'], placed,
    (visit) => {
      const days = visit('M12') === '3' ? daysBetween(visit('M04'), visit('M49')) : undefined
      return days !== undefined && !(days > 60 && days <= 92)
    },
    [{ M12: '3', M04: '1141115', M49: '1150114' }, { M12: '3', M04: '1141114', M49: '1150114' }]),
  visitRule('M49', 'D060', ['實際就醫須小於就診日期時間', 'the real visit lies before the reading'], listed,
    (visit) => dayOf(visit('M49')) !== undefined && dayOf(visit('M11')) !== undefined && !isAfter(visit('M11'), visit('M49')),
    [{ M12: '2', M49: '1150115090000' }, { M12: '2', M49: '1150115085959' }]),
  ...['M16', 'M17', 'M19'].map(emptyFor),
  visitRule('M11', '22', ['此就醫日期時間為該 ID 他院就醫紀錄', 'the time is a visit at another institution'], placed,
    (visit, _, { earlier, hospitalId }) => visit('M11') !== '' && earlier.some((one) => one.hospitalId !== hospitalId),
    [{ elsewhere: 'A' }, {}]),
  visitRule('M11', 'C001', ['資料重複：鍵值資料已存在', 'such a record is there already'], keyed,
    (visit, _, { earlier, hospitalId }) => ['A', 'B'].includes(visit('H01')) && visit('H00') !== '5'
      && earlier.some((one) => one.hospitalId === hospitalId && one.type === visit('H00')), [{ earlier: 'A' }, {}]),
  visitRule('M11', 'AD30', ['同一 ID 同日同時段已上傳報告資料', 'a report of the same ID and time is there already'], {
    assumed: 'nhi-facts §8.7 does not say how long a period is: only the very same time is told',
  }, (visit, _, { earlier, hospitalId }) => visit('H00') === '5'
    && earlier.some((one) => one.hospitalId === hospitalId && one.type === '5'),
  [{ ...testReport, earlier: 'B' }, testReport]),
]

/** Whether a record's item is one that can be told apart at all; otherwise only Y008 is told. */
export const isTreatmentItem = (item: string, time: string): boolean => isPublishedIn(treatmentItems, item, time)
