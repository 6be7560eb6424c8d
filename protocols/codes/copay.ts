import { codeTable, type CodeRow } from './effective.ts'

/** An amount in NT$ of a year whose table is at hand. Amounts have changed since: it is never what a patient pays today. */
export interface SampleAmount {
  readonly ntd: number
  readonly year: 2015
}

export type HospitalLevel = 'medicalCentre' | 'regional' | 'district' | 'clinic'

export interface Copay extends CodeRow {
  /** Nothing is paid. */
  readonly exempt?: true
  readonly level?: HospitalLevel
  readonly service?: 'emergency' | 'outpatient' | 'drugs'
  /** For holders of a disability book. */
  readonly disability?: true
  readonly sample?: SampleAmount
}

const table = { source: 'nhi-facts §8.4 (DBT, 2015)' } as const
const sample = (ntd: number): SampleAmount => ({ ntd, year: 2015 })
const exempt = (code: string, zh: string, en: string): Copay => ({ code, zh, en, exempt: true, provenance: table })
const named = (code: string, zh: string, en: string): Copay => ({ code, zh, en, provenance: table })

const levelNames = {
  medicalCentre: { zh: '醫學中心', en: 'medical centre' }, regional: { zh: '區域醫院', en: 'regional hospital' },
  district: { zh: '地區醫院', en: 'district hospital' }, clinic: { zh: '診所', en: 'clinic' },
} as const satisfies Record<HospitalLevel, { zh: string, en: string }>

const serviceNames = { emergency: { zh: '急診', en: 'emergency' }, outpatient: { zh: '門診', en: 'outpatient' } } as const

function amount(code: string, level: HospitalLevel, service: keyof typeof serviceNames, ntd: number): Copay {
  const [place, visit] = [levelNames[level], serviceNames[service]]
  return {
    code, zh: `${place.zh}${visit.zh}`, en: `${visit.en}, ${place.en}`, level, service, sample: sample(ntd), provenance: table,
  }
}
function withDisability(code: string, level: HospitalLevel): Copay {
  const { zh, en } = amount(code, level, 'outpatient', 50)
  return {
    code, zh: `${zh}（身心障礙手冊）`, en: `${en}, with disability book`, level, service: 'outpatient', disability: true,
    sample: sample(50), provenance: { assumed: 'nhi-facts §8.4 writes “x13 50 for hospitals”; read as A, B and C before 13' },
  }
}
const cheaper = (code: string, service: keyof typeof serviceNames, ntd: number): Copay => ({
  code, zh: `${serviceNames[service].zh}（較低之另組，原因未公開）`, en: `${serviceNames[service].en}, a second and cheaper set`,
  service, sample: sample(ntd), provenance: table,
})
const seen = (code: string): Copay => ({
  code, zh: '（意義未公開）', en: 'meaning not public', provenance: { unknown: 'seen in ENUM without a meaning (nhi-facts §8.4)' },
})

