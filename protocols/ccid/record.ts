import type { Codec } from '../bytes/codec.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Provenance } from '../provenance.ts'

/** Little-endian, as everything in USB is, or big-endian, as networks are. */
export type ByteOrder = 'little' | 'big'

/** Names of numbers and their sizes in bytes, in their order. */
export type NumberSizes = Readonly<Record<string, 1 | 2 | 4>>
export type Numbers<S extends NumberSizes> = { readonly [K in keyof S]: number }

/** A structure of nothing but numbers, fields under the names of the specification. */
export interface CcidRecordDeclaration<S extends NumberSizes> {
  readonly name: string
  readonly sizes: S
  /** little when absent */
  readonly order?: ByteOrder
  /** Fields that have one value only. */
  readonly fixed?: Partial<Numbers<S>>
  readonly provenance: Provenance
  readonly examples: readonly [RecordExample<S>, ...RecordExample<S>[]]
}

export interface RecordExample<S extends NumberSizes> {
  readonly hex: string
  readonly value: Numbers<S>
}

/** Both directions throw MalformedError: a wrong length, a number that does not fit, a fixed field that differs. */
export interface CcidRecord<S extends NumberSizes> extends CcidRecordDeclaration<S>, Codec<Numbers<S>> {
  /** bytes */
  readonly length: number
}

/** Makes a record from its declaration. */
export function ccidRecord<const S extends NumberSizes>(declared: CcidRecordDeclaration<S>): CcidRecord<S> {
  const { name, sizes, order = 'little', fixed = {} } = declared
  const length = sizeOf(sizes)
  const checked = (value: Numbers<S>): Numbers<S> => {
    for (const [field, only] of Object.entries(fixed)) {
      if (value[field] !== only) throw new MalformedError(field, `not ${String(only)}`)
    }
    return value
  }
  return {
    ...declared,
    length,
    encode: (value) => writeNumbers(sizes, new Map(Object.entries(checked(value))), order),
    decode: (bytes) => {
      if (bytes.length !== length) throw new MalformedError(name, `${bytes.length} bytes instead of ${length}`)
      return checked(readNumbers(sizes, bytes, order))
    },
  }
}

export function sizeOf(sizes: NumberSizes): number {
  return Object.values(sizes).reduce<number>((sum, size) => sum + size, 0)
}

/** Numbers from the front of `bytes`; the caller has looked at the length. */
export function readNumbers<S extends NumberSizes>(
  sizes: S, bytes: Uint8Array, order: ByteOrder = 'little',
): Numbers<S> {
  let at = 0
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => {
    const own = bytes.subarray(at, at += size)
    const append = (value: number, byte: number) => value * 0x100 + byte
    return [name, order === 'big' ? own.reduce(append, 0) : own.reduceRight(append, 0)]
  })) as Numbers<S>
}

/** @throws MalformedError when a number is missing or does not fit its field */
export function writeNumbers(
  sizes: NumberSizes, values: ReadonlyMap<string, number>, order: ByteOrder = 'little',
): Uint8Array {
  return Uint8Array.from(Object.entries(sizes).flatMap(([name, size]) => {
    const value = values.get(name)
    if (value === undefined || !Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
      throw new MalformedError(name, `missing, or not an integer of ${size} bytes`)
    }
    const bytes = Array.from({ length: size }, (_, place) => Math.floor(value / 0x100 ** place) & 0xff)
    return order === 'big' ? bytes.reverse() : bytes
  }))
}
