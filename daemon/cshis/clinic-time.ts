/** Of Taipei, in ms; Taiwan has had no summer time since 1979. */
const AHEAD_OF_UTC = 8 * 3_600_000

/** A moment in ms since 1970 as `YYYY-MM-DDTHH:mm:ss` in the clinic's time, as the card has it. */
export function clinicTime(ms: number): string {
  return new Date(ms + AHEAD_OF_UTC).toISOString().slice(0, 'YYYY-MM-DDTHH:mm:ss'.length)
}