/** 部分負擔代碼 (nhi-facts §8.4). Codes are listed as far as the facts print them; amounts are sample data of 2015. */
export const copays = codeTable<Copay>({
  name: 'copay', zh: '部分負擔', en: 'Copay',
  rows: [
    exempt('001', '重大傷病', 'critical illness'),
    exempt('002', '分娩', 'birth'),
    exempt('003', '低收入戶', 'low income'),
    exempt('004', '榮民', 'veteran'),
    exempt('005', '結核病', 'tuberculosis'),
    exempt('006', '職業傷害或職業病', 'occupational'),
    exempt('007', '山地離島地區', 'mountain area or island'),
    exempt('008', '離島轉診', 'transfer from an island'),
    exempt('009', '其他', 'other'),
    named('801', 'HMO 計畫', 'HMO programme'),
    named('802', '離島計畫', 'island programme'),
    named('901', '油症', 'oil disease'),
    named('902', '三歲以下兒童', 'under 3 years'),
    named('903', '新生兒依附就醫', 'newborn'),
    named('904', '愛滋病', 'HIV'),
    {
      code: '905', zh: '（意義未公開）', en: 'meaning not public',
      provenance: { unknown: 'nhi-facts §8.4 lists it between 904 and 906 without a meaning' },
    },
    named('906', '替代役', 'substitute service'),
    seen('917'),
    amount('A00', 'medicalCentre', 'emergency', 450),
    amount('B00', 'regional', 'emergency', 300),
    amount('C00', 'district', 'emergency', 150),
    amount('D00', 'clinic', 'emergency', 150),
    amount('A12', 'medicalCentre', 'outpatient', 360),
    amount('B10', 'regional', 'outpatient', 240),
    amount('C10', 'district', 'outpatient', 80),
    amount('D10', 'clinic', 'outpatient', 50),
    withDisability('A13', 'medicalCentre'),
    withDisability('B13', 'regional'),
    withDisability('C13', 'district'),
    cheaper('E00', 'emergency', 150),
    cheaper('E10', 'outpatient', 50),
    {
      code: 'N10', zh: '醫學中心中醫或牙醫門診', en: 'Chinese medicine or dental, outpatient, medical centre',
      level: 'medicalCentre', service: 'outpatient', sample: sample(50), provenance: table,
    },
    seen('A0F'),
    seen('A1P'),
  ],
  provenance: table,
  gaps: {
    zh: '金額為 2015 年樣本資料，其後已調整，不可用於收費；其餘代碼（藥品及治療、複診、90x 等）未收錄',
    en: 'amounts are sample data of 2015, changed since, and not for charging; the other codes (drugs and therapy, follow-up, '
      + '90x) are not listed',
  },
  examples: [
    { code: 'D10', on: '2015-06-01', zh: '診所門診' },
    { code: '001', on: '2026-01-15', zh: '重大傷病' },
    { code: 'D11', on: '2015-06-01', zh: null },
  ],
})

export interface CopayLevel extends CodeRow {
  readonly level: HospitalLevel
  readonly set: 'western' | 'cheaper' | 'chineseOrDental'
}

const letters = (codes: string, set: CopayLevel['set'], zh: string, en: string, provenance: CodeRow['provenance']) =>
  (['medicalCentre', 'regional', 'district', 'clinic'] as const).map((level, place): CopayLevel => ({
    code: codes[place] ?? '', zh: `${levelNames[level].zh}${zh}`, en: `${levelNames[level].en}${en}`, level, set, provenance,
  }))

/** First letter of a copay code. */
export const copayLevels = codeTable<CopayLevel>({
  name: 'copayLevel', zh: '部分負擔代碼首碼', en: 'First sign of a copay code',
  rows: [
    ...letters('ABCD', 'western', '', '', table),
    ...letters('EFGH', 'cheaper', '（較低之另組）', ', second and cheaper set', {
      assumed: 'nhi-facts §8.4 calls E to H a second set; that their order of levels is that of A to D is a reading',
    }),
    ...letters('NQRS', 'chineseOrDental', '中醫或牙醫', ', Chinese medicine or dental', table),
  ],
  provenance: table,
  examples: [
    { code: 'D', on: '2015-06-01', zh: '診所' },
    { code: 'Q', on: '2015-06-01', zh: '區域醫院中醫或牙醫' },
    { code: 'I', on: '2015-06-01', zh: null },
  ],
})

/** Second digit of a copay code that begins with a letter. */
export const copayServices = codeTable<CodeRow>({
  name: 'copayService', zh: '部分負擔代碼第二碼', en: 'Second sign of a copay code',
  rows: [
    { code: '0', ...serviceNames.emergency, provenance: table },
    { code: '1', ...serviceNames.outpatient, provenance: table },
    { code: '2', zh: '藥品或治療', en: 'drugs or therapy', provenance: table },
    {
      code: '3', zh: '身心障礙手冊', en: 'with disability book',
      provenance: { assumed: 'nhi-facts §8.4 lists it among the second digits, but its example x13 has it as the third' },
    },
    {
      code: '4', zh: '30 日內複診', en: '30-day follow-up',
      provenance: { assumed: 'nhi-facts §8.4 lists it among the second digits and prints no code with it' },
    },
  ],
  provenance: table,
  examples: [{ code: '0', on: '2015-06-01', zh: '急診' }, { code: '5', on: '2015-06-01', zh: null }],
})
