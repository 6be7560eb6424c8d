import type { UploadContent, UploadField, UploadFields, UploadSegment } from './record.ts'

const listed = { source: 'nhi-facts §8.5 (UP1)' } as const

type Row = readonly [name: string, length: number, zh: string, example: string, holds?: UploadContent]

const rows = (segment: UploadSegment, list: readonly Row[]): UploadField[] => list.map(([name, length, zh, example, holds = 'text']) => (
  { name, zh, segment, holds, length: { value: length, provenance: listed }, provenance: listed, examples: [example] }))

/** §8.5 numbers them behind the orders and does not say in which segment they stand. */
const unplaced = (list: readonly Row[]): UploadField[] => rows('either', list).map((field) => ({
  ...field, provenance: { assumed: 'nhi-facts §8.5 does not say whether they stand in MB1 or MB2: both are read' },
}))

/**
 * Fields of upload 1.0, in the order of its table. What they hold (§8.5 knows X and 9 and does not print which is which)
 * follows from their names: days, times, money, counts; everything else is text.
 */
const fields: readonly UploadField[] = [
  ...rows('MSH', [
    ['A00', 1, '資料型態', '1'], ['A01', 1, '資料格式', '1'], ['A02', 3, '上傳版本', '1.0'],
  ]),
  ...rows('MB1', [
    ['A11', 12, '卡片號碼', '900000000016'], ['A12', 10, '身分證號', 'Z199999016'], ['A13', 7, '出生日期', '0790101', 'date'],
    ['A14', 10, '醫事服務機構代碼', '9900000013'], ['A15', 10, '醫事人員身分證號', 'Z299999411'], ['A16', 12, '安全模組代碼', 'TESTSAM00001'],
    ['A17', 13, '就診日期時間', '1150115090000', 'dateTime'], ['A18', 4, '就醫序號', '0001'], ['A19', 1, '補卡註記', '1'],
    ['A20', 7, '新生兒出生日期', '1150101', 'date'], ['A21', 1, '新生兒胞胎註記', '1', 'number'], ['A22', 128, '安全簽章', '00'.repeat(64)],
    ['A23', 2, '就醫類別', '01'], ['A24', 1, '新生兒就醫註記', 'A'],
    ['A25', 9, '主要診斷碼', 'J00'], ['A26', 9, '次要診斷碼一', 'J00'], ['A27', 9, '次要診斷碼二', 'J00'],
    ['A28', 9, '次要診斷碼三', 'J00'], ['A29', 9, '次要診斷碼四', 'J00'], ['A30', 9, '次要診斷碼五', 'J00'],
    ['A31', 8, '門診醫療費用', '500', 'money'], ['A32', 8, '門診部分負擔費用', '50', 'money'], ['A33', 8, '住院醫療費用', '-50', 'money'],
    ['A34', 7, '住院部分負擔費用（急性 30 日、慢性 180 日以下）', '100', 'money'],
    ['A35', 7, '住院部分負擔費用（急性 31 日、慢性 181 日以上）', '100', 'money'],
    ['A41', 2, '保健服務項目註記', '02'], ['A42', 7, '保健檢查日期', '1150115', 'date'], ['A43', 10, '保健檢查院所代碼', '9900000013'],
    ['A44', 2, '保健檢查項目代碼', '21'], ['A51', 7, '產前檢查日期', '1150115', 'date'], ['A52', 10, '產前檢查院所代碼', '9900000013'],
    ['A53', 2, '產前檢查項目代碼', '41'], ['A54', 7, '實際就醫日期', '1150114', 'date'],
    ['A61', 20, '疫苗種類', 'FLU'], ['A62', 7, '接種日期', '1150115', 'date'], ['A63', 10, '接種院所代碼', '9900000013'],
    ['A64', 20, '疫苗批號', 'LOT-1'],
  ]),
  ...rows('MB2', [
    ['A71', 13, '醫令日期時間', '1150115090000', 'dateTime'], ['A72', 1, '醫令類別', '1'], ['A73', 12, '診療項目代號', 'TESTDRUG0001'],
    ['A74', 6, '診療部位', 'E'], ['A75', 18, '用法', 'TID PO'], ['A76', 2, '天數', '3', 'number'], ['A77', 7, '總量', '9.00', 'quantity'],
    ['A78', 2, '交付註記', '01'], ['A79', 40, '處方簽章', '0'.repeat(40)],
  ]),
  ...unplaced([['A80', 1, '過敏藥物註記', 'N'], ['A81', 200, '過敏藥物', '測試藥']]),
]

/** By name; the order is that of the table and of a record that is written. */
export const upload1Fields: UploadFields = Object.fromEntries(fields.map((field) => [field.name, field]))
