import { codeTable, type CodeRow } from './effective.ts'

export interface AfterCheck extends CodeRow {
  /** Accepted where the card is written: TreatAfterCheck of 1.37, and the first byte of the treatment data. */
  readonly onCard: boolean
  /** Accepted as M12 of upload 2.0. */
  readonly inUpload2: boolean
  /** The card was read later than the visit took place (補卡). */
  readonly later?: true
  /** What it is taken for. */
  readonly means?: '1'
}

/** 補卡註記 (nhi-facts §8.3). */
export const afterChecks = codeTable<AfterCheck>({
  name: 'afterCheck', zh: '補卡註記', en: 'After-check mark',
  rows: [
    {
      code: '0', zh: '正常（官方範例程式所送）', en: 'normal, as the official samples send it', onCard: true, inUpload2: false, means: '1',
      provenance: {
        assumed: 'the manual knows 1 and 2 alone and the official VB samples pass 0 (nhi-facts §2.1, oddities); taken for normal',
      },
    },
    { code: '1', zh: '正常', en: 'normal', onCard: true, inUpload2: true, provenance: { source: 'nhi-facts §2.1 (1.37), §8.3 (API33)' } },
    {
      code: '2', zh: '補卡', en: 'card read later', onCard: true, inUpload2: true, later: true,
      provenance: { source: 'nhi-facts §2.1 (1.37), §8.3 (API33), §9' },
      note: {
        zh: '就診日期時間為補讀卡片之時間，實際就醫日期另填（A54、M49）；2.0 不得開立慢性病連續處方箋（D059）',
        en: 'the visit’s time is that of the later reading, the real day goes to A54 or M49; no chronic prescription in 2.0 (D059)',
      },
    },
    {
      code: '3', zh: '（意義未公開，見於新生兒檢核）', en: 'meaning not public, seen in a check of newborns', onCard: false, inUpload2: true,
      provenance: { unknown: 'exists in 2.0; nhi-facts §9 has only D055, a window of 60 to 92 days of newborns for mark 3' },
    },
    {
      code: '4', zh: '（意義未公開）', en: 'meaning not public', onCard: false, inUpload2: true,
      provenance: { unknown: 'exists in 2.0; nhi-facts §8.7 has only D054, which wants MISS… in M52' },
    },
  ],
  provenance: { source: 'nhi-facts §8.3 (API33, IC20)' },
  examples: [
    { code: '0', on: '2015-07-28', zh: '正常（官方範例程式所送）' }, { code: '2', on: '2026-01-15', zh: '補卡' },
    { code: '5', on: '2026-01-15', zh: null },
  ],
})

/** The mark as it is written to the card, 0 as 1; undefined when the card takes no such mark. */
export function afterCheckOnCard(mark: string, date: string): string | undefined {
  const row = afterChecks.at(mark, date)
  return row?.onCard === true ? row.means ?? row.code : undefined
}

/** Whether the card was read later than the visit took place. */
export function isReadLater(mark: string, date: string): boolean {
  return afterChecks.at(mark, date)?.later ?? false
}
