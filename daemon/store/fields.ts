/** What may stand in associated data. Numbers are whole and up to 2^53. */
export type Field = string | number | Uint8Array | null

/** 1 byte of type, 4 of length (big-endian). */
const HEAD = 5
const NUMBER = 8
const WORD = 2 ** 32

/**
 * One spelling for a list of fields, and no other list has the same: each field has its type and its length before it.
 * A number is 8 bytes big-endian, of two’s complement.
 * @throws RangeError for a number that is not whole
 */
export function spell(fields: readonly Field[]): Uint8Array {
  const whole = Buffer.allocUnsafe(fields.reduce<number>((length, field) => length + HEAD + sizeOf(field), 0))
  let at = 0
  for (const field of fields) {
    const size = sizeOf(field)
    whole[at] = typeOf(field)
    whole.writeUInt32BE(size, at + 1)
    write(whole, field, at + HEAD)
    at += HEAD + size
  }
  return whole
}

function typeOf(field: Field): number {
  if (field === null) return 0
  if (typeof field === 'string') return 1
  return typeof field === 'number' ? 2 : 3
}

function sizeOf(field: Field): number {
  if (field === null) return 0
  if (typeof field === 'string') return Buffer.byteLength(field)
  return typeof field === 'number' ? NUMBER : field.length
}

function write(whole: Buffer, field: Field, at: number): void {
  if (field === null) return
  if (typeof field === 'string') {
    whole.write(field, at)
  } else if (typeof field === 'number') {
    if (!Number.isSafeInteger(field)) throw new RangeError('not a whole number')
    whole.writeInt32BE(Math.floor(field / WORD), at)
    whole.writeUInt32BE(field >>> 0, at + 4)
  } else {
    whole.set(field, at)
  }
}
