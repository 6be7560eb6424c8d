import { codeTable, type CodeRow } from './effective.ts'

/** What is in the way, or who it is for. */
export type IrregularKind =
  'equipment' | 'network' | 'card' | 'power' | 'system' | 'patient' | 'institution' | 'programme' | 'other' | 'unknown'

export interface IrregularSerial extends CodeRow {
  readonly kind: IrregularKind
  /** Of a reason with two codes: whether this one is for before or after the number was taken. */
  readonly moment?: 'before' | 'after'
  /** The code of the same reason for the other moment. */
  readonly counterpart?: string
  /** Years of age, the older limit and the one that came later; the day of the change is not public. */
  readonly ageLimits?: readonly [number, number]
  /** The treatment item that the visit must have. */
  readonly treatmentItem?: string
  /** The programme it belongs to, as the checks of upload 2.0 name it. */
  readonly programme?: string
}

const listed = { source: 'nhi-facts §8.2' } as const
const read = { assumed: 'nhi-facts §8.2 prints both codes with one reason; that they are before and after is its rule of the columns' }

type Reason = Omit<IrregularSerial, 'code' | 'moment' | 'counterpart' | 'provenance'>

/** A reason with two codes: the first when no number was taken yet, the second when one was. */
function pair(before: string, after: string, reason: Reason, provenance: CodeRow['provenance'] = listed): IrregularSerial[] {
  return [
    { code: before, ...reason, moment: 'before', counterpart: after, provenance },
    { code: after, ...reason, moment: 'after', counterpart: before, provenance },
  ]
}
const single = (code: string, reason: Reason, provenance: CodeRow['provenance'] = listed): IrregularSerial => (
  { code, ...reason, provenance })

/** 例外就醫序號: what stands for the visit number when the card gave none (nhi-facts §8.2; upload fields A18 and M13). */
export const irregularSerials = codeTable<IrregularSerial>({
  name: 'irregularSerial', zh: '例外就醫序號', en: 'Irregular serial number',
  rows: [
    ...pair('A000', 'A001', { zh: '讀卡設備故障', en: 'reader equipment out of order', kind: 'equipment' }),
    ...pair('A010', 'A011', { zh: '讀卡機故障', en: 'reader out of order', kind: 'equipment' }),
    ...pair('A020', 'A021', { zh: '網路故障', en: 'network out of order', kind: 'network' }),
    ...pair('A030', 'A031', { zh: '安全模組故障', en: 'SAM out of order', kind: 'equipment' }),
    ...pair('B000', 'B001', { zh: '卡片不良（外觀正常，晶片異常）', en: 'card bad: looks fine, its chip does not work', kind: 'card' }),
    single('C000', { zh: '停電', en: 'power cut', kind: 'power' }),
    single('C001', {
      zh: '剛加保或換補發卡片中', en: 'just insured, or card being replaced', kind: 'patient',
      note: {
        zh: '期限記為一個月、十四天，未說明各屬何者', en: 'limits of 1 month and 14 days are listed; which belongs to which is not said',
      },
    }),
    single('C002', {
      zh: '兒童及青少年例外就醫', en: 'children and youths', kind: 'patient', ageLimits: [18, 20],
      note: { zh: '年齡上限原為 18 歲，後為 20 歲；變更日與是否含當歲未見公開', en: 'up to 18, later 20; since when, and whether inclusive, is not public' },
    }),
    single('C003', { zh: '懷孕婦女例外就醫', en: 'pregnant women', kind: 'patient' }),
    ...pair('D000', 'D001', { zh: '醫療資訊系統（HIS）當機', en: 'HIS down', kind: 'system' }, read),
    ...pair('D010', 'D011', { zh: '電腦故障', en: 'computer fault', kind: 'equipment' }, read),
    single('E000', { zh: '健保署資訊系統當機', en: 'NHI system down', kind: 'system' }),
    single('E001', { zh: '控卡名單已簽切結書', en: 'patient of the control list signed the paper', kind: 'patient' }),
    single('F000', { zh: '偏遠地區無電信線路、居家照護', en: 'remote area without a line, home care', kind: 'institution' }),
    single('F00B', { zh: '（用途未公開，列於 F000 旁）', en: 'use not public, listed beside F000', kind: 'unknown' }, {
      unknown: 'nhi-facts §8.2 prints it in brackets behind F000 and does not say how it differs',
    }),
    single('G000', { zh: '新特約院所', en: 'newly contracted institution', kind: 'institution' }),
    single('H000', { zh: '高齡醫師', en: 'elderly physician', kind: 'institution' }),
    single('IC89', { zh: '無力繳納保險費', en: 'cannot pay the premium', kind: 'patient' }),
    single('IC98', { zh: '未加保之器官捐贈者', en: 'transplant donor who is not insured', kind: 'patient' }),
    single('IC09', { zh: '未加保之愛滋病感染者', en: 'person with HIV who is not insured', kind: 'patient' }),
    single('IC06', { zh: '職業傷害', en: 'occupational injury', kind: 'patient' }),
    single('ICND', { zh: '未加保者生產案件', en: 'birth case of a person without insurance', kind: 'patient' }),
    single('ICC4', { zh: '癌症照護計畫', en: 'cancer-care programme', kind: 'programme', treatmentItem: 'CA' }),
    single('IC08', { zh: '（意義未公開）', en: 'meaning not public', kind: 'unknown' }, {
      unknown: 'UP1 accepts it in normal uploads whose item is not 01 to 08 or AC, and does not say what it means (nhi-facts §8.2, §8.5)',
    }),
    single('HVIT', { zh: 'COVID-19 視訊診療', en: 'COVID-19 visit by video', kind: 'programme', programme: 'PB' }),
    single('CV19', { zh: 'COVID-19 檢驗結果通報（有加保）', en: 'COVID-19 test report, insured', kind: 'programme' }),
    single('FORE', { zh: 'COVID-19 檢驗結果通報（從未加保）', en: 'COVID-19 test report, never insured', kind: 'programme' }),
    single('J000', { zh: '住院口服抗病毒藥物案件', en: 'inpatient cases of oral antivirals', kind: 'programme' }),
    single('TM01', { zh: '（意義未公開）', en: 'meaning not public', kind: 'unknown' }, {
      unknown: 'the checks AD35 to AD67 use it and do not say what it means (nhi-facts §8.2)',
    }),
    single('MSPT', { zh: '追蹤管理費 P7502C', en: 'follow-up fee P7502C', kind: 'programme', programme: 'HU' }),
    ...pair('Z000', 'Z001', { zh: '其他', en: 'other', kind: 'other' }, read),
  ],
  provenance: { source: 'nhi-facts §8.2 (UP1, DBT, P-NHI, IC20, ENUM)' },
  gaps: {
    zh: '各代碼之啟用與停用日期未見公開；COVID-19 相關代碼可能已停用',
    en: 'since and until when they are in force is not public; those for COVID-19 may have ended',
  },
  examples: [
    { code: 'A000', on: '2026-01-15', zh: '讀卡設備故障' },
    { code: 'C003', on: '2015-06-01', zh: '懷孕婦女例外就醫' },
    { code: 'A002', on: '2026-01-15', zh: null },
  ],
})

/**
 * The code of the same reason for this moment; the code itself when its reason has only one.
 * @param numberTaken whether the visit number was already taken when the reason arose
 */
export function serialForMoment(code: string, numberTaken: boolean, date: string): string | undefined {
  const row = irregularSerials.at(code, date)
  const moment = numberTaken ? 'after' : 'before'
  return row?.moment === undefined || row.moment === moment ? row?.code : row.counterpart
}
