/** Records of a file up to the last one that was written: what the value of a buffer of groups has (`groups`). */
export function written<Kind>(records: readonly (Kind | null)[]): (Kind | null)[] {
  return records.slice(0, records.findLastIndex((record) => record !== null) + 1)
}
