import type { PlacedField } from '#protocols/bytes/fixed-width'
import type { CardArea, CardFile, Writer } from '#protocols/nhi-card/card-file'
import { cardId } from '#protocols/nhi-card/card-id'
import { cardTermination } from '#protocols/nhi-card/card-termination'
import { hcFileList, unknownContents } from '#protocols/nhi-card/contents'
import { professions } from '#protocols/nhi-card/profession'
import { publicBasic } from '#protocols/nhi-card/public-basic'
import { pharmacistViews, readRights, updateRights } from '#protocols/nhi-card/right'
import { markOf } from './provenance-mark.ts'

const areas: Readonly<Record<CardArea, string>> = {
  basic: '基本資料段 Basic data',
  insurance: '健保資料段 Insurance data',
  medical: '醫療專區 Medical area',
  publicHealth: '衛生行政專區 Public health area',
}

const writers: Readonly<Record<Writer, string>> = {
  card: '卡片或讀卡機自動寫入 by card or reader',
  institution: '院所寫入 by the institution',
  idc: '資料中心更新 by the data centre',
  issuer: '發卡時寫入 by the issuer',
}

const encodings: Readonly<Record<string, string>> = {
  'ascii': 'ASCII，右補空白 padded with spaces',
  'big5': 'Big5，右補空白 padded with spaces',
  'roc-date': '民國日期 yyyMMdd',
  'optional-roc-date': '民國日期 yyyMMdd，可空白 or blank',
  'roc-date-time': '民國日期時間 yyyMMddHHmmss',
  'number': '數字，左補零，可空白 digits with leading zeros, or blank',
  'hex': '任意位元組 any bytes',
}

function fieldRow({ name, zh, from, to, length, encoding, provenance }: PlacedField): string {
  const place = from === to ? String(from) : `${from}–${to}`
  return `| ${place} | ${length} | ${zh} | \`${name}\` | ${encodings[encoding] ?? encoding} | ${markOf(provenance)} |`
}

const fieldTable = (layout: readonly PlacedField[]) => [
  '| 位置 | 長度 | 欄位 | Name | 編碼 Encoding | 出處 Known from |', '|---|---|---|---|---|---|', ...layout.map(fieldRow), '',
]

const structures: Readonly<Record<CardFile['structure'], (count: number) => string>> = {
  transparent: () => '單筆 one record',
  linear: (count) => `${count} 組固定欄位 ${count} numbered slots`,
  cyclic: (count) => `${count} 組，滿時覆蓋最舊者；第 1 組為最新 ${count}, the oldest overwritten; record 1 is the newest`,
}

function filePart(file: CardFile): string[] {
  const { access: { read, update, pharmacist, provenance }, record, structure, count, upload, writer } = file
  const view = pharmacist === undefined ? [] : [`| 藥師 Pharmacists | ${both(pharmacistViews[pharmacist].meaning)} |`]
  return [
    `### ${file.zh} · ${file.en}`, '',
    '| | |', '|---|---|',
    `| 檔案 File | \`${file.name}\`, SFI ${file.sfi}, ${record.length} × ${count} = ${record.length * count} bytes |`,
    `| 結構 Structure | ${structures[structure](count)} |`,
    `| 讀取 Read | ${both(readRights[read].meaning)} |`,
    `| 寫入 Update | ${both(updateRights[update].meaning)} |`,
    ...view,
    `| 權限出處 Rights known from | ${markOf(provenance)} |`,
    `| 寫入者 Written | ${writers[writer.value]}（${markOf(writer.provenance)}） |`,
    `| 24 小時上傳 Uploaded | ${upload.value ? '是 yes' : '否 no'}（${markOf(upload.provenance)}） |`,
    `| 格式出處 Layout known from | ${markOf(file.provenance)} |`, '',
    ...fieldTable(record.layout),
    ...file.examples.slice(0, 1).flatMap(({ name, hex, value }) => [
      `例 Example, ${name}:`, '', '```', shown(hex), JSON.stringify(value), '```', '',
    ]),
  ]
}

const both = ({ zh, en }: { readonly zh: string, readonly en: string }) => `${zh} · ${en}`

/** Text where it is text, otherwise hex. */
function shown(bytes: string): string {
  const text = bytes.replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))
  return /^[\x20-\x7e]*$/.test(text) ? text.replaceAll(' ', '·') : bytes
}

function professionRow({ label, role, rights, provenance }: (typeof professions)[keyof typeof professions]): string {
  const reading = { all: '全部 all', pharmacist: '依各檔案「藥師」欄 as each file says', none: '無 none' }[rights.read]
  const allergies = rights.writeAllergies ? '可 yes' : '否 no'
  return `| ${role.toString(16).padStart(2, '0')} | ${both(label)} | ${reading} | ${allergies} | ${markOf(provenance)} |`
}

/** The manual of the card's content, from its declarations. */
export function cardManual(): string {
  return [
    '# 健保卡內容 · Content of the health card', '',
    '<!-- written by `npm run gen`; edit the declarations in protocols/nhi-card instead -->', '',
    '欄位、長度與權限一覽，供資訊廠商與維護人員查閱。真實健保卡僅公開基本資料可直接讀取；其餘各檔案的存取指令並未公開，',
    '本專案僅於模擬卡（[開放規格](../open-profile.md)）提供。標示「假設」者並無公開依據。', '',
    'Fields, lengths and rights. A real card gives its public basic data to anybody; how its other parts are read is not',
    'public, and the files below exist on simulated cards only ([open profile](../open-profile.md)). What is marked as assumed',
    'nobody has published. In examples a dot stands for a space.', '',
    `## ${areas.basic}`, '',
    `任何讀卡機皆可讀取 · readable by any reader. GET DATA ${tagOf(publicBasic.tag)}, ${publicBasic.content.length} bytes.`, '',
    ...fieldTable(publicBasic.content.layout),
    `另有 · besides: ${both(cardTermination)} (GET DATA ${tagOf(cardTermination.tag)}), `
      + `${both(cardId)} (GET DATA ${tagOf(cardId.tag)}, 12 bytes).`, '',
    ...(['insurance', 'medical', 'publicHealth'] as const).flatMap((area) => [
      `## ${areas[area]}`, '', ...hcFileList.filter((file) => file.area === area).flatMap(filePart),
    ]),
    '## 未知內容 · What nobody can lay out', '',
    ...Object.values(unknownContents).map(({ zh, en, count, provenance }) => `- ${zh} ${en}, ${count} 組: ${markOf(provenance)}`), '',
    '## 醫事人員卡權限 · Rights of professional cards', '',
    '| 代碼 Role | 類別 Profession | 讀取 Reads | 寫入過敏藥物 Writes allergies | 出處 Known from |', '|---|---|---|---|---|',
    ...Object.values(professions).map(professionRow), '',
  ].join('\n')
}

const tagOf = (tag: number) => tag.toString(16).padStart(4, '0').toUpperCase()
