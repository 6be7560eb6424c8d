import { takesBig5 } from '#protocols/cshis/cut-text'
import type { BufferPart, CshisBuffer } from '#protocols/cshis/buffer'
import type { CshisFunction, Needs } from '#protocols/cshis/function'
import type { CshisInput } from '#protocols/cshis/input'
import { numberedFunctions } from './numbered-functions.ts'
import { markOf } from './provenance-mark.ts'

const encodings: Readonly<Record<string, string>> = {
  'ascii': 'ASCII', 'big5': 'Big5', 'roc-date': '民國日期 yyyMMdd', 'optional-roc-date': '民國日期 yyyMMdd 或空白 or blank',
  'roc-date-time': '民國日期時間 yyyMMddHHmmss', 'number': '數字 digits', 'hex': '任意位元組 any bytes', 'bracketed': 'ASCII，[ 代碼 7 ] in brackets',
  'int16': '16 位元整數，低位元組在前 16-bit number, low byte first',
}

const range = (from: number, to: number) => from === to ? String(from) : `${from}–${to}`

function partRows({ name, from, to, count, fields }: BufferPart): string[] {
  const length = (to - from + 1) / count
  const begins = `第 g 組起於 group g begins at ${from} + ${length}·(g−1)`
  const head = count === 1 ? [] : [`| **${range(from, to)}** | ${count} × ${length} | \`${name}\` | | ${begins} |`]
  const offset = count === 1 ? from - 1 : 0
  return [
    ...head,
    ...fields.map(({ name: field, zh, from: first, to: last, length: bytes, encoding }) => {
      const place = `${count === 1 ? '' : '+'}${range(first + offset, last + offset)}`
      return `| ${place} | ${bytes} | \`${field}\` | ${zh} | ${encodings[encoding] ?? encoding} |`
    }),
  ]
}

function bufferTable(name: string, { length, variable, parts }: CshisBuffer, mode = ''): string[] {
  return [
    `輸出 Output \`${name}\`${mode}：${variable ? '至多 at most ' : ''}${length} bytes`, '',
    '| 位置 Place | 長度 Length | Name | 欄位 | 編碼 Encoding |', '|---|---|---|---|---|', ...parts.flatMap(partRows), '',
  ]
}

function inputRow([name, { zh, length, form }]: readonly [string, CshisInput]): string {
  const how = { text: '字串，含結尾 NUL string with its NUL', number: '16 位元整數 16-bit number', records: '資料 records' }[form]
  return `| \`${name}\` | ${zh} | ${length} | ${how} |`
}

const needNames = {
  sam: '安全模組（4050） SAM', hpc: '醫事人員卡與 PIN HPC and its PIN', pin: '病人設有 PIN 時須驗證 the patient’s PIN where set',
  online: '連線資料中心 data centre',
} as const

function needsOf(needs: Needs): string {
  const named = (Object.keys(needNames) as (keyof Needs)[]).filter((need) => needs[need] !== undefined).map((need) => {
    const how = needs[need] === 'optional' ? '（有則更多 optional）' : needs[need] === 'someVisits' ? '（部分就醫類別 some visit types）' : ''
    return `${needNames[need]}${how}`
  })
  return named.length === 0 ? '無 none' : named.join('；')
}

const CUT_TEXT = '過長之中文以 6018 拒絕；JSON 可帶 `cutText`，則於字與字之間截斷並於 `cut` 告知 A text that is too long is refused (6018); with '
  + '`cutText`, in JSON alone, it is cut between characters and `cut` says where.'

/** Text where it is text, otherwise hex. */
function shown(bytes: string): string {
  const compact = bytes.replaceAll(' ', '')
  const text = compact.replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))
  const content = /^[\x20-\x7e]*$/.test(text) ? text.replaceAll(' ', '·') : compact
  return content.length > 400 ? `${content.slice(0, 400)}… (${compact.length / 2} bytes)` : content
}

function functionPart(declared: CshisFunction): string[] {
  const { name, no, misprint, summary, inputs, output, icd10, needs, returns, notForPages, refused, provenance, examples } = declared
  const [first] = examples
  return [
    `### ${name}${no === undefined ? '' : ` (${no})`}`, '',
    `${summary.zh}  `, `${summary.en}`, '',
    ...misprint === undefined ? [] : [`手冊誤印為 printed in the official manual as \`${misprint}\`，亦可呼叫 which is understood too.`, ''],
    ...refused === undefined ? [] : [`> **不提供** Not available: ${refused.zh} ${refused.en}`, ''],
    ...notForPages === undefined ? [] : [`> 網頁不得呼叫 Not for web pages: ${notForPages}`, ''],
    `需要 Needs: ${needsOf(needs)}  `, `傳回碼 Returns: ${returns.join(', ')}  `, `${markOf(provenance)}`, '',
    ...Object.keys(inputs).length === 0 ? ['參數 Parameters: 無 none', ''] : [
      '| 參數 Parameter | | 長度 Length | |', '|---|---|---|---|', ...Object.entries(inputs).map(inputRow), '',
    ],
    ...takesBig5(declared) ? [CUT_TEXT, ''] : [],
    ...Object.entries(output).flatMap(([buffer, one]) => [
      ...bufferTable(buffer, one), ...icd10?.[buffer] === undefined || icd10[buffer] === one ? []
        : bufferTable(buffer, icd10[buffer], '（ICD-10 括號模式 in brackets）'),
    ]),
    ...first === undefined ? [] : [
      `例 Example, ${first.name}:`, '', '```json',
      JSON.stringify({ params: first.input, result: { code: first.code ?? 0, ...first.output } }), '```', '',
      ...Object.entries(first.bytes ?? {}).flatMap(([buffer, bytes]) => ['```', `${buffer}: ${shown(bytes)}`, '```', '']),
    ],
  ]
}

/** The manual of the functions of the official control software, from their declarations. */
export function cshisManual(): string {
  return [
    '# 讀卡機控制軟體函式 · Functions of the control software', '',
    '<!-- written by `npm run gen`; edit the declarations in protocols/cshis instead -->', '',
    '每個函式皆可由原生 API 以 `cshis.<函式名稱>` 呼叫（JSON，內容而非緩衝區）。位置自 1 起算，含頭尾。範例中的圓點代表空白。',
    '標示「假設」者並無公開依據；真實健保卡的受保護內容須由官方元件處理。', '',
    'Each function is `cshis.<function>` of the native API: JSON, content instead of buffers. Places are counted from 1,',
    'inclusive. In examples a dot stands for a space. What is marked as assumed nobody has published; the protected part of real',
    'cards needs the official component.', '',
    '| No. | Function | | 輸出 Output | 需要 Needs |', '|---|---|---|---|---|',
    ...numberedFunctions.map(({ no = '–', name, summary, output, needs }) => {
      const lengths = Object.values(output).map(({ length }) => length).join(' + ') || '–'
      return `| ${no} | [${name}](#${anchorOf(name, no)}) | ${summary.zh} | ${lengths} | ${needsOf(needs)} |`
    }), '',
    ...numberedFunctions.flatMap(functionPart),
  ].join('\n')
}

const anchorOf = (name: string, no: string) => `${name}${no === '–' ? '' : `-${no.replaceAll('.', '')}`}`.toLowerCase()
