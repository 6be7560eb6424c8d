import type { Bilingual } from '#protocols/bilingual'

interface CloudFaultRow {
  readonly label: Bilingual
  /** Whether the call is carried out nevertheless. */
  readonly carriedOut: boolean
  /** Status codes that it answers in place of anything else (nhi-facts §3.2), the first where a plan names none. */
  readonly codes?: readonly [number, ...number[]]
}

/** How a site fails at a call. What nobody listens to is a site that was stopped. */
export const cloudFaults = {
  silence: { label: { zh: '接受連線但不回應', en: 'takes the request and never answers' }, carriedOut: false },
  silenceAfter: { label: { zh: '已執行但不回應', en: 'carries it out and never answers' }, carriedOut: true },
  reset: { label: { zh: '執行前斷線', en: 'resets the connection before anything is done' }, carriedOut: false },
  resetAfter: { label: { zh: '執行後斷線（回應遺失）', en: 'resets the connection after it is done: the answer is lost' }, carriedOut: true },
  half: { label: { zh: '回應只送一半', en: 'sends half of the answer' }, carriedOut: true },
  late: { label: { zh: '回應延遲', en: 'answers late, by `ms`' }, carriedOut: true },
  wrongType: { label: { zh: '回應的內容類型不符', en: 'answers as a web page' }, carriedOut: true },
  status500: { label: { zh: 'HTTP 500', en: 'HTTP status 500, nothing is done' }, carriedOut: false },
  wrongClock: { label: { zh: 'Date 標頭時間不對', en: 'its Date header is ahead by `ms`' }, carriedOut: true },
  cacheMissing: { label: { zh: '伺服器暫存不存在', en: 'misses a cache' }, carriedOut: false, codes: [3301, 3302, 3303, 3304] },
  encodingFailed: { label: { zh: '伺服器 ICD 押碼失敗', en: 'cannot encode a diagnosis' }, carriedOut: false, codes: [3501] },
  notWhiteListed: { label: { zh: '元件不在允許清單', en: 'does not have the component on its list' }, carriedOut: false, codes: [3502] },
  blackListed: { label: { zh: '元件在禁止清單', en: 'has barred the component' }, carriedOut: false, codes: [3503] },
} as const satisfies Readonly<Record<string, CloudFaultRow>>

export type CloudFaultName = keyof typeof cloudFaults

/** A fault at one call to come. */
export interface PlannedFault {
  readonly fault: CloudFaultName
  /** The whole path; left out, every call counts. */
  readonly path?: string | undefined
  /** 1 or 2; left out, both. */
  readonly site?: number | undefined
  /** Which of the calls that fit, from 1 on; the next one where it is left out. */
  readonly nth?: number | undefined
  /** How many of them from there on; one where it is left out. */
  readonly times?: number | undefined
  /** Of `late` and `wrongClock`. */
  readonly ms?: number | undefined
  /** One of its codes. */
  readonly code?: number | undefined
}

/** @returns undefined for a fault that answers no code, or not this one */
export function codeOf({ fault, code }: PlannedFault): number | undefined {
  const { codes }: CloudFaultRow = cloudFaults[fault]
  return code === undefined ? codes?.[0] : codes?.find((one) => one === code)
}

/** What is to go wrong, and when. */
export class CloudFaultPlan {
  /** Calls so far, of both sites. */
  calls = 0
  /** Calls that somebody waits for in vain. */
  unanswered = 0
  #planned: { readonly plan: PlannedFault, seen: number }[] = []

  add(plan: PlannedFault): void {
    this.#planned.push({ plan, seen: 0 })
  }

  clear(): void {
    this.#planned = []
  }

  /** How many plans are not over. */
  get waiting(): number {
    return this.#planned.length
  }

  /** Called once for each call: what goes wrong with this one. Of two plans that fit, the first counts. */
  next(site: number, path: string): PlannedFault | undefined {
    let found: PlannedFault | undefined
    this.calls += 1
    for (const planned of this.#planned) {
      const { plan: { path: of = path, site: at = site, nth = 1 }, plan } = planned
      if (of !== path || at !== site) continue
      planned.seen += 1
      if (planned.seen >= nth) found ??= plan
    }
    this.#planned = this.#planned.filter(({ plan: { nth = 1, times = 1 }, seen }) => seen < nth + times - 1)
    return found
  }
}
