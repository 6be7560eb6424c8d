import type { Provenance } from '#protocols/provenance'
import { decodeBig5, encodeBig5, REPLACEMENT } from './big5.ts'
import { trimPadding } from './byte-array.ts'
import { hex, unhex } from './hex.ts'
import { plainDate, plainDateTime, plainNumber, plainOptionalDate, plainText, type InPlace } from './in-place.ts'
import { MalformedError } from './malformed.ts'
import { isoFromRoc, rocFromIso } from './roc-date.ts'
import { isoFromRocDateTime, rocDateTimeFromIso } from './roc-date-time.ts'

/** How a value may be shown: `open` to anyone, `personal` never in a log, trace or error, `secret` to nobody. */
export type Mark = 'personal' | 'open' | 'secret'

export interface FieldFacts {
  readonly provenance: Provenance
  /** `personal` unless stated */
  readonly mark?: Mark
}

/** What a slot says; not `complete` when a replacement sign stands for bytes that cannot be read. */
export interface Reading<T> {
  readonly value: T
  readonly complete: boolean
}

/** A slot of a fixed-width record: its row in the manual, and how it is read and written. */
export interface Field<T, E extends string = string> {
  /** bytes */
  readonly length: number
  readonly zh: string
  readonly mark: Mark
  readonly provenance: Provenance
  readonly encoding: E
  /**
   * `slot` has `length` bytes; `name` is for errors.
   * @throws MalformedError when the slot holds no such value
   */
  read(slot: Uint8Array, name: string): Reading<T>
  /**
   * The whole slot, `length` bytes.
   * @throws MalformedError when the value does not fit, never cutting it, or has no spelling
   */
  write(value: T, name: string): Uint8Array
}

/** Of the very fields made here: one that is made of another by changing how it reads or writes has none. */
const quickWays = new WeakMap<object, InPlace<unknown>>()

/** The quick way of a field, where it has one. */
export function inPlaceOf(field: Field<unknown>): InPlace<unknown> | undefined {
  return quickWays.get(field)
}

function quick<F extends object>(field: F, way: InPlace<unknown>): F {
  quickWays.set(field, way)
  return field
}

const CONTROL = /[\x00-\x1f\x7f]/g

function row<E extends string>(length: number, zh: string, encoding: E, facts: FieldFacts) {
  return { length, zh, encoding, mark: facts.mark ?? 'personal', provenance: facts.provenance } as const
}

function fill(bytes: Uint8Array, length: number, name: string): Uint8Array {
  if (bytes.length > length) throw new MalformedError(name, `${bytes.length} bytes do not fit into ${length}`)
  const slot = new Uint8Array(length).fill(0x20)
  slot.set(bytes)
  return slot
}

function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : REPLACEMENT).join('')
}

