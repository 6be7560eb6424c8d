import { uploadErrors } from '#protocols/errors/official/upload'
import { notYet } from '#protocols/errors/official/not-yet'
import { uploadFileChecks } from '#protocols/upload/file-checks'
import { uploadFormats } from '#protocols/upload/formats'
import type { UploadFormat } from '#protocols/upload/record'
import { rtnCodeOf, uploadRefusals, type UploadRefusalName } from '#protocols/upload/refusals'
import type { UploadRule } from '#protocols/upload/rule'
import { uploadCalls, type UploadCall } from '#protocols/upload/web-api'
import type { Provenance } from '#protocols/provenance'
import { markOf } from './provenance-mark.ts'

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
const known = (provenance: Provenance) => cell(markOf(provenance))

const edit = (changes: Readonly<Record<string, string>>): string => {
  const parts = Object.entries(changes).map(([name, value]) => (
    value === '' ? `${name} 空 empty` : `${name}=${value.length > 24 ? `${value.slice(0, 8)}…` : value}`))
  return parts.length === 0 ? '（原樣 as it is）' : cell(parts.join(', '))
}

function ruleRow({ field, error, zh, en, provenance, examples: { broken, kept } }: UploadRule): string {
  return `| \`${field}\` | ${error} | ${cell(zh)}<br>${cell(en)} | ${edit(broken)} | ${edit(kept)} | ${known(provenance)} |`
}

function formatPart(format: UploadFormat): string[] {
  const { fields, rules, unknown } = uploadFormats[format]
  return [
    `## 上傳格式 ${format} · Upload format ${format}`, '',
    `### 已檢核 · What is checked（${rules.length}）`, '',
    '| 欄位 Field | 代碼 Code | 規則 Rule | 會被退 Refused | 可通過 Taken | 出處 Known from |', '|---|---|---|---|---|---|',
    ...rules.map(ruleRow), '',
    `### 未檢核 · What is not checked（${unknown.reduce((sum, { errors }) => sum + errors.length, 0)}）`, '',
    '| 代碼 Codes | 內容 Subject | 原因 Why |', '|---|---|---|',
    ...unknown.map(({ errors, zh, en, provenance }) => `| ${errors.join(' ')} | ${zh}<br>${en} | ${known(provenance)} |`), '',
    `### 欄位 · Fields（${Object.keys(fields).length}）`, '',
    '| 欄位 Field | 區段 Segment | 名稱 Name | 長度 Length | 內容 Holds | 例 Example | 出處 Known from |', '|---|---|---|---|---|---|---|',
    ...Object.values(fields).map(({ name, segment, zh, length, holds, examples: [example], provenance }) => `| \`${name}\` | ${
      segment === 'either' ? 'MB1, MB2' : segment} | ${zh} | ${length?.value ?? '未公開 not public'} | ${holds} | ${
      edit({ [name]: example }).split('=')[1] ?? ''} | ${known(provenance)} |`), '',
  ]
}

const callLine = ({ name, paths, provenance }: UploadCall) =>
  `- \`${name}\`: ${paths.map((path) => `\`POST ${path}\``).join(', ')} – ${known(provenance)}`

/** Refusals of one code in words, or why nothing here answers it. */
function rtnCodeRow({ code, meaning, happens }: (typeof uploadErrors.errors)[number]): string {
  const names = (happens.by ?? []).map((fault) => fault.replace('upload.', '') as UploadRefusalName)
  const when = happens.notYet === undefined
    ? names.map((name) => `${uploadRefusals[name].zh} ${uploadRefusals[name].en}`).join('<br>')
    : `${notYet[happens.notYet].zh} ${notYet[happens.notYet].en}`
  return `| ${rtnCodeOf(code)} | ${meaning.zh}<br>${meaning.en} | ${cell(when).replaceAll('&lt;br>', '<br>')} |`
}

/** The manual of the simulated upload: what it checks and what it does not, from the declarations. */
export function uploadManual(): string {
  return [
    '# 模擬資料上傳之檢核 · Checks of the simulated upload', '',
    '<!-- written by `npm run gen`; edit the declarations in protocols/upload instead -->', '',
    '供 HIS 廠商測試上傳之用：本頁列出模擬資料中心檢核哪些規則、哪些不檢核。通過模擬檢核不代表健保署會收載；',
    '標示「假設」者為本專案之解讀，標示「未知」者未公開，一律不檢核。實際檔案大小上限未公開，模擬值可設定（預設 1 MiB）。',
    '檢核結果於上傳 30 分鐘後可下載；預檢（A2）及介接測試（ZZ）保留二日，正式上傳（A1）保留十四日。', '',
    'For vendors who test uploads: what the simulated centre checks, and what it does not. A record that passes here may be',
    'refused by NHIA all the same. What is marked as assumed is a reading of this project; what is marked as unknown is not',
    'public and never checked. How large a file may be is not public; here it can be set (1 MiB). A report can be had half an',
    'hour after the upload: for two days of A2 and ZZ, for fourteen of A1.', '',
    '例欄為完整正確紀錄之異動：`MB2` 為醫令筆數，`earlier`、`elsewhere` 為本院、他院先前上傳同一紀錄之資料格式。',
    'Examples change a sound record: `MB2` is how many orders it has, `earlier` and `elsewhere` the kind of the same record that',
    'this or another institution sent before.', '',
    '## 呼叫 · Calls', '',
    ...uploadCalls.map(callLine), '',
    '| RtnCode | 意義 Meaning | 何時發生 When |', '|---|---|---|', ...uploadErrors.errors.map(rtnCodeRow), '',
    '## 整檔檢核 · Checks of a file as a whole', '',
    '| 代碼 Code | 位置 At | 規則 Rule | 出處 Known from |', '|---|---|---|---|',
    ...Object.values(uploadFileChecks).map(({ error, at, zh, en, provenance }) => (
      `| ${error} | ${at.join(', ')} | ${cell(zh)}<br>${cell(en)} | ${known(provenance)} |`)), '',
    ...formatPart('1.0'), ...formatPart('2.0'),
  ].join('\n')
}
