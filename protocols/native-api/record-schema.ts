import * as z from 'zod'
import type { Fields, FixedWidth, RecordOf } from '../bytes/fixed-width.ts'
import { CalendarDate } from './schemas.ts'

type SchemaOf<F extends Fields> = z.ZodObject<{ [Name in keyof RecordOf<F>]: z.ZodType<RecordOf<F>[Name]> }>

/** How a value of each encoding stands in the API. */
const encodings: Readonly<Record<string, () => z.ZodType>> = {
  'ascii': () => z.string(),
  'big5': () => z.string(),
  'bracketed': () => z.string(),
  'hex': () => z.string(),
  'number': () => z.number().nullable(),
  'roc-date': () => CalendarDate,
  'optional-roc-date': () => CalendarDate.nullable(),
  'roc-date-time': () => z.string().regex(/^-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
}

/**
 * A record of the card as the API shows it: the names of its fields, described by their names on the card.
 * @throws RangeError at once for an encoding that has no place in the API
 */
export function recordSchema<F extends Fields>({ layout }: FixedWidth<F>): SchemaOf<F> {
  const shape = Object.fromEntries(layout.flatMap(({ name, zh, encoding }): [string, z.ZodType][] => {
    const make = encodings[encoding]
    if (make === undefined) throw new RangeError(`${name}: ${encoding} has no place in the API`)
    const field: [string, z.ZodType] = [name, make().describe(zh)]
    return encoding === 'big5' ? [field, [`${name}Complete`, z.boolean().describe('false: not all could be decoded')]] : [field]
  }))
  return z.object(shape) as SchemaOf<F>
}
