import { unhex } from '../../bytes/hex.ts'
import { MalformedError } from '../../bytes/malformed.ts'
import { apduCommand, nothing, raw } from '../command.ts'
import { dataOf, extendedOf, leOf, withoutData, withoutLe } from './data-field.ts'
import { recordPlace, type RecordPlace } from './file-place.ts'

const provenance = { assumed: 'the open profile of simulated cards (docs/open-profile.md §2); real cards refuse it' }

/** What P1 means: the number of one record, or of the first of all up to the last. */
const ONE = 0x04, TO_THE_LAST = 0x05

export interface ReadRecordArgs extends RecordPlace {
  /** Without it the one record; with it as many whole records from `record` on as Le has room for. */
  readonly toTheLast: boolean
  /** 1 to 256 bytes; more in extended form. */
  readonly le: number
  readonly extended?: boolean
}

/** READ RECORD of a linear or cyclic file: one, or from a number to the last. The result is records without a gap. */
export const readRecord = apduCommand<ReadRecordArgs, Uint8Array>({
  name: 'READ RECORD', spec: 'ISO/IEC 7816-4:2005 §7.3.3', provenance,
  cla: 0x00, ins: 0xb2,
  header: {
    encode: ({ sfi, record, toTheLast, ...lengths }) =>
      ({ ...recordPlace.encode({ sfi, record }, toTheLast ? TO_THE_LAST : ONE), ...lengths }),
    decode: (parameters) => {
      withoutData(parameters)
      const { sfi, record, use } = recordPlace.decode(parameters)
      if (use !== ONE && use !== TO_THE_LAST) throw new MalformedError('P2', 'neither one record nor all to the last')
      return { sfi, record, toTheLast: use === TO_THE_LAST, le: leOf(parameters), ...extendedOf(parameters) }
    },
  },
  response: raw,
  marks: {},
  examples: [
    {
      args: { sfi: 18, record: 1, toTheLast: false, le: 61 },
      capdu: '00b201943d', result: unhex('3131'), rapdu: '31319000',
    },
    {
      args: { sfi: 18, record: 5, toTheLast: true, le: 256 },
      capdu: '00b2059500', result: unhex('3131'), rapdu: '31319000',
    },
    { args: { sfi: 0, record: 3, toTheLast: false, le: 8 }, capdu: '00b2030408', result: unhex('20'), rapdu: '209000' },
  ],
})

export interface UpdateRecordArgs extends RecordPlace {
  /** The whole record. */
  readonly data: Uint8Array
  readonly extended?: boolean
}

/** UPDATE RECORD of a linear file: one record is replaced. */
export const updateRecord = apduCommand<UpdateRecordArgs, undefined>({
  name: 'UPDATE RECORD', spec: 'ISO/IEC 7816-4:2005 §7.3.5', provenance,
  cla: 0x00, ins: 0xdc,
  header: {
    encode: ({ sfi, record, ...rest }) => ({ ...recordPlace.encode({ sfi, record }, ONE), ...rest }),
    decode: (parameters) => {
      withoutLe(parameters)
      const { sfi, record, use } = recordPlace.decode(parameters)
      if (use !== ONE) throw new MalformedError('P2', 'not the number of one record')
      return { sfi, record, data: dataOf(parameters), ...extendedOf(parameters) }
    },
  },
  response: nothing,
  marks: {},
  examples: [{
    args: { sfi: 21, record: 3, data: unhex('4142') }, capdu: '00dc03ac024142', result: undefined, rapdu: '9000',
  }],
})

export interface AppendRecordArgs extends Pick<RecordPlace, 'sfi'> {
  /** The whole record. */
  readonly data: Uint8Array
  readonly extended?: boolean
}

/** APPEND RECORD to a cyclic file: it becomes record 1, and the oldest is overwritten when the file is full. */
export const appendRecord = apduCommand<AppendRecordArgs, undefined>({
  name: 'APPEND RECORD', spec: 'ISO/IEC 7816-4:2005 §7.3.6', provenance,
  cla: 0x00, ins: 0xe2, when: { p1: 0x00 },
  header: {
    encode: ({ sfi, ...rest }) => ({ p1: 0x00, p2: recordPlace.encode({ sfi, record: 1 }, 0).p2, ...rest }),
    decode: (parameters) => {
      withoutLe(parameters)
      const { sfi, use } = recordPlace.decode({ p1: 1, p2: parameters.p2 })
      if (use !== 0) throw new MalformedError('P2', 'the lower three bits are not zero')
      return { sfi, data: dataOf(parameters), ...extendedOf(parameters) }
    },
  },
  response: nothing,
  marks: {},
  examples: [
    { args: { sfi: 18, data: unhex('4142') }, capdu: '00e20090024142', result: undefined, rapdu: '9000' },
    { args: { sfi: 0, data: unhex('41') }, capdu: '00e200000141', result: undefined, rapdu: '9000' },
  ],
})
