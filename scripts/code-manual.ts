import type { Bilingual } from '#protocols/bilingual'
import type { CodeRow, CodeTable } from '#protocols/codes/effective'
import { codeTables } from '#protocols/codes/index'
import type { Marked, Provenance } from '#protocols/provenance'
import { markOf } from './provenance-mark.ts'

/** How the manual names the fields that a table adds to its rows. A field that is missing here is an error. */
const labels: Readonly<Record<string, string>> = {
  // treatment items and what they cancel
  takesNumber: '取就醫序號 takes a number',
  heldToDesignated: '取號時限指定就醫者 refused to others when a number is taken',
  popUp: '列於彈出選單 in the pop-up list',
  onlineCheck: '須線上查核投保 online insurance check',
  serialPrefix: '就醫序號首碼 serial begins with',
  cancels: '取消 cancels',
  what: '對象 what',
  withinHours: '時限（小時） within hours',
  sameInstitution: '限本院所 at this institution',
  notFound: '查無紀錄 none found',
  most: '至多筆數 at most',
  // irregular serial numbers
  kind: '事由 kind',
  moment: '時點 moment',
  counterpart: '另一時點之代碼 at the other moment',
  ageLimits: '年齡上限 age limits',
  treatmentItem: '就醫類別 treatment item',
  programme: '計畫 programme',
  // copay
  exempt: '免部分負擔 exempt',
  level: '層級 level',
  service: '類別 service',
  disability: '身心障礙 disability',
  sample: '金額樣本 sample amount',
  ntd: 'NT$',
  year: '年 year',
  set: '組別 set',
  // marks of a visit
  onCard: '可用於卡片 on the card',
  inUpload2: '可用於上傳 2.0 in upload 2.0',
  later: '補卡 read later',
  means: '視同 taken for',
  sex: '性別 sex',
  birthOrder: '出生順序 birth order',
  count: '人數 count',
  // orders
  drug: '藥品 drug',
  deletes: '刪除 deletes',
  copiedTo: '卡片另存於 copied to',
  by: '執行者 by',
  orderTypes: '搭配醫令類別 with order types',
  // parts of the mouth, preventive care
  quadrant: '象限 quadrant',
  tooth: '齒位 tooth',
  cancelledBy: '取消代碼 cancelled by',
  hasItems: '有檢查項目 has items',
}

/** What a field may hold other than a code or a number. A word that is missing here is an error. */
const words: Readonly<Record<string, string>> = {
  prenatal: '產前檢查 prenatal', preventive: '預防保健 preventive', allRecords: '全部紀錄 all records',
  selectedRecords: '部分紀錄 selected records',
  equipment: '設備 equipment', network: '網路 network', card: '卡片 card', power: '電力 power', system: '系統 system',
  patient: '病人身分 patient', institution: '院所 institution', programme: '計畫 programme', other: '其他 other',
  unknown: '未知 unknown',
  before: '取號前 before', after: '取號後 after',
  medicalCentre: '醫學中心 medical centre', regional: '區域醫院 regional', district: '地區醫院 district', clinic: '診所 clinic',
  emergency: '急診 emergency', outpatient: '門診 outpatient', drugs: '藥品 drugs',
  western: '一般 general', cheaper: '較低之另組 second, cheaper', chineseOrDental: '中醫或牙醫 Chinese medicine or dental',
  self: '自行 here', handedOut: '交付 handed out',
  longTermPrescriptions: '長期處方箋 long-term prescriptions', importantOrders: '重要醫令 important orders',
}

const ofEveryRow = new Set(['code', 'zh', 'en', 'from', 'to', 'provenance', 'note'])

const isMarked = (value: object): value is Marked<unknown> => 'value' in value && 'provenance' in value

function named(names: Readonly<Record<string, string>>, key: string): string {
  const name = names[key]
  if (name === undefined) throw new RangeError(`the manual of codes has no name for ${key}`)
  return name
}

/** A value in words; empty when it says that something is not so. */
function valueText(value: unknown): string {
  if (value === true) return '是 yes'
  if (value === false) return ''
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'string' && /^[a-z]/.test(value)) return named(words, value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (isMarked(value)) return withMark(valueText(value.value), value.provenance)
  const { provenance, ...own } = value as { readonly provenance?: Provenance }
  return withMark(fieldTexts(own).join(', '), provenance)
}

/** What follows from a code may be less certain than the code: then it says so itself. */
function withMark(text: string, provenance: Provenance | undefined): string {
  return text === '' || provenance === undefined || provenance.source !== undefined ? text : `${text}（${markOf(provenance)}）`
}

function fieldTexts(own: object): string[] {
  return Object.entries(own).flatMap(([field, value]) => {
    const label = named(labels, field)
    const text = valueText(value)
    return text === '' ? [] : [text === '是 yes' ? label : `${label}: ${text}`]
  })
}

function consequences(row: CodeRow): string {
  const own = Object.fromEntries(Object.entries(row).filter(([field]) => !ofEveryRow.has(field)))
  return [...fieldTexts(own), ...row.note === undefined ? [] : [both(row.note)]].join('<br>')
}

function period({ from, to }: CodeRow): string {
  return from === undefined && to === undefined ? '' : `${from ?? ''} – ${to ?? ''}`.trim()
}

const both = ({ zh, en }: Bilingual) => `${zh} · ${en}`
const shownCode = (code: string) => (code === '' ? '（空白 blank）' : `\`${code}\``)

/** Columns that are empty in the whole table are left out. */
function tablePart(table: CodeTable): string[] {
  const columns: readonly [string, (row: CodeRow) => string][] = [
    ['代碼 Code', ({ code }) => shownCode(code)],
    ['名稱', ({ zh }) => zh],
    ['Name', ({ en }) => en],
    ['有效期間 In force', period],
    ['規則 Rules', consequences],
    ['出處 Known from', ({ provenance }) => markOf(provenance)],
  ]
  const used = columns.filter(([, write]) => table.rows.some((row) => write(row) !== ''))
  return [
    `## ${both(table)}`, '',
    `\`${table.name}\`, ${table.rows.length} 筆 rows. ${markOf(table.provenance)}`, '',
    ...table.gaps === undefined ? [] : [`${both(table.gaps)}`, ''],
    ...table.rows.length === 0 ? [] : [
      `| ${used.map(([title]) => title).join(' | ')} |`, `|${'---|'.repeat(used.length)}`,
      ...table.rows.map((row) => `| ${used.map(([, write]) => write(row)).join(' | ')} |`), '',
    ],
  ]
}

/** The manual of the codes, from their tables. */
export function codeManual(): string {
  return [
    '# 代碼表 · Code tables', '',
    '<!-- written by `npm run gen`; edit the tables in protocols/codes instead -->', '',
    '代碼、名稱、有效期間與各代碼之規則一覽。未列有效期間者，其啟用日期未見公開，視為一向有效。標示「假設」者為本專案之解讀；',
    '標示「未知」者，來源僅列代碼而無意義，本專案不予臆測。部分負擔金額為 2015 年樣本資料，不可用於收費。', '',
    'Codes, names, days in force and the rules that follow from a code. Where no days stand, no source names any and the code',
    'counts as always in force. What is marked as assumed is a reading of this project; of what is marked as unknown the',
    'sources print the code and not its meaning. Amounts of copays are sample data of 2015 and not for charging.', '',
    ...codeTables.flatMap(tablePart),
  ].join('\n')
}
