import type { Bilingual } from '#protocols/bilingual'
import { counterparts } from '#protocols/errors/official/counterpart'
import { officialFamilies, type Edition, type OfficialError, type OfficialFamily } from '#protocols/errors/official/index'
import { notYet } from '#protocols/errors/official/not-yet'
import type { Retry } from '#protocols/errors/error-row'
import { markOf } from './provenance-mark.ts'

const editions: Readonly<Record<Edition, Bilingual>> = {
  csHIS: { zh: 'csHIS 元件（4xxx–9xxx 等）', en: 'The csHIS component' },
  cs6: { zh: '控制軟體 6.0 狀態碼', en: 'Status codes of CS 6.0' },
  nhiicc: { zh: '健保卡網路服務元件（NHIICC）', en: 'The web component (NHIICC)' },
  upload: { zh: '資料上傳回覆碼（RtnCode）', en: 'Return codes of uploads' },
  eiiapi: { zh: '費用申報傳輸（EIIAPI）', en: 'Transfer of claims (EIIAPI)' },
}

const retries: Readonly<Record<Retry, Bilingual>> = {
  never: { zh: '重試無用', en: 'no use' },
  now: { zh: '可立即重試', en: 'at once' },
  afterUser: { zh: '處理後重試', en: 'after the desk did its part' },
  afterRepair: { zh: '修復後重試', en: 'after a repair' },
}

/** Where a code is a text, and success is 0000. */
const fourDigits: readonly Edition[] = ['nhiicc', 'upload']

const cell = ({ zh, en }: Bilingual) => `${zh}<br>${en}`.replaceAll('|', '\\|')

/** Where else the same thing is told, and what leads to it on simulated devices. */
function elsewhere(edition: Edition, { code, native = [], happens }: OfficialError): string {
  const other = edition === 'csHIS' ? counterparts.filter(({ csHIS }) => csHIS === code) : []
  return [
    ...other.map(({ cs6, provenance }) => `6.0: ${cs6}${provenance.source === undefined ? '（假設 assumed）' : ''}`),
    ...native.map((name) => `\`${name}\``),
    happens.by === undefined ? cell(notYet[happens.notYet]) : `模擬 by ${happens.by.map((fault) => `\`${fault}\``).join(', ')}`,
  ].join('<br>')
}

function errorRow(edition: Edition, error: OfficialError): string {
  const { code, meaning, cause, staff, engineer, retry, severity, provenance } = error
  const digits = String(code).padStart(fourDigits.includes(edition) ? 4 : 1, '0')
  const number = severity === 'notice' ? `**${digits}**<br>提示 notice` : `**${digits}**`
  const texts = [meaning, cause, staff, engineer, retries[retry]].map(cell)
  return `| ${[number, ...texts, elsewhere(edition, error), markOf(provenance)].join(' | ')} |`
}

const familyPart = ({ edition, title, errors }: OfficialFamily) => [
  `### ${title.zh} · ${title.en}`, '',
  '| 代碼 Code | 意義 Meaning | 可能原因 Probable cause | 櫃台怎麼做 At the desk | 工程師怎麼做 Field engineer | 重試 Retry '
    + '| 其他介面與模擬 Elsewhere | 出處 Known from |',
  '|---|---|---|---|---|---|---|---|',
  ...[...errors].sort((one, other) => one.code - other.code).map((error) => errorRow(edition, error)), '',
]

/** The manual of official error codes, from their declarations. */
export function errorManual(): string {
  const shown = [...new Set(officialFamilies.map(({ edition }) => edition))]
  return [
    '# 健保讀卡錯誤代碼 · Official error codes', '',
    '<!-- written by `npm run gen`; edit the declarations in protocols/errors/official instead -->', '',
    '請在本頁搜尋畫面上的代碼。同一個數字在不同元件可能是不同的意思，請先確認是哪一個元件顯示的。',
    '代碼與意義的出處列在最後一欄；可能原因與處理方式由本專案依一般經驗撰寫，並非官方說明。', '',
    'Search this page for the code on the screen, and see first which component shows it: the same number means different',
    'things in two of them. Codes and meanings are known from what the last column names; causes and remedies are ours, and',
    'nobody official wrote them. Names in capitals are errors of the native API that tell of the same thing.', '',
    ...shown.flatMap((edition) => [
      `## ${editions[edition].zh} · ${editions[edition].en}`, '',
      ...officialFamilies.filter((family) => family.edition === edition).flatMap(familyPart),
    ]),
  ].join('\n')
}
