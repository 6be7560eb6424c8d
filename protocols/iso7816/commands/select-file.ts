import { MalformedError } from '../../bytes/malformed.ts'
import { apduCommand, nothing } from '../command.ts'
import { dataOf, withoutLe } from './data-field.ts'

const EF_UNDER_CURRENT_DF = 0x02
const NO_RESPONSE_DATA = 0x0c

export interface SelectFileArgs {
  /** File identifier, 2 bytes. */
  readonly fid: number
}

/** SELECT an elementary file of the application by its identifier, without an answer; it is then the current file. */
export const selectFile = apduCommand<SelectFileArgs, undefined>({
  name: 'SELECT (EF)', spec: 'ISO/IEC 7816-4:2005 §7.1.1',
  provenance: { assumed: 'the open profile of simulated cards (docs/open-profile.md §2); real cards refuse it' },
  cla: 0x00, ins: 0xa4, when: { p1: EF_UNDER_CURRENT_DF, p2: NO_RESPONSE_DATA },
  header: {
    encode: ({ fid }) => {
      if (!Number.isInteger(fid) || fid < 0 || fid > 0xffff) throw new MalformedError('FID', 'not two bytes')
      return { p1: EF_UNDER_CURRENT_DF, p2: NO_RESPONSE_DATA, data: Uint8Array.of(fid >> 8, fid & 0xff) }
    },
    decode: (parameters) => {
      withoutLe(parameters)
      const [high, low, more] = dataOf(parameters)
      if (high === undefined || low === undefined || more !== undefined) throw new MalformedError('Lc', 'not two bytes')
      return { fid: (high << 8) | low }
    },
  },
  response: nothing,
  marks: { data: 'open' },
  examples: [{ args: { fid: 0x0112 }, capdu: '00a4020c020112', result: undefined, rapdu: '9000' }],
})
