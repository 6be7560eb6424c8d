import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'

/** Why a file is refused as a whole: what the report names, and its code (nhi-facts §8.5, §8.7). */
export interface FileCheck extends Bilingual {
  /** A field or segment; both formats' where they differ. */
  readonly at: readonly string[]
  readonly error: string
  readonly provenance: Provenance
  /** A whole file, typed by hand, that is refused so. `測` stands for text of Big5. */
  readonly example: string
}

const listed = { source: 'nhi-facts §8.5, §8.7' } as const
const chosen = (what: string) => ({
  assumed: `nhi-facts §8.5 refuses ${what} as a whole and §8.7 words several codes of format and level: the nearest was taken`,
}) satisfies Provenance

const declaration = '<?xml version="1.0" encoding="Big5"?>'
const header = '<MSH><A00>1</A00><A01>1</A01><A02>1.0</A02></MSH>'
const body = '<MB><MB1><A12>Z199999016</A12><A14>9900000013</A14></MB1></MB>'
const file = (content: string) => `${declaration}<RECS>${content}</RECS>`
const rec = (head: string, rest = body) => file(`<REC>${head}${rest}</REC>`)

/** Every check of a file as a whole, in the order in which they are made. */
export const uploadFileChecks = {
  notBig5: {
    at: ['RECS'], error: 'Y014', zh: '非 BIG5 碼', en: 'not Big5', provenance: listed,
    example: '<?xml version="1.0" encoding="UTF-8"?><RECS><REC></REC></RECS>',
  },
  severalFiles: {
    at: ['RECS'], error: 'Y015', zh: '多個 RECS，整批退件', en: 'several RECS', provenance: listed,
    example: `${rec(header)}<RECS></RECS>`,
  },
  notRecs: {
    at: ['RECS'], error: 'Y001', zh: '上傳資料內容與定義不符', en: 'the content is no RECS', provenance: chosen('what is no upload'),
    example: `${declaration}<FILE>測</FILE>`,
  },
  unendedFile: {
    at: ['RECS'], error: 'Y007', zh: '未有 </RECS>', en: 'no </RECS>', provenance: listed, example: `${declaration}<RECS><REC></REC>`,
  },
  unendedRecord: {
    at: ['REC'], error: 'Y006', zh: '未有 </REC>', en: 'no </REC>', provenance: listed, example: file(`<REC>${header}${body}`),
  },
  notWellFormed: {
    at: ['RECS'], error: 'Y003', zh: '上傳內容格式檢核錯誤', en: 'no well-formed XML, or with a document type', provenance: chosen('what is no XML'),
    example: rec(header, '<MB><MB1></MB></MB1>'),
  },
  headerMissing: {
    at: ['MSH'], error: 'Y002', zh: '檔案表頭內容格式錯誤', en: 'a record without its one header', provenance: chosen('a missing MSH'),
    example: rec(''),
  },
  wrongLevel: {
    at: ['REC', 'MB', 'MB1', 'MB2'], error: 'Y005', zh: '資料層次檢核錯誤', en: 'a segment or field where it does not belong',
    provenance: chosen('MB2 without MB1'), example: rec(header, '<MB><MB2><A72>1</A72></MB2></MB>'),
  },
  unknownField: {
    at: ['MSH', 'MB1', 'MB2'], error: 'Y004', zh: '欄位 ID 檢核錯誤', en: 'a field that the format does not have, or has once',
    provenance: listed, example: rec(header, '<MB><MB1><A99>1</A99></MB1></MB>'),
  },
  formatLeft: {
    at: ['RECS'], error: 'Y000', zh: '已用 2.0 格式上傳，不可再用 1.0', en: '1.0 after 2.0 was used once', provenance: listed,
    example: rec(header),
  },
  wrongType: {
    at: ['A00', 'H00'], error: '01', zh: '資料型態檢核錯誤', en: 'no such type of data', provenance: listed,
    example: rec('<MSH><A00>3</A00><A01>1</A01><A02>1.0</A02></MSH>'),
  },
  wrongKind: {
    at: ['A01', 'H01'], error: '02', zh: '資料格式檢核錯誤', en: 'no such kind of data; in 2.0 whatever is no letter',
    provenance: { assumed: 'nhi-facts §8.6: not all kinds of 2.0 are known, so that any capital letter passes; 1 to 4 are those of 1.0' },
    example: rec('<MSH><A00>1</A00><A01>5</A01><A02>1.0</A02></MSH>'),
  },
  wrongVersion: {
    at: ['A02'], error: '03', zh: '上傳版本檢核錯誤', en: 'the version of 1.0 is always “1.0”', provenance: listed,
    example: rec('<MSH><A00>1</A00><A01>1</A01><A02>2.0</A02></MSH>'),
  },
  otherInstitution: {
    at: ['A14', 'M05'], error: '07', zh: '院所代碼與安全模組之院所代號不符', en: 'a visit of another institution than the sender',
    provenance: listed, example: rec(header, '<MB><MB1><A12>Z199999016</A12><A14>9900000022</A14></MB1></MB>'),
  },
} as const satisfies Record<string, FileCheck>

export type FileCheckName = keyof typeof uploadFileChecks
