import type { ResultOf } from '#protocols/native-api/registry'
import type { Problem } from './presence.ts'

/** Visits of the day, and those that wait for something, whenever they began. */
export interface KeptVisits {
  readonly today: ResultOf<'visit.list'>['visits']
  readonly pending: ResultOf<'visit.pending'>['visits']
}

/** What a person said of a visit that waited for one, on its way to the daemon. */
export interface Settling {
  readonly ticket: number
  readonly visitId: string
  readonly note: string
}

/** What the page knows of visits: masked, as the daemon tells them. */
export interface Visits extends KeptVisits {
  readonly settling: Settling | null
  readonly failed: { readonly visitId: string, readonly problem: Problem } | null
}

export const noVisits: Visits = { today: [], pending: [], settling: null, failed: null }

export function toldVisits({ settling, failed }: Visits, { today, pending }: KeptVisits): Visits {
  const stillWaits = pending.some(({ visitId }) => visitId === failed?.visitId)
  return { today, pending, settling, failed: stillWaits ? failed : null }
}

/** Only of a visit that waits for a person, one at a time, and never without a word on how. */
export function settledByPerson(visits: Visits, { ticket, visitId, note }: Settling): Visits {
  const isAsked = visits.pending.some((visit) => visit.visitId === visitId && visit.pending?.waitsFor === 'person')
  if (visits.settling !== null || !isAsked || note.trim() === '') return visits
  return { ...visits, settling: { ticket, visitId, note: note.trim() }, failed: null }
}

/** The visit stays on the page until the daemon no longer tells of it as waiting. */
export function answeredSettling(visits: Visits, ticket: number, problem: Problem | null): Visits {
  const { settling } = visits
  if (settling?.ticket !== ticket) return visits
  return { ...visits, settling: null, failed: problem === null ? null : { visitId: settling.visitId, problem } }
}
