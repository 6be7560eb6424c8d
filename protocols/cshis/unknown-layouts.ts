import * as z from 'zod'
import { ascii } from '../bytes/field.ts'
import { cshisFunction } from './function.ts'
import { fieldInput } from './input.ts'

/** The function cannot be executed (nhi-facts §3.1). */
const NOT_EXECUTED = 9005
const provenance = { unknown: 'nhi-facts §2.1 (below the table): the header exports it with a buffer, and nothing describes it' } as const
const refused = {
  zh: '官方未公開此函式之內容與欄位，不予執行（9005）',
  en: 'What it gives and how it is laid out is not public: it is not executed (9005).',
} as const

export const csGetLastUnTreatmentData = cshisFunction({
  name: 'csGetLastUnTreatmentData',
  summary: { zh: '讀取最近一次退掛資料（未公開）', en: 'The last visit undone, by its name; not public.' },
  inputs: {}, output: {}, needs: {}, returns: [NOT_EXECUTED], refused, provenance,
  examples: [{ name: 'refused', world: 'one-clinic', input: {}, code: NOT_EXECUTED }],
})

export const hisGetInsurerData = cshisFunction({
  name: 'hisGetInsurerData',
  summary: { zh: '讀取保險人資料（未公開）', en: 'Data of the insurer, by its name; not public.' },
  inputs: {}, output: {}, needs: {}, returns: [NOT_EXECUTED], refused, provenance,
  examples: [{ name: 'refused', world: 'one-clinic', input: {}, code: NOT_EXECUTED }],
})

export const hisQuickInsurence = cshisFunction({
  name: 'hisQuickInsurence',
  summary: {
    zh: '快速查詢投保（依名稱推測；未公開）', en: 'A quick look at the insurance, to go by its name, which is spelt so; not public.',
  },
  inputs: {}, output: {}, needs: {}, returns: [NOT_EXECUTED], refused,
  provenance: { unknown: 'nhi-facts §2.3: the name was searched exactly, and nothing public has it' },
  examples: [{ name: 'refused', world: 'one-clinic', input: {}, code: NOT_EXECUTED }],
})

const parameter = (zh: string, length: number) => fieldInput(
  ascii(length, zh, { provenance: { assumed: 'nhi-facts §2.3 says strings and gives no lengths' } }),
  z.string().max(length),
)
/** Bytes: ours. */
const RANDOM = 255

export const VPNGetRandomX = cshisFunction({
  name: 'VPNGetRandomX',
  summary: { zh: '取得簽章用亂數（CsHisX 元件）', en: 'A random string for VPNH_SignX, of the component CsHisX.' },
  inputs: {}, output: {}, needs: {}, returns: [NOT_EXECUTED],
  refused: {
    zh: '亂數之格式未公開，且僅供 VPNH_SignX 使用，不予執行（9005）',
    en: 'The form of the random string is not public, and VPNH_SignX, which alone takes it, is refused: it is not executed (9005).',
  },
  provenance: { unknown: 'nhi-facts §2.3: clients hand its string on to VPNH_SignX, and none says what is in it' },
  examples: [{ name: 'refused', world: 'one-clinic', input: {}, code: NOT_EXECUTED }],
})

export const VPNH_SignX = cshisFunction({
  name: 'VPNH_SignX',
  summary: {
    zh: '以安全模組、醫事人員卡或健保卡簽章（CsHisX 元件）：卡別「3」為安全模組；服務代碼 11 就醫識別碼、12 測試卡、'
      + '15 同 1.56、17 同 1.54、30 上傳',
    en: 'A signature by SAM, HPC or health card, of the component CsHisX. cardType "3" is the SAM; serviceCode "11" the visit identifier '
      + 'by the Web API, "12" a test card, "15" as hisGetTreatNumICCard, "17" as hisGetTreatNumNoICCard, "30" an upload.',
  },
  inputs: { random: parameter('亂數', RANDOM), cardType: parameter('卡別', 1), serviceCode: parameter('服務代碼', 2) },
  output: {}, needs: {}, returns: [NOT_EXECUTED],
  refused: {
    zh: '簽章方式與格式未公開，不予執行（9005）；上傳與就醫識別碼可用 csUploadData、hisGetTreatNumICCard、hisGetTreatNumNoICCard',
    en: 'How it signs and how the signature is written are not public: it is not executed (9005). What it is wanted for is done by '
      + 'csUploadData, hisGetTreatNumICCard and hisGetTreatNumNoICCard.',
  },
  provenance: { unknown: 'nhi-facts §2.3: parameters and service codes come from clients; what is signed, and how, from nobody' },
  examples: [{
    name: 'refused, for an upload', world: 'one-clinic', code: NOT_EXECUTED, input: { random: '', cardType: '3', serviceCode: '30' },
  }],
})

export const GetSAMCardInfoInCS = cshisFunction({
  name: 'GetSAMCardInfoInCS',
  summary: {
    zh: '安全模組清單，JSON（CARD_ID、HOSP）（CsHisX 元件）', en: 'The SAMs as JSON, with CARD_ID and HOSP, of the component CsHisX.',
  },
  inputs: {}, output: {}, needs: {}, returns: [NOT_EXECUTED],
  refused: {
    zh: '僅知其中兩個鍵名，JSON 之結構未公開，不予執行（9005）；院所代碼可用 csGetHospID',
    en: 'Two names of its JSON are known and its structure is not: it is not executed (9005). csGetHospID and csGetCardNo tell the same.',
  },
  provenance: { unknown: 'nhi-facts §2.3: a client reads CARD_ID and HOSP of a list, and nothing shows the whole' },
  examples: [{ name: 'refused', world: 'one-clinic', input: {}, code: NOT_EXECUTED }],
})