function asciiBytes(text: string, name: string): Uint8Array {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new MalformedError(name, 'a character is not printable ASCII')
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/**
 * Printable ASCII, filled up with spaces; NULs at the end are read as padding too. Any other byte is read as U+FFFD
 * and does not reject the record: a card with one bad byte stays readable, and the sign cannot be mistaken for
 * something the card said, nor be written to one.
 */
export function ascii(length: number, zh: string, facts: FieldFacts): Field<string, 'ascii'> {
  return quick({
    ...row(length, zh, 'ascii', facts),
    read(slot) {
      const value = printable(trimPadding(slot))
      return { value, complete: !value.includes(REPLACEMENT) }
    },
    write: (value, name) => fill(asciiBytes(value, name), length, name),
  }, plainText)
}

/**
 * Big5 with HKSCS, filled up with spaces; NULs at the end are read as padding too. What cannot be decoded, and a
 * control character, is read as U+FFFD; the record then says `…Complete: false` beside it.
 */
export function big5Text(length: number, zh: string, facts: FieldFacts): Field<string, 'big5'> {
  return {
    ...row(length, zh, 'big5', facts),
    read(slot) {
      const value = decodeBig5(trimPadding(slot)).text.replaceAll(CONTROL, REPLACEMENT)
      return { value, complete: !value.includes(REPLACEMENT) }
    },
    write(value, name) {
      if (value.search(CONTROL) >= 0) throw new MalformedError(name, 'a control character')
      return fill(encodeBig5(value, name), length, name)
    },
  }
}

/** A ROC date of 7 characters, read and written as `YYYY-MM-DD`; an impossible or blank date is an error. */
export function rocDate(zh: string, facts: FieldFacts): Field<string, 'roc-date'> {
  return quick({
    ...row(7, zh, 'roc-date', facts),
    read: (slot, name) => ({ value: isoFromRoc(printable(slot), name), complete: true }),
    write: (value, name) => asciiBytes(rocFromIso(value, name), name),
  }, plainDate)
}

const isBlank = (slot: Uint8Array) => trimPadding(slot).length === 0

/** A ROC date of 7 characters as `YYYY-MM-DD`; null for a blank slot. */
export function optionalRocDate(zh: string, facts: FieldFacts): Field<string | null, 'optional-roc-date'> {
  const date = rocDate(zh, facts)
  return quick({
    ...row(7, zh, 'optional-roc-date', facts),
    read: (slot, name) => isBlank(slot) ? { value: null, complete: true } : date.read(slot, name),
    write: (value, name) => value === null ? fill(new Uint8Array(), 7, name) : date.write(value, name),
  }, plainOptionalDate)
}

/** A ROC date and time of 13 characters, yyyMMddHHmmss, as `YYYY-MM-DDTHH:mm:ss` in the clinic's time. */
export function rocDateTime(zh: string, facts: FieldFacts): Field<string, 'roc-date-time'> {
  return quick({
    ...row(13, zh, 'roc-date-time', facts),
    read: (slot, name) => ({ value: isoFromRocDateTime(printable(slot), name), complete: true }),
    write: (value, name) => asciiBytes(rocDateTimeFromIso(value, name), name),
  }, plainDateTime)
}

/**
 * A whole number in ASCII digits, read with or without leading zeros or spaces and written with leading zeros, as the
 * official samples do (nhi-facts §2.0); null for a blank slot. A minus sign is read and written, as uploads of amounts
 * have it (§8.5).
 */
export function wholeNumber(length: number, zh: string, facts: FieldFacts): Field<number | null, 'number'> {
  return quick({
    ...row(length, zh, 'number', facts),
    read(slot, name) {
      const text = printable(trimPadding(slot)).trimStart()
      if (text === '') return { value: null, complete: true }
      if (!/^-?\d+$/.test(text)) throw new MalformedError(name, 'not a whole number')
      return { value: Number(text), complete: true }
    },
    write(value, name) {
      if (value === null) return fill(new Uint8Array(), length, name)
      if (!Number.isSafeInteger(value)) throw new MalformedError(name, 'not a whole number')
      const sign = value < 0 ? '-' : ''
      const digits = sign + String(Math.abs(value)).padStart(length - sign.length, '0')
      return fill(asciiBytes(digits, name), length, name)
    },
  }, plainNumber)
}

/** Bytes of any value, in hex. A slot of spaces is blank and reads as ''; writing '' makes it so. */
export function hexBytes(length: number, zh: string, facts: FieldFacts): Field<string, 'hex'> {
  return {
    ...row(length, zh, 'hex', facts),
    read: (slot) => ({ value: slot.every((byte) => byte === 0x20) ? '' : hex(slot), complete: true }),
    write(value, name) {
      if (value === '') return fill(new Uint8Array(), length, name)
      if (!/^(?:[0-9a-f]{2})+$/.test(value) || value.length !== 2 * length) {
        throw new MalformedError(name, `not ${length} bytes in hex`)
      }
      return unhex(value)
    },
  }
}
