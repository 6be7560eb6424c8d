import { REPLACEMENT } from '../bytes/big5.ts'
import { MalformedError } from '../bytes/malformed.ts'

/** In a buffer, for whatever a card says that cannot be read; it takes no more bytes than stood there. */
const SIGN = '?'

export function spelt(text: string): string {
  return text.replaceAll(REPLACEMENT, SIGN)
}

/**
 * A record of a card for a buffer, in which no character can say that it was not read: `?` stands in its place, and the rest of
 * the record is given all the same (ours; the official component gives the bytes as they stand). Never for what is written.
 */
export function speltRecord<Value extends object>(record: Value): Value {
  if (!Object.values(record).some((value) => typeof value === 'string' && value.includes(REPLACEMENT))) return record
  return Object.fromEntries(Object.entries(record).map(([name, value]: [string, unknown]) => {
    if (typeof value === 'string') return [name, spelt(value)]
    return [name, value === false && name.endsWith('Complete') ? true : value]
  })) as Value
}

/**
 * Writes a record of a card into a buffer. Only a record that has no spelling as it stands is looked through for what cannot be
 * read, because hardly any has such a character and looking costs more than writing.
 * @param write writes over what it wrote before; @throws MalformedError when the record has no spelling even so
 */
export function writeSpelt<Value extends object>(record: Value, write: (record: Value) => void): void {
  try {
    write(record)
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    write(speltRecord(record))
  }
}
