import { concat } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Provenance } from '../provenance.ts'
import { readNumbers, sizeOf, writeNumbers, type Numbers, type NumberSizes } from './record.ts'

/**
 * Messages on the bulk pipes of a CCID ("Specification for Integrated Circuit(s) Cards Interface Devices, Revision
 * 1.1", §6.1 and §6.2). Each begins with 10 bytes: bMessageType, dwLength (4 bytes, little-endian: what follows these
 * 10), bSlot, bSeq and three bytes of its own; then come dwLength bytes.
 */
export const HEADER_LENGTH = 10
/** Longest answer of an extended APDU with its header (§5.1, dwMaxCCIDMessageLength). */
export const MAX_MESSAGE_LENGTH = 65_544 + HEADER_LENGTH

/** What follows the header: the name of bytes of any number, or fields of fixed size; `{}` is nothing. */
export type Body = string | NumberSizes
type BodyValue<B extends Body> =
  B extends string ? { readonly [K in B]: Uint8Array } : B extends NumberSizes ? Numbers<B> : never

/** What a message says: its name, slot and sequence number, and its own fields under the names of the specification. */
export type CcidMessageValue<Name extends string, S extends NumberSizes, B extends Body> =
  { readonly name: Name, readonly bSlot: number, readonly bSeq: number } & Numbers<S> & BodyValue<B>

export interface CcidMessageExample<Value> {
  readonly hex: string
  readonly value: Value
}

/** One row of the message tables. */
export interface CcidMessageDeclaration<Name extends string, S extends NumberSizes, B extends Body> {
  /** Verbatim from the specification; `PC_to_RDR` goes out, `RDR_to_PC` comes in. */
  readonly name: Name
  readonly bMessageType: number
  /** Fields among the three message-specific bytes; what they leave over is reserved and written 00. */
  readonly specific: S
  readonly body: B
  readonly provenance: Provenance
  readonly examples: readonly [
    CcidMessageExample<CcidMessageValue<Name, S, B>>, ...CcidMessageExample<CcidMessageValue<Name, S, B>>[],
  ]
}

export interface CcidMessageRow<
  Name extends string, S extends NumberSizes, B extends Body,
> extends CcidMessageDeclaration<Name, S, B> {
  /** @throws MalformedError when a number does not fit its field */
  encode(value: CcidMessageValue<Name, S, B>): Uint8Array
  /** Reserved bytes are not looked at. @throws MalformedError when type or length is not that of the row */
  decode(bytes: Uint8Array): CcidMessageValue<Name, S, B>
}

const SPECIFIC_LENGTH = 3
const begin = { bMessageType: 1, dwLength: 4, bSlot: 1, bSeq: 1 } as const

/** Makes a row from its declaration. @throws RangeError at once when its specific fields exceed three bytes */
export function ccidMessage<const Name extends string, const S extends NumberSizes, const B extends Body>(
  declared: CcidMessageDeclaration<Name, S, B>,
): CcidMessageRow<Name, S, B> {
  const { name, bMessageType, specific, body } = declared
  const reserved = SPECIFIC_LENGTH - sizeOf(specific)
  if (reserved < 0) throw new RangeError(`${name}: its specific fields exceed 3 bytes`)

  const encode = (value: object): Uint8Array => {
    const given = new Map<string, unknown>(Object.entries(value))
    const numbers = new Map([...given].filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
    const behind = typeof body === 'string' ? given.get(body) : writeNumbers(body, numbers)
    if (!(behind instanceof Uint8Array)) throw new MalformedError(String(body), 'missing')
    numbers.set('bMessageType', bMessageType).set('dwLength', behind.length)
    return concat(writeNumbers({ ...begin, ...specific }, numbers), new Uint8Array(reserved), behind)
  }

  const decode = (message: Uint8Array): CcidMessageValue<Name, S, B> => {
    const { bMessageType: type, dwLength, bSlot, bSeq } = decodeHeader(message)
    if (type !== bMessageType) throw new MalformedError('bMessageType', `not that of ${name}`)
    const behind = message.subarray(HEADER_LENGTH)
    if (behind.length !== dwLength) throw new MalformedError('dwLength', 'is not the number of bytes that follow')
    if (typeof body !== 'string' && dwLength !== sizeOf(body)) {
      throw new MalformedError('dwLength', `${dwLength} instead of ${sizeOf(body)} for ${name}`)
    }
    const own = readNumbers(specific, message.subarray(HEADER_LENGTH - SPECIFIC_LENGTH))
    const content = typeof body === 'string' ? { [body]: Uint8Array.from(behind) } : readNumbers(body, behind)
    return { name, bSlot, bSeq, ...own, ...content } as CcidMessageValue<Name, S, B>
  }

  return { ...declared, encode, decode }
}

/**
 * The part all messages share.
 * @throws MalformedError when there are fewer than 10 bytes
 */
export function decodeHeader(message: Uint8Array): Numbers<typeof begin> {
  if (message.length < HEADER_LENGTH) {
    throw new MalformedError('CCID message', `${message.length} bytes are fewer than its ${HEADER_LENGTH} header bytes`)
  }
  return readNumbers(begin, message)
}
