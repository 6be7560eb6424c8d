import { fill, type Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'

/**
 * What a status word means for the host:
 * - `ok`: done
 * - `moreData`: done, the answer waits for GET RESPONSE (61xx)
 * - `wrongLe`: nothing done, the same command with the given Le will be (6Cxx)
 * - `warning`: done, with a reservation; data may have come
 * - `refused`: not done, no data
 */
export type StatusClass = 'ok' | 'moreData' | 'wrongLe' | 'warning' | 'refused'

export interface StatusWordRow {
  /** Four hex digits; an `x` stands for any digit. */
  readonly pattern: string
  readonly name: string
  readonly class: StatusClass
  /** `{count}` stands for what the `x` digits say. */
  readonly meaning: Bilingual
  /** What the `x` digits count; 00 stands for 256 bytes. */
  readonly counts?: 'bytes' | 'tries'
  readonly provenance: Provenance
  readonly examples: readonly [StatusWordExample, ...StatusWordExample[]]
}

export interface StatusWordExample {
  readonly sw: number
  readonly count?: number
}

/** A status word explained. */
export interface StatusWord {
  /** Four hex digits. */
  readonly sw: string
  readonly name: string
  readonly class: StatusClass
  readonly meaning: Bilingual
  /** Bytes waiting or wanted (1 to 256), or tries left (0 to 15), where the status word says so. */
  readonly count?: number
  readonly provenance: Provenance
}

const iso = { source: 'ISO/IEC 7816-4:2005 §5.1.3, tables 5 and 6' }
const seen = { source: 'ISO/IEC 7816-4:2005 §5.1.3, tables 5 and 6; seen on NHI cards: nhi-facts §4.3' }

const exactly = (kind: StatusClass, provenance: Provenance) =>
  (sw: number, name: string, zh: string, en: string): StatusWordRow =>
    ({ pattern: hex4(sw), name, class: kind, meaning: { zh, en }, provenance, examples: [{ sw }] })
const warning = exactly('warning', iso)
const refused = exactly('refused', iso)
const refusedByNhi = exactly('refused', seen)

const family = (pattern: string, kind: StatusClass, name: string, zh: string, en: string, sw: number): StatusWordRow =>
  ({ pattern, name, class: kind, meaning: { zh, en }, provenance: iso, examples: [{ sw }] })

/** Every status word that has a name here; an exact one comes before the family it belongs to. */
export const statusWords: readonly StatusWordRow[] = [
  exactly('ok', seen)(0x9000, 'ok', '正常完成', 'Done.'),
  {
    pattern: '61xx', name: 'moreData', class: 'moreData', counts: 'bytes', provenance: seen,
    meaning: { zh: '完成，尚有 {count} 位元組可取', en: 'Done; {count} bytes wait for GET RESPONSE.' },
    examples: [{ sw: 0x6139, count: 57 }, { sw: 0x6100, count: 256 }],
  },
  {
    pattern: '6cxx', name: 'wrongLe', class: 'wrongLe', counts: 'bytes', provenance: iso,
    meaning: { zh: 'Le 不正確，應為 {count}', en: 'Wrong Le; {count} is right.' },
    examples: [{ sw: 0x6c0c, count: 12 }, { sw: 0x6c00, count: 256 }],
  },

  warning(0x6281, 'dataMayBeCorrupted', '部分回傳資料可能有誤', 'Part of the data may be corrupted.'),
  warning(0x6282, 'endReached', '檔案或紀錄長度不足 Le', 'End of file or record before Le bytes were read.'),
  warning(0x6283, 'fileDeactivated', '選取的檔案已停用', 'The selected file is deactivated.'),
  family('62xx', 'warning', 'warningUnchanged', '警告，卡片內容未變更', 'Warning; the card is unchanged.', 0x6200),
  {
    pattern: '63cx', name: 'triesLeft', class: 'warning', counts: 'tries', provenance: iso,
    meaning: { zh: '驗證失敗，尚可嘗試 {count} 次', en: 'Verification failed; {count} tries are left.' },
    examples: [{ sw: 0x63c2, count: 2 }, { sw: 0x63c0, count: 0 }],
  },
  family('63xx', 'warning', 'warningChanged', '警告，卡片內容已變更', 'Warning; the card has changed.', 0x6300),

  family('64xx', 'refused', 'failedUnchanged', '執行失敗，卡片內容未變更', 'Failed; the card is unchanged.', 0x6400),
  refused(0x6581, 'memoryFailure', '卡片記憶體失效', 'Memory failure.'),
  family('65xx', 'refused', 'failedChanged', '執行失敗，卡片內容已變更', 'Failed; the card has changed.', 0x6500),
  family('66xx', 'refused', 'securityIssue', '安全性相關錯誤', 'A security-related issue.', 0x6600),
  refused(0x6700, 'wrongLength', '長度不正確', 'Wrong length.'),

  refused(0x6881, 'channelUnsupported', '不支援邏輯通道', 'Logical channels are not supported.'),
  refused(0x6882, 'secureMessagingUnsupported', '不支援安全訊息', 'Secure messaging is not supported.'),
  refused(0x6883, 'lastOfChainExpected', '缺少命令鏈的最後一個命令', 'The last command of the chain is expected.'),
  refused(0x6884, 'chainingUnsupported', '不支援命令鏈', 'Command chaining is not supported.'),
  family('68xx', 'refused', 'classFunctionUnsupported', '不支援 CLA 的功能', 'A function of CLA is unsupported.', 0x6800),

  refused(0x6981, 'fileStructureIncompatible', '命令與檔案結構不符', 'The command does not fit the file structure.'),
  refused(0x6982, 'securityStatusNotSatisfied', '未符合安全條件', 'The security status is not satisfied.'),
  refused(0x6983, 'authenticationBlocked', '驗證方式已鎖定', 'The authentication method is blocked.'),
  refused(0x6984, 'referenceDataUnusable', '參考資料無法使用', 'The reference data cannot be used.'),
  refused(0x6985, 'conditionsNotSatisfied', '未符合使用條件', 'The conditions of use are not satisfied.'),
  refused(0x6986, 'noCurrentFile', '不允許此命令（未選取檔案）', 'Not allowed: no file is selected.'),
  refused(0x6987, 'secureMessagingMissing', '缺少安全訊息資料物件', 'Secure messaging data objects are missing.'),
  refused(0x6988, 'secureMessagingIncorrect', '安全訊息資料物件不正確', 'Secure messaging data objects are incorrect.'),
  family('69xx', 'refused', 'notAllowed', '不允許此命令', 'The command is not allowed.', 0x6900),

  refused(0x6a80, 'dataFieldIncorrect', '命令資料欄位不正確', 'The command data field is incorrect.'),
  refused(0x6a81, 'functionUnsupported', '不支援此功能', 'The function is not supported.'),
  refused(0x6a82, 'fileNotFound', '找不到檔案或應用', 'File or application not found.'),
  refused(0x6a83, 'recordNotFound', '找不到紀錄', 'Record not found.'),
  refused(0x6a84, 'fileFull', '檔案空間不足', 'Not enough memory in the file.'),
  refused(0x6a85, 'lengthAgainstTlv', 'Lc 與 TLV 結構不符', 'Lc does not agree with the TLV structure.'),
  refusedByNhi(0x6a86, 'p1p2Incorrect', 'P1-P2 參數不正確', 'Incorrect parameters P1-P2.'),
  refused(0x6a87, 'lengthAgainstP1p2', 'Lc 與 P1-P2 不符', 'Lc does not agree with P1-P2.'),
  refused(0x6a88, 'referencedDataNotFound', '找不到參照的資料', 'The referenced data were not found.'),
  refused(0x6a89, 'fileExists', '檔案已存在', 'The file exists already.'),
  family('6axx', 'refused', 'wrongParameters', '參數不正確', 'Wrong parameters.', 0x6a00),
  refused(0x6b00, 'p1p2OutOfRange', 'P1-P2 參數超出範圍', 'Wrong parameters P1-P2.'),

  refusedByNhi(0x6d00, 'insUnsupported', '不支援此命令 (INS)', 'The instruction is not supported or is invalid.'),
  refused(0x6e00, 'claUnsupported', '不支援此類別 (CLA)', 'The class is not supported.'),
  refused(0x6f00, 'failedUnspecified', '執行失敗，原因不明', 'Failed; no precise diagnosis.'),
]

const unnamed = {
  name: 'unknown', class: 'refused', meaning: { zh: '未定義的狀態碼', en: 'A status word without a public meaning.' },
  provenance: { unknown: 'no public source gives this status word a meaning; taken as a refusal, never as success' },
} as const satisfies Omit<StatusWord, 'sw'>

/** Explains any status word, 0 to 0xffff. One that no row covers counts as refused. */
export function describeStatusWord(sw: number): StatusWord {
  const digits = hex4(sw)
  const row = statusWords.find(({ pattern }) => covers(pattern, digits))
  if (!row) return { sw: digits, ...unnamed }
  const { name, class: kind, meaning, provenance, counts } = row
  if (!counts) return { sw: digits, name, class: kind, meaning, provenance }
  const low = counts === 'tries' ? sw & 0x0f : sw & 0xff
  const count = counts === 'bytes' ? low || 256 : low
  return { sw: digits, name, class: kind, meaning: fill(meaning, { count }), count, provenance }
}

/** Whether the command was carried out and all its data are here: 9000 only, not 61xx and no warning. */
export const isOk = (sw: number): boolean => sw === 0x9000

function covers(pattern: string, digits: string): boolean {
  return [...pattern].every((digit, place) => digit === 'x' || digit === digits[place])
}

function hex4(sw: number): string {
  return sw.toString(16).padStart(4, '0')
}
