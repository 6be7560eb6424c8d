import type { UploadFormat } from './record.ts'
import type { UnknownChecks } from './rule.ts'

const masters = { unknown: 'they compare with master files of NHIA, none of which is public' } as const
const secret = { unknown: 'how the real signatures are made is secret; those of simulated visits do not fit the field of 1.0' } as const
const history = {
  unknown: 'they ask what became of a prescription at other institutions, of which the simulated centre keeps nothing',
} as const
const nameless = { unknown: 'nhi-facts §8.7 has the sentence, and neither it nor the sentence says which field or case is meant' } as const
const unlisted = { unknown: 'nhi-facts §8.5 or §8.7 names the code and not what it checks' } as const

const codes = (list: string): readonly string[] => list.split(' ')

/** Codes that NHIA tells and nothing here does, so that a record is not taken for sound because nobody complained. */
export const unknownChecks: Readonly<Record<UploadFormat, readonly UnknownChecks[]>> = {
  '1.0': [
    { errors: codes('04 16'), zh: '安全簽章、處方簽章驗證', en: 'signatures of visits and orders', provenance: secret },
    { errors: codes('05 06 08 09 10 11 12 13 14 15'), zh: '與健保署主檔比對', en: 'master files', provenance: masters },
    { errors: codes('19'), zh: 'R001 至 R004', en: 'R001 to R004', provenance: unlisted },
    {
      errors: codes('C002'), zh: '補正上傳無法取代正常上傳', en: 'a correction cannot replace a normal record',
      provenance: { unknown: 'nhi-facts §8.5 prints it beside Y009, which lets a correction replace one; the document does not settle it' },
    },
    {
      errors: codes('AA01 AE01 AH AH01 AH02 AH03 AH04 AH05 BA BF BH'),
      zh: '僅有代碼之檢核', en: 'codes without their case', provenance: unlisted,
    },
    {
      errors: codes('AD03 AD04 AD05 AD06 AD07 AD08 AD09 AD10 AD11 AD12 AD15 AD16 AD17 AD18 AD19'),
      zh: '交叉檢核', en: 'cross checks', provenance: unlisted,
    },
  ],
  '2.0': [
    {
      errors: codes('05 06 08 09 10 11 12 13 14 15 17 20 23 AD08 AD09 AD22 AD43 BB06 BB08 E010'),
      zh: '與健保署主檔比對', en: 'master files', provenance: masters,
    },
    {
      errors: codes('16'), zh: '處方簽章驗證', en: 'signatures of orders',
      provenance: { unknown: 'over which fields the 40 characters are is not public (nhi-facts §8.9)' },
    },
    {
      errors: codes('AA01 AA02 AA03 AA04 AD AF AF01 AH BA BD01 BE01 BF BK'),
      zh: '未指明欄位', en: 'fields not named', provenance: nameless,
    },
    {
      errors: codes('AD19 AD20 AD21'), zh: '指定就醫', en: 'designated patients',
      provenance: {
        unknown: 'nhi-facts §8.7 does not say which of them checks what; §8.1 gives AD21 alone: designated patients use 00, and not '
          + 'whether emergencies, stays and visits without number are meant too',
      },
    },
    {
      errors: codes('AD23 AD24 AD25 AD26 AD31 AD32 AD33 AD34 AD35 AD36 AD38 AD39 AD40 AD45 AD46 AD47 AD48 AD49 '
        + 'AD50 AD51 AD52 AD53 AD54 AD55 AD63 AD64 AD65 AD66 AD67 AD68 AD69 AD70'),
      zh: '特定計畫及 COVID-19', en: 'single programmes and COVID-19', provenance: nameless,
    },
    {
      errors: codes('AE01'), zh: '正常上傳之異常代碼', en: 'irregular codes in normal records',
      provenance: { unknown: 'AD14 is told of the same records; which of both NHIA tells is not public' },
    },
    { errors: codes('BB03 BB04 BB05 BB07 C003 C004'), zh: '生產案件', en: 'birth cases', provenance: nameless },
    { errors: codes('C002'), zh: '補正上傳無法取代正常上傳', en: 'a correction cannot replace a normal record', provenance: nameless },
    {
      errors: codes('D001 D016 D022 D023 D024 D025 D034 D035 D037 D038 D039 D049 D050 D051 D052 D063 D073'),
      zh: '處方聯次與原就醫紀錄', en: 'refills and first visits', provenance: history,
    },
    {
      errors: codes('D006 D008 D009 D010 D013 D014 D015 D017 D018 D019 D021 D029 D032 D042 D046'),
      zh: '未指明欄位之處方檢核', en: 'prescriptions, fields not named', provenance: nameless,
    },
    {
      errors: codes('D027 D044 D047 D056'), zh: '調劑方式與醫令類別', en: 'dispensing and types of order',
      provenance: { unknown: 'they overlap, and except each other’s cases by route; D047 points to a manual that is not public' },
    },
    {
      errors: codes('D058 D065 D066 D068 D071 D072 D074 D075 D076 E002 E004 E008 E011 E012'),
      zh: '其他', en: 'others', provenance: nameless,
    },
    {
      errors: codes('Y009 Y010'), zh: '補正而無原資料', en: 'corrections without a record',
      provenance: { unknown: 'they name H01 as 1 to 4, while D069 names A and B: which letters are corrections is not public' },
    },
    {
      errors: codes('Y011 Y016'), zh: '上傳 IP、改版門檻', en: 'address of the sender, gate of the version',
      provenance: { unknown: 'neither the address on file nor what “H1” is is public' },
    },
  ],
}
