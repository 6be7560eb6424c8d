import { concat } from '../bytes/byte-array.ts'
import type { Codec } from '../bytes/codec.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { readNumbers, sizeOf, writeNumbers, type NumberSizes, type Numbers } from '../ccid/record.ts'
import type { Provenance } from '../provenance.ts'

const PROLOGUE_LENGTH = 3
const HEADER_LENGTH = 4
const lengthSize = { ulDataLength: 4 } as const satisfies NumberSizes

/** What the features of PIN entry are given: numbers, and the command that a PIN goes into. */
export type PinStructure<S extends NumberSizes> = Numbers<S> & {
  /** NAD, PCB and LEN of a block of T=1, 3 bytes; 000000, because the driver under the service has the protocol. */
  readonly bTeoPrologue: Uint8Array
  /** The command with the place of each PIN filled up, or without it when the command grows with the PIN. */
  readonly abData: Uint8Array
}

interface PinStructureDeclaration<S extends NumberSizes> {
  readonly name: string
  /** Fields before bTeoPrologue. */
  readonly sizes: S
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: PinStructure<S> }[]
}

export interface PinStructureCodec<S extends NumberSizes> extends PinStructureDeclaration<S>, Codec<PinStructure<S>> {}

/**
 * A structure of PC/SC part 10, packed: numbers, bTeoPrologue, ulDataLength, abData. Numbers are in the byte order of the host:
 * little-endian on every platform this runs on (libccid tells big-endian by ulDataLength and turns the numbers round).
 *
 * Both directions throw MalformedError: a number that does not fit, a prologue of another length, fewer than the four
 * bytes of a command header, an ulDataLength that does not count what follows.
 */
export function pinStructure<const S extends NumberSizes>(declared: PinStructureDeclaration<S>): PinStructureCodec<S> {
  const { name, sizes } = declared
  const prologueAt = sizeOf(sizes)
  const lengthAt = prologueAt + PROLOGUE_LENGTH
  const dataAt = lengthAt + sizeOf(lengthSize)
  return {
    ...declared,
    encode: ({ bTeoPrologue, abData, ...numbers }) => {
      check(bTeoPrologue.length, abData.length)
      const ulDataLength = writeNumbers(lengthSize, new Map([['ulDataLength', abData.length]]))
      return concat(writeNumbers(sizes, new Map<string, number>(Object.entries(numbers))), bTeoPrologue, ulDataLength, abData)
    },
    decode: (bytes) => {
      if (bytes.length < dataAt) throw new MalformedError(name, 'cut short')
      const { ulDataLength } = readNumbers(lengthSize, bytes.subarray(lengthAt))
      if (ulDataLength !== bytes.length - dataAt) throw new MalformedError('ulDataLength', 'not the length of abData')
      check(PROLOGUE_LENGTH, ulDataLength)
      return { ...readNumbers(sizes, bytes), bTeoPrologue: bytes.slice(prologueAt, lengthAt), abData: bytes.slice(dataAt) }
    },
  }
}

function check(prologue: number, data: number): void {
  if (prologue !== PROLOGUE_LENGTH) throw new MalformedError('bTeoPrologue', 'not 3 bytes')
  if (data < HEADER_LENGTH) throw new MalformedError('abData', 'shorter than a command header')
}
