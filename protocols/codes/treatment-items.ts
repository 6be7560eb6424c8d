import type { Bilingual } from '#protocols/bilingual'
import type { Marked, Provenance } from '#protocols/provenance'
import { codeTable, type CodeRow } from './effective.ts'

/** What XA, YA to YH, ZA and ZB take back: records of this institution, of the last 24 hours. */
export interface Cancellation {
  readonly what: 'prenatal' | 'preventive' | 'allRecords' | 'selectedRecords'
  /** Of preventive care: which service (保健服務項目註記, preventive-items.ts). */
  readonly service?: string
  readonly withinHours: 24
  readonly sameInstitution: true
  /** The official code when there is no such record. */
  readonly notFound: 5081 | 5082 | 5084
  /** Records that one use names, by the minutes and seconds (0000 to 5959) of each in the diagnosis fields. */
  readonly most?: 6
  readonly provenance: Provenance
}

export interface TreatmentItem extends CodeRow {
  /** Takes a visit number (就醫序號) and one of the visits left. */
  readonly takesNumber: Marked<boolean>
  /** Whether it is refused to whoever is not designated, and every other numbered one to whoever is, when a number is taken. */
  readonly heldToDesignated?: Marked<boolean>
  /** Stands in the list that the official programs pop up. */
  readonly popUp?: true
  /** The data centre is asked whether the patient is insured before the visit is written (nhi-facts §2.1 1.37, §9). */
  readonly onlineCheck?: true
  /** What a number begins with that is not counted: `IC` and two more signs. */
  readonly serialPrefix?: 'IC'
  readonly cancels?: Cancellation
}

const card = { source: 'nhi-facts §8.1 (CARD)' } as const
const later = { source: 'nhi-facts §8.1 (ENUM)' } as const
const counted: TreatmentItem['takesNumber'] = { value: true, provenance: { source: 'nhi-facts §8.1, §9 (01 to 08)' } }
const uncounted: TreatmentItem['takesNumber'] = { value: false, provenance: { source: 'nhi-facts §8.1' } }

const pickable = (code: string, zh: string, en: string) => (
  { code, zh, en, popUp: true, takesNumber: counted, provenance: card } as const)
const further = (code: string, zh: string, en: string, provenance: Provenance = card) => (
  { code, zh, en, takesNumber: uncounted, provenance })
const checked = (code: string, zh: string, en: string) => ({ ...further(code, zh, en), onlineCheck: true } as const)

const here = { withinHours: 24, sameInstitution: true } as const
const cancelling = (code: string, { zh, en }: Bilingual, cancels: Omit<Cancellation, keyof typeof here>): TreatmentItem => (
  { ...further(code, zh, en), cancels: { ...cancels, ...here } })
const preventive = (code: string, zh: string, en: string, service: string, why: Provenance): TreatmentItem => cancelling(
  code, { zh: `取消${zh}`, en: `cancels ${en}` }, { what: 'preventive', service, notFound: 5084, provenance: why },
)

const services = {
  assumed: 'nhi-facts §8.1 names what each cancels and §3.1 the answer 5084; which service mark that is, is a reading of §8.3',
}
const afterYf = { assumed: 'as YA to YF, but nhi-facts §3.1 gives 5084 for those alone: taken to hold for YG and YH too' }

