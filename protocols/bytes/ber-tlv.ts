import { concat } from './byte-array.ts'
import { MalformedError } from './malformed.ts'

/** A BER-TLV data object (ISO/IEC 7816-4:2005 §5.2.2). */
export interface Tlv {
  /** The tag field as one number: 0x87, 0x7f49, 0x5fff01. */
  readonly tag: number
  /** 0 to 65,535 bytes; of a constructed object the data objects in it, as bytes. */
  readonly value: Uint8Array
}

const MULTI_BYTE = 0x1f
const MORE = 0x80
const MAX_LENGTH = 0xffff

/** Whether the value of an object with this tag is itself data objects: bit 6 of its first byte. */
export function isConstructed(tag: number): boolean {
  return (firstByte(tag) & 0x20) !== 0
}

/** @throws MalformedError when the tag is none or the value has more than 65,535 bytes */
export function encodeTlv(tag: number, value: Uint8Array): Uint8Array {
  const bytes = tagBytes(tag)
  if (!isTag(bytes)) throw new MalformedError('tag', 'not a BER-TLV tag of 1 to 3 bytes')
  return concat(Uint8Array.from(bytes), lengthBytes(value.length), value)
}

/** Objects one behind the other: the value of a constructed object. */
export function encodeTlvs(objects: readonly Tlv[]): Uint8Array {
  return concat(...objects.map(({ tag, value }) => encodeTlv(tag, value)))
}

/**
 * Reads objects that fill the bytes exactly; no bytes are no objects. Tags and lengths have one spelling, the shortest,
 * so that encoding gives the same bytes again. Values are views on `bytes`, not copies.
 * @throws MalformedError when a tag or length is cut short, longer than it need be, indefinite or beyond 65,535
 */
export function decodeTlvs(bytes: Uint8Array): Tlv[] {
  const objects: Tlv[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = readTag(bytes, at)
    const length = readLength(bytes, at + tag.size)
    const start = at + tag.size + length.size
    at = start + length.value
    if (at > bytes.length) throw new MalformedError('length', `announces ${length.value} bytes; fewer follow`)
    objects.push({ tag: tag.value, value: bytes.subarray(start, at) })
  }
  return objects
}

/**
 * The values of objects that must have just these tags in just this order.
 * @throws MalformedError of `field` when others are there, or as `decodeTlvs`
 */
export function expectTlvs<const Tags extends readonly number[]>(
  bytes: Uint8Array, tags: Tags, field: string,
): { readonly [Index in keyof Tags]: Uint8Array } {
  const objects = decodeTlvs(bytes)
  const asExpected = objects.length === tags.length && objects.every(({ tag }, index) => tag === tags[index])
  if (!asExpected) throw new MalformedError(field, 'not the data objects expected')
  return objects.map(({ value }) => value) as { [Index in keyof Tags]: Uint8Array }
}

interface Part {
  readonly value: number
  /** bytes */
  readonly size: number
}

function readTag(bytes: Uint8Array, at: number): Part {
  let size = 1
  if (((bytes[at] ?? 0) & MULTI_BYTE) === MULTI_BYTE) {
    do size++
    while (size <= 3 && ((bytes[at + size - 1] ?? 0) & MORE) !== 0)
  }
  const tag = bytes.subarray(at, at + size)
  if (tag.length < size || !isTag(tag)) throw new MalformedError('tag', 'not a BER-TLV tag of 1 to 3 bytes')
  return { value: tag.reduce((value, byte) => (value << 8) | byte, 0), size }
}

/**
 * One byte whose lower five bits are not all set; or such a byte followed by 1f to 7f; or by 81 to ff and 00 to 7f. The
 * byte 00 begins no tag (ISO/IEC 7816-4:2005 §5.2.2.1).
 */
function isTag(bytes: ArrayLike<number>): boolean {
  const first = bytes[0] ?? 0, second = bytes[1] ?? 0, third = bytes[2] ?? 0
  const multiByte = (first & MULTI_BYTE) === MULTI_BYTE
  switch (bytes.length) {
    case 1: return first !== 0 && !multiByte
    case 2: return multiByte && second >= 0x1f && second < MORE
    case 3: return multiByte && second > MORE && third < MORE
    default: return false
  }
}

function readLength(bytes: Uint8Array, at: number): Part {
  const [first, second, third] = bytes.subarray(at, at + 3)
  if (first === undefined) throw new MalformedError('length', 'cut short')
  if (first < 0x80) return { value: first, size: 1 }
  if (first !== 0x81 && first !== 0x82) throw new MalformedError('length', 'indefinite, or of more than two bytes')
  if (second === undefined || (first === 0x82 && third === undefined)) throw new MalformedError('length', 'cut short')
  const [value, size, least] = first === 0x81 ? [second, 2, 0x80] : [(second << 8) | (third ?? 0), 3, 0x100]
  if (value < least) throw new MalformedError('length', 'longer than it need be')
  return { value, size }
}

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  if (length <= 0xff) return Uint8Array.of(0x81, length)
  if (length <= MAX_LENGTH) return Uint8Array.of(0x82, length >> 8, length & 0xff)
  throw new MalformedError('length', `${length} bytes are more than ${MAX_LENGTH}`)
}

function tagBytes(tag: number): number[] {
  if (!Number.isInteger(tag) || tag < 0 || tag > 0xff_ffff) return []
  if (tag <= 0xff) return [tag]
  return tag <= 0xffff ? [tag >> 8, tag & 0xff] : [tag >> 16, (tag >> 8) & 0xff, tag & 0xff]
}

function firstByte(tag: number): number {
  return tagBytes(tag)[0] ?? 0
}
