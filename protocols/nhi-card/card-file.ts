import { hex, unhex } from '#protocols/bytes/hex'
import type { Fields, FixedWidth, RecordOf, Writable } from '#protocols/bytes/fixed-width'
import type { Marked, Provenance } from '#protocols/provenance'
import type { PharmacistView, ReadRight, UpdateRight } from './right.ts'

/** The parts of the card as the official description of its content names them (nhi-facts §4.6). */
export type CardArea = 'basic' | 'insurance' | 'medical' | 'publicHealth'

/** Who puts the data there: the `Auto`, `◎` and update marks of nhi-facts §4.6. */
export type Writer = 'card' | 'institution' | 'idc' | 'issuer'

export interface CardFileExample<Value> {
  readonly name: string
  /** One record, typed by hand; spaces are removed, so a blank is written 20. */
  readonly hex: string
  readonly value: Value
}

export interface CardFileDeclaration<F extends Fields> {
  /** Short identifier, 1 to 30; the file identifier is 0x0100 + it (docs/open-profile.md §2). */
  readonly sfi: number
  readonly name: string
  readonly zh: string
  readonly en: string
  readonly area: CardArea
  /** `transparent`: one of a kind; `linear`: numbered slots; `cyclic`: the newest is record 1, the oldest is overwritten. */
  readonly structure: 'transparent' | 'linear' | 'cyclic'
  /** Records the file holds; 1 when transparent. */
  readonly count: number
  readonly record: FixedWidth<F>
  readonly access: {
    readonly read: ReadRight
    readonly update: UpdateRight
    /** Given where `read` or `update` is `hpc`. */
    readonly pharmacist?: PharmacistView
    readonly provenance: Provenance
  }
  readonly writer: Marked<Writer>
  /** Whether what is written must be uploaded within 24 hours: the `U` mark. */
  readonly upload: Marked<boolean>
  /** Where layout and count come from. */
  readonly provenance: Provenance
  readonly examples: readonly [CardFileExample<RecordOf<F>>, ...CardFileExample<RecordOf<F>>[]]
}

/** A file of the health card. Codec, simulated image, access checks and manual are read from the same declaration. */
export interface CardFile<F extends Fields = Fields> extends CardFileDeclaration<F> {
  /** @throws MalformedError when the record is neither blank nor as declared */
  decode(bytes: Uint8Array): RecordOf<F> | null
  /** A record within a longer run of bytes, which begins at `offset` and is whole. @throws MalformedError as `decode` */
  decodeAt(bytes: Uint8Array, offset: number): RecordOf<F> | null
  /** null is written as a blank record. @throws MalformedError when a value does not fit */
  encode(value: Writable<F> | null): Uint8Array
}

/** Bytes of a record never written. */
const BLANK = 0x20

/** @throws RangeError when an example is not hexadecimal, or a transparent file has more than one record */
export function cardFile<F extends Fields>(declared: CardFileDeclaration<F>): CardFile<F> {
  const { record, structure, count, examples: [first, ...others] } = declared
  if (structure === 'transparent' && count !== 1) throw new RangeError(`${declared.name}: a transparent file is one`)
  const compact = (example: CardFileExample<RecordOf<F>>) => ({ ...example, hex: hex(unhex(example.hex)) })
  return {
    ...declared,
    examples: [compact(first), ...others.map(compact)],
    decodeAt: (bytes, offset) => isBlankIn(bytes, offset, offset + record.length) ? null : record.decodeAt(bytes, offset),
    decode: (bytes) => bytes.length === record.length && isBlank(bytes) ? null : record.decode(bytes),
    encode: (value) => value === null ? new Uint8Array(record.length).fill(BLANK) : record.encode(value),
  }
}

/** Whether a record was never written: spaces throughout. */
export function isBlank(record: Uint8Array): boolean {
  return isBlankIn(record, 0, record.length)
}

function isBlankIn(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== BLANK) return false
  return true
}

/**
 * The hex of a record whose slots are printable ASCII, typed with a bar between them: `01|A|0930`.
 * @throws RangeError when a character is none
 */
export function slots(typed: string): string {
  if (!/^[\x20-\x7e]*$/.test(typed)) throw new RangeError('an example of slots is printable ASCII')
  return hex(Uint8Array.from(typed.replaceAll('|', ''), (character) => character.charCodeAt(0)))
}
