import type { Bilingual } from '#protocols/bilingual'
import type { Provenance } from '#protocols/provenance'

/** One code in force for a time; tables add what follows from the code as fields of their own. */
export interface CodeRow extends Bilingual {
  /** May be empty: a blank is a code too, where the field may be left blank. */
  readonly code: string
  /** First day in force, `YYYY-MM-DD`. Absent: no source names one, so it counts as in force since ever. */
  readonly from?: string
  /** Last day in force. Absent: still in force. */
  readonly to?: string
  readonly provenance: Provenance
  /** What a reader of the manual must know besides. */
  readonly note?: Bilingual
}

/** What a lookup must find, typed by hand; null is a code that is not in force that day. */
export interface CodeExample {
  readonly code: string
  readonly on: string
  readonly zh: string | null
}

export interface CodeTableDeclaration<Row extends CodeRow> extends Bilingual {
  readonly name: string
  readonly rows: readonly Row[]
  /** Where the list as a whole comes from; each row says so of itself again. */
  readonly provenance: Provenance
  /** What is known to be missing, or cannot be known. */
  readonly gaps?: Bilingual
  readonly examples: readonly [CodeExample, ...CodeExample[]]
}

/** A table of codes that is asked for a day, because what a code means depends on when it was used. */
export interface CodeTable<Row extends CodeRow = CodeRow> extends CodeTableDeclaration<Row> {
  /** The row of a code on a day; undefined when there is no such code or it is not in force. @throws RangeError */
  at(code: string, date: string): Row | undefined
  /** All codes in force on a day, in the order of the table. @throws RangeError when it is no `YYYY-MM-DD` */
  on(date: string): readonly Row[]
}

/** @throws RangeError when a row ends before it begins, or two rows of one code are in force on the same day */
export function codeTable<Row extends CodeRow>(declared: CodeTableDeclaration<Row>): CodeTable<Row> {
  const byCode = new Map<string, Row[]>()
  for (const row of declared.rows) {
    const place = `${declared.name} ${row.code}`
    for (const bound of [row.from, row.to]) if (bound !== undefined) dayOf(bound, place)
    if ((row.from ?? '') > (row.to ?? LAST_DAY)) throw new RangeError(`${place}: ends before it begins`)
    const same = byCode.get(row.code) ?? []
    if (same.some((other) => overlap(other, row))) throw new RangeError(`${place}: two rows are in force on the same day`)
    byCode.set(row.code, [...same, row])
  }
  return {
    ...declared,
    at: (code, date) => {
      const day = dayOf(date, declared.name)
      return byCode.get(code)?.find((row) => inForce(row, day))
    },
    on: (date) => {
      const day = dayOf(date, declared.name)
      return declared.rows.filter((row) => inForce(row, day))
    },
  }
}

type Span = Pick<CodeRow, 'from' | 'to'>

const LAST_DAY = '9999-12-31'
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/

/** Days are compared as strings, so one with a time behind it, or of the ROC calendar, would silently compare wrongly. */
function dayOf(date: string, place: string): string {
  if (!DAY.test(date)) throw new RangeError(`${place}: a day is YYYY-MM-DD`)
  return date
}

function inForce({ from, to }: Span, day: string): boolean {
  return (from ?? '') <= day && day <= (to ?? LAST_DAY)
}

function overlap(one: Span, other: Span): boolean {
  return (one.from ?? '') <= (other.to ?? LAST_DAY) && (other.from ?? '') <= (one.to ?? LAST_DAY)
}