/** 就醫類別, two characters (nhi-facts §8.1). Every use of the card counts as one of the year's, whatever its item. */
export const treatmentItems = codeTable<TreatmentItem>({
  name: 'treatmentItem', zh: '就醫類別', en: 'Treatment item',
  rows: [
    {
      code: '00', zh: '指定就醫', en: 'at the designated institution', popUp: true, provenance: { source: 'nhi-facts §8.1 (ENUM, DOCS)' },
      takesNumber: { value: true, provenance: { assumed: 'inferred in nhi-facts §9 from the pop-up list of 00 to 08 (§8.1)' } },
      heldToDesignated: {
        value: false, provenance: {
          assumed: 'nhi-facts §8.1 has the duty as a check of the upload (AD21, whose words are not public): not whether emergencies and '
            + 'stays are meant too, nor that 00 is for nobody else; and §2.1 (1.9) has no code for a wrong item, for 9129 is of the place',
        },
      },
      note: {
        zh: '限定於指定院所就醫者須使用本類別（AD21）；取號時不查核，須由院所自行選用',
        en: 'required of patients restricted to one institution (AD21); not checked when a number is taken: whoever asks chooses it',
      },
    },
    pickable('01', '西醫門診', 'Western medicine, outpatient'),
    pickable('02', '牙醫門診', 'dental, outpatient'),
    pickable('03', '中醫門診', 'Chinese medicine, outpatient'),
    pickable('04', '急診', 'emergency'),
    { ...pickable('05', '住院', 'inpatient'), onlineCheck: true },
    pickable('06', '轉診門診', 'outpatient by referral'),
    pickable('07', '門診手術後回診', 'return after outpatient surgery'),
    pickable('08', '住院患者出院回診', 'return after discharge'),
    {
      code: '09', from: '2022-01-01', zh: '透析門診', en: 'dialysis, outpatient',
      provenance: { source: 'nhi-facts §8.1 (ENUM, IC20: from 111-01-01)' },
      takesNumber: { value: true, provenance: { assumed: 'inferred in nhi-facts §9; §8.7 (AD01) wants a number for 01 to 09' } },
    },
    further('AA', '同一療程六次以內', 'course of treatment, six sessions or fewer'),
    further('AB', '同一療程非六次以內', 'course of treatment, other than six sessions'),
    { ...further('AC', '預防保健', 'preventive care'), serialPrefix: 'IC' },
    further('AD', '職業傷害或職業病門急診', 'occupational injury or disease, outpatient or emergency'),
    further('AE', '慢性病連續處方箋領藥', 'refill of a chronic prescription'),
    further('AF', '藥局調劑', 'dispensing by a pharmacy'),
    further('AG', '排程檢查', 'scheduled examination'),
    further('AH', '居家照護（第二次以後）', 'home care, from the second time on'),
    further('AI', '同日同醫師看診（第二次以後）', 'same day and physician, from the second time on'),
    further('AJ', '透析療程（第二次以後）', 'dialysis, from the second time on', later),
    further('AK', '急診留觀', 'observation in emergency', later),
    checked('BA', '門急診當次轉住院之入院', 'admitted from an outpatient or emergency visit'),
    checked('BB', '出院', 'discharged'),
    checked('BC', '急診中、住院中執行項目', 'carried out during emergency or a stay'),
    checked('BD', '急診第二日以後離院', 'left emergency on the second day or later'),
    checked('BE', '職業傷害或職業病之住院', 'inpatient for occupational injury or disease'),
    checked('BF', '繼續住院依規定分段結清', 'part of a long stay settled'),
    { ...further('BG', '門診當次轉住院', 'admitted from an outpatient visit', later), from: '2021-12-20' },
    further('CA', '其他規定不須累計就醫序號', 'others that are not counted'),
    further('DA', '門診轉出', 'referred out'),
    further('DB', '門診手術後七日內之一次回診', 'one return within 7 days of outpatient surgery'),
    checked('DC', '出院後七日內之一次回診', 'one return within 7 days of discharge'),
    { ...further('EA', '床號變更', 'change of bed', later), from: '2022-07-01' },
    cancelling('XA', { zh: '取消產前檢查', en: 'cancels a prenatal check-up' }, {
      what: 'prenatal', notFound: 5082, provenance: { source: 'nhi-facts §8.1, §3.1 (5082)' },
    }),
    preventive('YA', '兒童預防保健', 'a child’s check-up', '01', services),
    preventive('YB', '成人預防保健', 'an adult’s check-up', '02', services),
    preventive('YC', '子宮頸抹片檢查', 'a pap smear', '03', services),
    preventive('YD', '兒童牙齒預防保健', 'a child’s dental check-up', '05', services),
    preventive('YE', '乳房檢查', 'a breast examination', '06', services),
    preventive('YF', '流行性感冒疫苗', 'a flu vaccine', '04', services),
    preventive('YG', '定量免疫法糞便潛血檢查', 'a faecal immunochemical test', '07', afterYf),
    preventive('YH', '口腔黏膜檢查', 'an oral mucosa examination', '08', afterYf),
    {
      ...cancelling('ZA', { zh: '取消 24 小時內所有就醫紀錄', en: 'cancels all records of the last 24 hours' }, {
        what: 'allRecords', notFound: 5081, provenance: { source: 'nhi-facts §8.1 (CARD, UP1), §3.1 (5081), §9' },
      }),
      note: {
        zh: '可否重複取消未見公開；假設可再次使用，已退掛之就醫不計',
        en: 'whether ZA may come again after ZA or ZB is not public: assumed that it may; a visit that was undone does not count',
      },
    },
    {
      ...cancelling('ZB', { zh: '取消 24 小時內部分就醫紀錄', en: 'cancels selected records of the last 24 hours' }, {
        what: 'selectedRecords', most: 6, notFound: 5081, provenance: { source: 'nhi-facts §8.1 (CARD, UP1), §3.1 (5081), §9' },
      }),
      note: {
        zh: '於診斷欄填欲取消紀錄之分秒（0000–5959），每次至多六筆',
        en: 'the diagnosis fields hold minutes and seconds (0000 to 5959) of the records, up to six',
      },
    },
  ],
  provenance: { source: 'nhi-facts §8.1' },
  gaps: {
    zh: '09、BG、EA 以外各類別之啟用日期未見公開，視為一向有效',
    en: 'since when the others than 09, BG and EA are in force is not public; they count as always in force',
  },
  examples: [
    { code: '01', on: '2004-01-01', zh: '西醫門診' },
    { code: '09', on: '2021-12-31', zh: null },
    { code: '09', on: '2022-01-01', zh: '透析門診' },
    { code: 'BG', on: '2021-12-19', zh: null },
    { code: 'BG', on: '2021-12-20', zh: '門診當次轉住院' },
    { code: 'EA', on: '2022-06-30', zh: null },
    { code: 'EA', on: '2022-07-01', zh: '床號變更' },
    { code: '10', on: '2026-01-15', zh: null },
  ],
})

/** Whether a visit takes a number and one of the visits left; one that is not in force that day does not. */
export function takesNumber(treatmentItem: string, date: string): boolean {
  return treatmentItems.at(treatmentItem, date)?.takesNumber.value ?? false
}

/** Whether the data centre must say that the patient is insured before such a visit is written. */
export function needsOnlineCheck(treatmentItem: string, date: string): boolean {
  return treatmentItems.at(treatmentItem, date)?.onlineCheck ?? false
}

/** What an item takes back; undefined when it takes back nothing. None of these has a day from which it is in force. */
export function cancels(treatmentItem: string): Cancellation | undefined {
  return treatmentItems.rows.find(({ code }) => code === treatmentItem)?.cancels
}
