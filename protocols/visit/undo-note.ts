import { concat, equal } from '../bytes/byte-array.ts'
import { hex, unhex } from '../bytes/hex.ts'
import { hcFiles, type RecordIn } from '../nhi-card/contents.ts'
import { VISIT_SIGNATURE_LENGTH } from './visit-signature.ts'

/** What the files of a card hold once a visit is undone. */
export interface Undone {
  /** Of the visit, from 1 on, when the undo began. */
  readonly number: number
  /** Of the visit's year in the cumulative data, 1 or 2. */
  readonly yearSlot: number
  readonly validity: RecordIn<'validity'>
  readonly lastSequence: RecordIn<'lastSequence'>
  readonly cumulativeData: RecordIn<'cumulativeData'>
  readonly cumulativeFee: RecordIn<'cumulativeFee'>
}

const SIGN = Uint8Array.from('UNDO', (character) => character.charCodeAt(0))
const ZERO = 0x30
const { validity, lastSequence, cumulativeData, cumulativeFee } = hcFiles
const LENGTHS = [SIGN.length, 1, 1, ...[validity, lastSequence, cumulativeData, cumulativeFee].map(({ record }) => record.length)]

/**
 * The note that stands in place of the visit's signature while an undo is under way (docs/open-profile.md §8): `UNDO`, number
 * of the visit and slot of its year (a digit each), then what is to stand in four files, 109 bytes, and spaces up to 128. A
 * card that was pulled meanwhile says by it what is left to do.
 */
export function encodeUndoNote(undone: Undone): { readonly signature: string } {
  const note = new Uint8Array(VISIT_SIGNATURE_LENGTH).fill(0x20)
  note.set(concat(
    SIGN, Uint8Array.of(ZERO + undone.number, ZERO + undone.yearSlot), validity.encode(undone.validity),
    lastSequence.encode(undone.lastSequence), cumulativeData.encode(undone.cumulativeData),
    cumulativeFee.encode(undone.cumulativeFee),
  ))
  return { signature: hex(note) }
}

/** Whether it begins as such a note: an undo of its visit is under way. */
export function isUndoNote(signature: RecordIn<'visitSignatures'> | null): boolean {
  return equal(unhex(signature?.signature ?? '').subarray(0, SIGN.length), SIGN)
}

/** undefined when the signature is no such note. @throws MalformedError when it begins as one and does not go on so */
export function decodeUndoNote(signature: RecordIn<'visitSignatures'> | null): Undone | undefined {
  if (!isUndoNote(signature)) return undefined
  const note = unhex(signature?.signature ?? '')
  let at = 0
  const [, number, yearSlot, ...files] = LENGTHS.map((length) => note.subarray(at, at += length))
  const [one = note, two = note, three = note, four = note] = files
  return {
    number: (number?.[0] ?? 0) - ZERO, yearSlot: (yearSlot?.[0] ?? 0) - ZERO, validity: validity.record.decode(one),
    lastSequence: lastSequence.record.decode(two), cumulativeData: cumulativeData.record.decode(three),
    cumulativeFee: cumulativeFee.record.decode(four),
  }
}
