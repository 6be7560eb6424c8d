/** Taiwan is eight hours ahead of UTC and has had no summer time since 1979. */
const AHEAD_MS = 8 * 3_600_000
const SECONDS_END = 19

/** The clinic's own time as the card has it, `YYYY-MM-DDTHH:mm:ss`. @param now milliseconds since 1970 */
export function clinicTime(now: number): string {
  return new Date(now + AHEAD_MS).toISOString().slice(0, SECONDS_END)
}

/** Milliseconds since 1970 of the clinic's own time, `YYYY-MM-DDTHH:mm:ss`. */
export function instantOf(clinicTime: string): number {
  return Date.parse(`${clinicTime}+08:00`)
}

/** The ROC year of a time or a date. */
export function rocYearOf(iso: string): number {
  return Number(iso.slice(0, 4)) - 1911
}
