import type { Bilingual } from '../bilingual.ts'

/** What is counted of a reader, because wear shows here first: things that went well only at a further try. */
export const healthCounts = {
  inserted: { zh: '插卡', en: 'cards inserted' },
  muteCard: { zh: '插入後無反應', en: 'cards that did not answer their reset, whatever was tried' },
  atrRetried: { zh: '重置重試', en: 'resets tried again before the card answered' },
  connectRetried: { zh: '連線重試', en: 'connections (SCardConnect) tried again' },
  cardReset: { zh: '卡片被重置', en: 'resets of a card that had answered, by another program or after a failure' },
  swapReported: { zh: '換卡未見取出', en: 'removals and insertions that came as one report' },
  transferRepeated: { zh: '重新傳輸', en: 'transfers carried out again after a transmission error' },
  transmissionError: { zh: '傳輸錯誤', en: 'transfers that failed by damage on the line' },
  cardSilent: { zh: '讀取中無回應', en: 'transfers in which the card stopped answering' },
  removedInTransfer: { zh: '讀取中抽卡', en: 'cards pulled in the middle of a transfer' },
  readerLost: { zh: '讀卡機斷線', en: 'times the reader was lost' },
} as const satisfies Record<string, Bilingual>

export type HealthCount = keyof typeof healthCounts
export type HealthCounts = Readonly<Record<HealthCount, number>>

/** How long commands took on the way to the card and back, in milliseconds. */
export interface LatencySummary {
  /** Commands measured. */
  readonly apdus: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

/**
 * - `unknown`: too little was seen to say anything
 * - `good`, `watch`, `worn`: see `wearSigns`
 */
export type Verdict = 'unknown' | 'good' | 'watch' | 'worn'

/** A share that tells of wear, and from where on. */
export interface WearSign {
  readonly counts: readonly HealthCount[]
  /** What the counts are a share of. */
  readonly per: 'insertion' | 'apdu'
  readonly watch: number
  readonly worn: number
  readonly meaning: Bilingual
}

/** The thresholds are assumed: nobody has published any, and no worn reader was at hand. */
export const wearSigns: readonly WearSign[] = [
  {
    counts: ['muteCard', 'atrRetried', 'connectRetried'], per: 'insertion', watch: 0.05, worn: 0.2,
    meaning: {
      zh: '卡片常要重試才有反應：請以清潔卡清潔插槽；未改善則更換讀卡機',
      en: 'Cards often answer at a further try only: clean the slot with a cleaning card; if that does not help, replace the reader.',
    },
  },
  {
    counts: ['transmissionError', 'transferRepeated', 'cardSilent'], per: 'apdu', watch: 0.002, worn: 0.02,
    meaning: {
      zh: '讀取中常有傳輸錯誤：請清潔插槽，並檢查連接線與連接埠；未改善則更換讀卡機',
      en: 'Commands are often damaged: clean the slot, check cable and port; if that does not help, replace the reader.',
    },
  },
  {
    counts: ['readerLost'], per: 'insertion', watch: 0.02, worn: 0.1,
    meaning: {
      zh: '讀卡機常斷線：請更換連接線或連接埠，避免使用未供電的集線器',
      en: 'The reader is lost often: change cable or port, and avoid hubs without a power supply.',
    },
  },
]

/** Fewer insertions, or commands, than this say nothing. */
export const LEAST_SEEN = { insertion: 20, apdu: 100 } as const

/** Buckets a factor of 2^(1/8) apart, 1 µs to some 18 minutes: a percentile is at most 9% too high. */
const BUCKETS_PER_DOUBLING = 8
const BUCKETS = 30 * BUCKETS_PER_DOUBLING

/** Counts and latencies of one slot, from the daemon's start on. Its size does not grow. */
export class HealthMeter {
  readonly #counts: Record<HealthCount, number> = Object.fromEntries(
    Object.keys(healthCounts).map((what) => [what, 0]),
  ) as Record<HealthCount, number>
  readonly #buckets = new Uint32Array(BUCKETS)
  #apdus = 0
  #maxUs = 0

  count(what: HealthCount): void {
    this.#counts[what]++
  }

  /** @param us microseconds of one command */
  measure(us: number): void {
    const bucket = Math.floor(Math.log2(Math.max(1, us)) * BUCKETS_PER_DOUBLING)
    this.#buckets[Math.min(bucket, BUCKETS - 1)]!++
    this.#apdus++
    this.#maxUs = Math.max(this.#maxUs, us)
  }

  get counts(): HealthCounts {
    return { ...this.#counts }
  }

  /** Null when nothing was measured. */
  get latency(): LatencySummary | null {
    if (this.#apdus === 0) return null
    return {
      apdus: this.#apdus, p50Ms: this.#percentile(0.5), p95Ms: this.#percentile(0.95), p99Ms: this.#percentile(0.99),
      maxMs: inMs(this.#maxUs),
    }
  }

  /** The worst of all signs, and the signs that say so. */
  get verdict(): { readonly verdict: Verdict, readonly signs: readonly WearSign[] } {
    const seen = { insertion: this.#counts.inserted, apdu: this.#apdus }
    const judged = wearSigns.filter(({ per }) => seen[per] >= LEAST_SEEN[per]).map((sign) => {
      const share = sign.counts.reduce((sum, what) => sum + this.#counts[what], 0) / seen[sign.per]
      return { sign, verdict: share >= sign.worn ? 'worn' : share >= sign.watch ? 'watch' : 'good' } as const
    })
    const worst = (['worn', 'watch', 'good'] as const).find((one) => judged.some(({ verdict }) => verdict === one))
    const signs = judged.filter(({ verdict }) => verdict !== 'good' && verdict === worst).map(({ sign }) => sign)
    return { verdict: worst ?? 'unknown', signs }
  }

  /** The upper edge of the bucket in which the percentile lies, or the longest when that is less. */
  #percentile(share: number): number {
    let left = Math.ceil(this.#apdus * share)
    const bucket = this.#buckets.findIndex((count) => (left -= count) <= 0)
    return inMs(Math.min(2 ** ((bucket + 1) / BUCKETS_PER_DOUBLING), this.#maxUs))
  }
}

/** To three digits behind the point: microseconds. */
function inMs(us: number): number {
  return Math.round(us) / 1_000
}
