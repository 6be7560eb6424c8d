import { cancels } from '../codes/treatment-items.ts'
import type { RecordIn } from '../nhi-card/contents.ts'

/** The check-ups that a card names, the newest first. A record never written is null. */
export interface CheckUpFacts {
  readonly preventiveCare: readonly (RecordIn<'preventiveCare'> | null)[]
  readonly prenatalCare: readonly (RecordIn<'prenatalCare'> | null)[]
}

/** Who takes a check-up back, and when. */
export interface Canceller {
  readonly hospitalId: string
  /** `YYYY-MM-DD` where the clinic is. */
  readonly date: string
}

type CheckUp = RecordIn<'prenatalCare'>

const DAY_MS = 86_400_000

/** What an item takes back of check-ups: YA to YH one of their service, XA a prenatal one; undefined for every other item. */
export function cancelsCheckUp(item: string): { readonly service?: string, readonly notFound: 5082 | 5084 } | undefined {
  const { notFound, service } = cancels(item) ?? {}
  if (notFound !== 5082 && notFound !== 5084) return undefined
  return { notFound, ...service === undefined ? {} : { service } }
}

/**
 * The one rule of what may be cancelled, as a visit (1.9, 1.37) or as a record of its own (1.22, 1.24): a check-up of this
 * institution and service that was written within 24 hours and that nothing took back. Assumed: a record has a day and no
 * hour, and yesterday's counts; a record that cancels takes back the newest before it that still stands.
 * @returns 5082 or 5084 when there is none (nhi-facts §3.1); undefined when there is one, or the item cancels no check-up
 */
export function nothingToCancel(item: string, facts: CheckUpFacts, by: Canceller): 5082 | 5084 | undefined {
  const cancelled = cancelsCheckUp(item)
  if (cancelled === undefined) return undefined
  const { notFound, service } = cancelled
  const records = service === undefined ? facts.prenatalCare : facts.preventiveCare.filter((one) => one?.serviceItem === service)
  let takenBack = 0
  for (const record of records) {
    if (record?.hospitalId !== by.hospitalId) continue
    if (cancelsCheckUp(record.itemCode)?.notFound === notFound) takenBack++
    else if (takenBack > 0) takenBack--
    else if (isRecent(record, by)) return undefined
  }
  return notFound
}

function isRecent({ checkupDate }: CheckUp, { date }: Canceller): boolean {
  if (checkupDate === null) return false
  const days = (Date.parse(date) - Date.parse(checkupDate)) / DAY_MS
  return days >= 0 && days <= 1
}
