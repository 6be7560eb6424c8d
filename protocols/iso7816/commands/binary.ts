import { unhex } from '../../bytes/hex.ts'
import { apduCommand, nothing, raw } from '../command.ts'
import { dataOf, extendedOf, leOf, withoutData, withoutLe } from './data-field.ts'
import { binaryPlace, type BinaryPlace } from './file-place.ts'

const provenance = { assumed: 'the open profile of simulated cards (docs/open-profile.md §2); real cards refuse it' }

export interface ReadBinaryArgs extends BinaryPlace {
  /** 1 to 256 bytes; more in extended form. */
  readonly le: number
  readonly extended?: boolean
}

/** READ BINARY of a transparent file. */
export const readBinary = apduCommand<ReadBinaryArgs, Uint8Array>({
  name: 'READ BINARY', spec: 'ISO/IEC 7816-4:2005 §7.2.3', provenance,
  cla: 0x00, ins: 0xb0,
  header: {
    encode: ({ sfi, offset, ...lengths }) => ({ ...binaryPlace.encode({ sfi, offset }), ...lengths }),
    decode: (parameters) => {
      withoutData(parameters)
      return { ...binaryPlace.decode(parameters), le: leOf(parameters), ...extendedOf(parameters) }
    },
  },
  response: raw,
  marks: {},
  examples: [
    { args: { sfi: 1, offset: 0, le: 256 }, capdu: '00b0810000', result: unhex('3131'), rapdu: '31319000' },
    { args: { sfi: 30, offset: 255, le: 1 }, capdu: '00b09eff01', result: unhex('31'), rapdu: '319000' },
    { args: { sfi: 0, offset: 0x1234, le: 2 }, capdu: '00b0123402', result: unhex('3131'), rapdu: '31319000' },
  ],
})

export interface UpdateBinaryArgs extends BinaryPlace {
  readonly data: Uint8Array
  readonly extended?: boolean
}

/** UPDATE BINARY of a transparent file: the bytes from `offset` on are replaced. */
export const updateBinary = apduCommand<UpdateBinaryArgs, undefined>({
  name: 'UPDATE BINARY', spec: 'ISO/IEC 7816-4:2005 §7.2.5', provenance,
  cla: 0x00, ins: 0xd6,
  header: {
    encode: ({ sfi, offset, ...rest }) => ({ ...binaryPlace.encode({ sfi, offset }), ...rest }),
    decode: (parameters) => {
      withoutLe(parameters)
      return { ...binaryPlace.decode(parameters), data: dataOf(parameters), ...extendedOf(parameters) }
    },
  },
  response: nothing,
  marks: {},
  examples: [
    { args: { sfi: 2, offset: 0, data: unhex('3132') }, capdu: '00d68200023132', result: undefined, rapdu: '9000' },
    { args: { sfi: 0, offset: 0, data: unhex('20') }, capdu: '00d600000120', result: undefined, rapdu: '9000' },
  ],
})
