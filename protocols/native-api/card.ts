import * as z from 'zod'
import { method } from './method.ts'
import { CalendarDate, Epoch, ReaderId } from './schemas.ts'

/** The public basic block of an NHI card as every method shows it (nhi-facts §4.4). */
export const Basic = z.object({
  cardSn: z.string().describe('卡片號碼, 12 digits'),
  name: z.string().describe('姓名; characters that cannot be decoded appear as U+FFFD'),
  nameComplete: z.boolean().describe('false when a character of the name could not be decoded'),
  idCardNum: z.string().describe('身分證號 or residence permit number'),
  birthday: CalendarDate.describe('出生日期'),
  sex: z.enum(['M', 'F', '']).describe('性別, as on the card'),
  dateIssue: CalendarDate.describe('發卡日期'),
  cancelled: z.union([z.boolean(), z.literal('unknown')]).describe('卡片註銷註記; unknown when the card does not tell'),
})

export const cardReadBasic = method({
  name: 'card.readBasic', since: 1, scope: 'card.read',
  summary: { zh: '讀取健保卡基本資料', en: 'Read the public basic data of the NHI card in a reader.' },
  provenance: { source: 'nhi-facts §4.3, §4.4' },
  params: z.strictObject({ reader: ReaderId.optional() }),
  result: z.object({ reader: ReaderId, epoch: Epoch, basic: Basic }),
  errors: [
    'READER_UNKNOWN', 'READER_AMBIGUOUS', 'READER_ABSENT', 'READER_LOST', 'READER_BUSY', 'READER_FAILED',
    'CARD_ABSENT', 'CARD_REMOVED', 'CARD_CHANGED', 'CARD_SILENT', 'CARD_UNRECOGNISED', 'RECORD_MALFORMED',
    'DEADLINE_PASSED', 'STATE_UNWRITABLE', 'CALLER_GONE',
  ],
  examples: [{
    name: 'the only card', world: 'one-clinic', params: {},
    result: {
      reader: 'r1', epoch: 1,
      basic: {
        cardSn: '000012345678', name: '王測試', nameComplete: true, idCardNum: 'Z199999016',
        birthday: '1990-01-01', sex: 'M', dateIssue: '2020-06-01', cancelled: false,
      },
    },
  }],
})
