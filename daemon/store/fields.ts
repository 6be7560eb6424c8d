const text = new TextEncoder()

/** What may stand in associated data. Numbers are whole and up to 2^53. */
export type Field = string | number | Uint8Array | null

/**
 * One spelling for a list of fields, and no other list has the same: each field has its type and its length before it.
 * 1 byte of type, 4 of length (big-endian), the bytes; a number is 8 bytes big-endian.
 */
export function spell(fields: readonly Field[]): Uint8Array {
  const parts = fields.map((field): readonly [number, Uint8Array] => {
    if (field === null) return [0, new Uint8Array()]
    if (typeof field === 'string') return [1, text.encode(field)]
    if (typeof field === 'number') return [2, bigEndian(field)]
    return [3, field]
  })
  const whole = new Uint8Array(parts.reduce((length, [, bytes]) => length + 5 + bytes.length, 0))
  const view = new DataView(whole.buffer)
  let at = 0
  for (const [type, bytes] of parts) {
    whole[at] = type
    view.setUint32(at + 1, bytes.length)
    whole.set(bytes, at + 5)
    at += 5 + bytes.length
  }
  return whole
}

function bigEndian(value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) throw new RangeError('not a whole number')
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value))
  return bytes
}
