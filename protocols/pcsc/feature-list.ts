import type { Codec } from '../bytes/codec.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { ccidRecord } from '../ccid/record.ts'
import type { Provenance } from '../provenance.ts'

/**
 * Function number of CM_IOCTL_GET_FEATURE_REQUEST: what a reader can do beside carrying APDUs (PC/SC part 10 §2.2).
 * SCARD_CTL_CODE makes a control code of it: 0x42000000 + 3400 with pcsc-lite, 0x31 << 16 | 3400 << 2 on Windows.
 */
export const CM_IOCTL_GET_FEATURE_REQUEST = 3400

/** A PIN is entered at the reader, put into a command there and sent to the card, all by one call. */
export const FEATURE_VERIFY_PIN_DIRECT = 0x06
/** The same for a change: the current PIN where it is wanted, the new one, and the new one again. */
export const FEATURE_MODIFY_PIN_DIRECT = 0x07

/** What a reader can do, and the control code for it. */
export interface ReaderFeature {
  /** FEATURE_*, one byte. */
  readonly tag: number
  /** Chosen by the driver, 4 bytes; it means nothing to another reader. */
  readonly dwControlCode: number
}

interface FeatureListCodec extends Codec<readonly ReaderFeature[]> {
  readonly name: string
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: readonly ReaderFeature[] }[]
}

const VALUE_LENGTH = 4

/** PCSC_TLV_STRUCTURE: the value is big-endian on every platform. */
const featureTlv = ccidRecord({
  name: 'PCSC_TLV_STRUCTURE', provenance: { source: 'PC/SC part 10 §2.2; pcsc-lite, reader.h' }, order: 'big',
  sizes: { tag: 1, length: 1, value: 4 }, fixed: { length: VALUE_LENGTH },
  examples: [{ hex: '060442330006', value: { tag: 0x06, length: 4, value: 0x42330006 } }],
})

/**
 * What CM_IOCTL_GET_FEATURE_REQUEST answers: 6 bytes for each feature, in no order; empty of a reader with none.
 *
 * Both directions throw MalformedError: a list cut short, a value of other than 4 bytes, a number that does not fit.
 */
export const featureList: FeatureListCodec = {
  name: 'list of PCSC_TLV_STRUCTURE', provenance: featureTlv.provenance,
  examples: [
    { // libccid at a reader that has PINs verified and changed at its keys: 06, 07, 0A (its properties) and 12
      hex: '060442330006' + '070442330007' + '0a044233000a' + '120442330012',
      value: [
        { tag: 0x06, dwControlCode: 0x42330006 }, { tag: 0x07, dwControlCode: 0x42330007 },
        { tag: 0x0a, dwControlCode: 0x4233000a }, { tag: 0x12, dwControlCode: 0x42330012 },
      ],
    },
    { hex: '', value: [] },
  ],
  encode: (features) => Uint8Array.from(features.flatMap(({ tag, dwControlCode }) =>
    [...featureTlv.encode({ tag, length: VALUE_LENGTH, value: dwControlCode })])),
  decode: (bytes) => {
    const { length } = featureTlv
    if (bytes.length % length !== 0) throw new MalformedError('feature list', 'cut short')
    return Array.from({ length: bytes.length / length }, (_, at) => {
      const { tag, value } = featureTlv.decode(bytes.subarray(at * length, (at + 1) * length))
      return { tag, dwControlCode: value }
    })
  },
}
