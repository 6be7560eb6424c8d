import type { Marked } from '../provenance.ts'
import type { UploadContent, UploadField, UploadFields, UploadSegment } from './record.ts'

const named = { source: 'nhi-facts §8.6 (IC20)' } as const
const truncated = { assumed: 'the name in nhi-facts §8.6 is cut off at its end and completed from its neighbours' } as const
const unplaced = { assumed: 'nhi-facts §8.6 does not say whether they stand in MB1 or MB2: both are read' } as const

/** Lengths of 2.0 are not public; these are lengths of the thing itself. */
const identifier: Marked<number> = { value: 20, provenance: { source: 'nhi-facts §8.9 (20 characters)' } }
const as = (field: string, value: number): Marked<number> => (
  { value, provenance: { assumed: `nhi-facts §8.6 has no lengths; the same thing is ${value} long as ${field} in 1.0 (§8.5)` } })

type Row = readonly [name: string, zh: string, example: string, holds?: UploadContent, length?: Marked<number>]

const rows = (segment: UploadSegment, list: readonly Row[], provenance: UploadField['provenance'] = named): UploadField[] =>
  list.map(([name, zh, example, holds = 'text', length]) => (
    { name, zh, segment, holds, ...length === undefined ? {} : { length }, provenance, examples: [example] }))

