import type { VisitFilter } from '#protocols/port/journal'

/** Default of `limit`. */
const LIMIT = 100

export interface VisitSelection extends Omit<VisitFilter, 'patientId'> {
  /** Keys of the patient who is asked for. */
  readonly patientKeys: readonly number[] | undefined
}

/** The query for a filter, the newest visit first; visits of forgotten patients are left out. */
export function visitSelection({ patientKeys, isOpen, from, before, limit = LIMIT }: VisitSelection): { sql: string, values: unknown[] } {
  const conditions: (readonly [string, ...unknown[]])[] = [
    patientKeys === undefined
      ? ["patient_key NOT IN (SELECT id FROM patient_key WHERE patient = x'')"]
      : [`patient_key IN (${patientKeys.map(() => '?').join()})`, ...patientKeys],
  ]
  if (isOpen !== undefined) conditions.push([isOpen ? 'is_open = 1' : 'is_open = 0'])
  if (from !== undefined) conditions.push(['begun_at >= ?', from])
  if (before !== undefined) conditions.push(['begun_at < ?', before])
  const where = conditions.map(([condition]) => condition).join(' AND ')
  return {
    sql: `SELECT visit_id AS visitId FROM visit WHERE ${where} ORDER BY first DESC LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit],
  }
}
