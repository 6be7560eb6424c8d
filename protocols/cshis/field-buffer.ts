import * as z from 'zod'
import { trimPadding } from '../bytes/byte-array.ts'
import type { Field } from '../bytes/field.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Provenance } from '../provenance.ts'
import { apart, text, type CshisBuffer } from './buffer.ts'

/** One field of text without its padding: its bytes end where its content does. */
export function fieldText(name: string, field: Field<string>): CshisBuffer<string> {
  const { length } = field
  return text(name, {
    length, layout: [{ ...field, name, from: 1, to: length }],
    read: (bytes) => field.read(bytes, name).value,
    write: (value) => trimPadding(field.write(value, name)),
  })
}

const CELL = 2

/** A number that a function writes into a variable of its caller: 16 bits, low byte first, as every length (nhi-facts §2.0). */
export function numberCell(name: string, zh: string, provenance: Provenance): CshisBuffer<number> {
  const read = (bytes: Uint8Array): number => {
    if (bytes.length !== CELL) throw new MalformedError(name, `${bytes.length} bytes instead of ${CELL}`)
    const [low = 0, high = 0] = bytes
    return (high << 8 | low) << 16 >> 16
  }
  const encodeAt = (value: number, bytes: Uint8Array, offset: number) => {
    bytes[offset] = value
    bytes[offset + 1] = value >> 8
    return CELL
  }
  const write = apart(CELL, encodeAt)
  const cell: Field<unknown> = {
    length: CELL, zh, mark: 'open', provenance, encoding: 'int16',
    read: (slot) => ({ value: read(slot), complete: true }), write: (value) => write(Number(value)),
  }
  return {
    length: CELL, variable: false, parts: [{ name, from: 1, to: CELL, count: 1, fields: [{ ...cell, name, from: 1, to: CELL }] }],
    schema: z.int().min(-0x8000).max(0x7fff).describe(zh), decode: read, encode: write, encodeAt,
  }
}