const fields: readonly UploadField[] = [
  ...rows('MSH', [['H00', '資料型態', '1'], ['H01', '資料格式', 'A']]),
  ...rows('MB1', [
    ['M01', '安全模組代碼', 'TESTSAM00001', 'text', as('A16', 12)], ['M02', '卡片號碼', '900000000016', 'text', as('A11', 12)],
    ['M03', '身分證號', 'Z199999016', 'text', as('A12', 10)], ['M04', '出生日期', '0790101', 'date', as('A13', 7)],
    ['M05', '醫療院所代碼', '9900000013', 'text', as('A14', 10)], ['M06', '醫事人員身分證號', 'Z299999411', 'text', as('A15', 10)],
    ['M07', '就醫類別', '01', 'text', as('A23', 2)], ['M08', '新生兒出生日期', '1150101', 'date', as('A20', 7)],
    ['M09', '新生兒胞胎註記', '1', 'number', as('A21', 1)], ['M10', '新生兒就醫註記', 'A', 'text', as('A24', 1)],
    ['M11', '就診日期時間', '1150115090000', 'dateTime', as('A17', 13)], ['M12', '補卡註記', '1', 'text', as('A19', 1)],
    ['M13', '就醫序號', '0001', 'text', as('A18', 4)], ['M14', '安全簽章', '00'.repeat(128)],
    ['M15', '就醫識別碼', 'MISS0000000000000000', 'text', identifier], ['M16', '原就醫識別碼', 'MISS0000000000000000', 'text', identifier],
    ['M17', '原處方服務機構代號', '9900000013', 'text', as('A14', 10)], ['M18', '原處方就醫序號', '0001', 'text', as('A18', 4)],
    ['M19', '原就診日期時間', '1150108090000', 'dateTime', as('A17', 13)], ['M20', '給藥日份', '3', 'number'],
    ['M21', '慢性病連續處方箋總給藥日份', '84', 'number'], ['M22', '管制藥品專用處方箋總給藥日份', '84', 'number'],
    ['M23', '處方調劑方式', '0'], ['M24', '可調劑次數 A（一般處方箋）', '1', 'number'], ['M25', '可調劑次數 B（慢性病處方箋）', '1', 'number'],
  ]),
  ...rows('MB1', [
    ['M26', '可調劑次數 C（慢性病連續處方箋）', '3', 'number'], ['M27', '可調劑次數 D（管制藥品）', '1', 'number'],
    ['M28', '可調劑次數 E（管制藥品）', '1', 'number'], ['M29', '可調劑次數 F（管制藥品連續處方箋）', '3', 'number'],
  ], truncated),
  ...rows('MB1', [
    ['M30', '物理治療數量', '2', 'number'], ['M31', '職能治療數量', '2', 'number'], ['M32', '語言治療數量', '2', 'number'],
    ['M33', '已調劑連續處方箋次數', '1', 'number'], ['M34', '已調劑連續處方箋次數（管制藥品）', '1', 'number'],
    ['M35', '主要診斷碼', 'J00'], ['M36', '次要診斷碼一', 'J00'], ['M37', '次要診斷碼二', 'J00'], ['M38', '次要診斷碼三', 'J00'],
    ['M39', '次要診斷碼四', 'J00'], ['M40', '次要診斷碼五', 'J00'], ['M41', '主手術（處置）代碼', '0DTJ4ZZ'],
    ['M42', '次手術（處置）代碼一', '0DTJ4ZZ'], ['M43', '次手術（處置）代碼二', '0DTJ4ZZ'], ['M44', '門診醫療費用（當次）', '500', 'money'],
    ['M45', '門診部分負擔費用', '50', 'money'], ['M46', '住院醫療費用（當次）', '-50', 'money'], ['M47', '住院部分負擔費用一', '100', 'money'],
    ['M48', '住院部分負擔費用二', '100', 'money'], ['M49', '實際就醫（調劑或檢查）日期', '1150114'], ['M50', '病床號', 'A0101'],
    ['M51', '給付類別', '4'], ['M52', '實際就醫（調劑或檢查）之就醫識別碼', 'MISS0000000000000000', 'text', identifier],
    ['M53', '部分負擔 2', '50', 'money'], ['M54', '部分負擔 3', '20', 'money'], ['M55', '部分負擔 4', '10', 'money'], ['M56', '醫事類別', '14'],
  ]),
  ...rows('MB2', [
    ['D01', '就診日期時間', '1150115090000', 'dateTime', as('A71', 13)], ['D02', '醫令類別', '1', 'text', as('A72', 1)],
    ['D03', '醫令序號', '001', 'number', { value: 3, provenance: named }], ['D04', '處方種類', 'A'], ['D05', '調劑方式', '0'],
    ['D06', '診療項目代號', 'TESTDRUG0001', 'text', as('A73', 12)], ['D07', '診療部位', 'E'], ['D08', '用法', 'TID'],
    ['D09', '天數', '3', 'number'], ['D10', '總量', '00009.0', 'quantity'],
    ['D11', '處方簽章', '0'.repeat(40), 'text', { value: 40, provenance: { source: 'nhi-facts §8.9 (40 characters per order)' } }],
    ['D12', '委託或受託執行轉（代）檢', '9900000022'], ['D13', '藥品批號', 'LOT-1'], ['D14', '給藥途徑或作用部位', 'PO'], ['D15', '備註說明', '測試'],
  ]),
  ...rows('either', [
    ['V01', '疫苗批號', 'LOT-1'], ['V02', '疫苗種類', 'FLU'],
    ['E01', '過敏藥物上傳註記', 'N'], ['E02', '過敏藥品成分代碼', 'TEST'], ['E03', '過敏藥品類別代碼', 'TEST'], ['E04', '過敏藥物（非健保給付）', '測試藥'],
    ['E05', '過敏或不良反應症狀代碼', '01'], ['E06', '其他不良反應症狀說明', '測試'], ['E07', '嚴重程度代碼', '1'], ['E08', '資料來源代碼', '99'],
    ['E09', '資料來源說明', '測試'], ['E10', '過敏或不良反應症狀發生日', '1150101'], ['E11', '刪除過敏藥物註記原因', '9'],
    ['E12', '其他刪除過敏藥物註記原因', '測試'], ['E13', '基因檢測結果', '測試'],
  ], unplaced),
]

/**
 * Fields of upload 2.0, in the order of nhi-facts §8.6. Lengths are not public but for those of the thing itself. What M49
 * holds is left open: one client writes 13 characters, and the 1.0 field of the same name has 7.
 */
export const upload2Fields: UploadFields = Object.fromEntries(fields.map((field) => [field.name, field]))
