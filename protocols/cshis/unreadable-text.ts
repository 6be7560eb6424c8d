import { REPLACEMENT } from '../bytes/big5.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Fields, FixedWidth, RecordOf } from '../bytes/fixed-width.ts'
import { slotsOf } from '../bytes/unread.ts'

/** In a buffer, for whatever a card says that cannot be read and whose bytes are not at hand. */
const SIGN = '?'

export function spelt(text: string): string {
  return text.replaceAll(REPLACEMENT, SIGN)
}

/** A record with `?` for each sign that was not read, so that it has a spelling. */
function speltRecord<Value extends object>(record: Value): Value {
  if (!Object.values(record).some((value) => typeof value === 'string' && value.includes(REPLACEMENT))) return record
  return Object.fromEntries(Object.entries(record).map(([name, value]: [string, unknown]) => {
    if (typeof value === 'string') return [name, spelt(value)]
    return [name, value === false && name.endsWith('Complete') ? true : value]
  })) as Value
}

/**
 * A record of a card into a buffer: a text slot that could not be read whole, and any in Big5, byte for byte as it stands on the
 * card. That the official component copies the field is assumed: no fact says what it does with a byte that is no Big5. `?`
 * stands where the buffer spells a field in another way than the card, as a diagnosis in brackets. Never for what is written.
 * @throws MalformedError as `record.encodeAt`
 */
export function copyAt<F extends Fields>(record: FixedWidth<F>, value: RecordOf<F>, bytes: Uint8Array, offset: number): void {
  try {
    record.encodeAt(value, bytes, offset)
  } catch (error) {
    // looked through only now, because hardly any record has such a character and looking costs more than writing
    if (!(error instanceof MalformedError)) throw error
    record.encodeAt(speltRecord(value), bytes, offset)
  }
  const kept = slotsOf(value)
  if (kept.size === 0) return
  const shown = new Map<string, unknown>(Object.entries(value))
  for (const { name, length, from, read } of record.layout) {
    const slot = kept.get(name)
    // of a value that was changed since, the slot says nothing
    if (slot?.length === length && read(slot, name).value === shown.get(name)) bytes.set(slot, offset + from - 1)
  }
}

/** The same as bytes of their own. */
export function copyOf<F extends Fields>(record: FixedWidth<F>, value: RecordOf<F>): Uint8Array {
  const bytes = new Uint8Array(record.length).fill(0x20)
  copyAt(record, value, bytes, 0)
  return bytes
}
