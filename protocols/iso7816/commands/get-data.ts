import { unhex } from '../../bytes/hex.ts'
import type { CommandApdu } from '../apdu.ts'
import { apduCommand, raw, type ChosenLengths } from '../command.ts'
import { lengthsOf } from './data-field.ts'

export interface GetDataArgs extends ChosenLengths, Pick<CommandApdu, 'data'> {
  /** P1-P2: 1100 the basic data, 2400 the termination block, 0000 the card number (nhi-facts §4.3). */
  readonly tag: number
}

/**
 * GET DATA. Clients of health cards send the data field 0000 and mostly no Le; a few send Le 00 behind it. Either way
 * the card answers with the data.
 */
export const getData = apduCommand<GetDataArgs, Uint8Array>({
  name: 'GET DATA', spec: 'ISO/IEC 7816-4:2005 §7.4.2', provenance: { source: 'nhi-facts §4.3' },
  cla: 0x00, ins: 0xca,
  header: {
    encode: ({ tag, ...rest }) => ({ p1: tag >> 8, p2: tag & 0xff, ...rest }),
    decode: (parameters) => {
      const { p1, p2, data } = parameters
      const tag = (p1 << 8) | p2
      return data === undefined ? { tag, ...lengthsOf(parameters) } : { tag, data, ...lengthsOf(parameters) }
    },
  },
  response: raw,
  marks: { data: 'open' }, // the response is a person's
  examples: [
    {
      args: { tag: 0x1100, data: unhex('0000') },
      capdu: '00ca1100020000', result: unhex('cafe'), rapdu: 'cafe9000',
    },
    {
      args: { tag: 0x1100, data: unhex('0000'), le: 256 },
      capdu: '00ca110002000000', result: unhex('cafe'), rapdu: 'cafe9000',
    },
    { args: { tag: 0x2400, data: unhex('0000') }, capdu: '00ca2400020000', result: unhex('31'), rapdu: '319000' },
    {
      args: { tag: 0x0000, data: unhex('0000') },
      capdu: '00ca0000020000', result: unhex('303030303132333435363738'), rapdu: '3030303031323334353637389000',
    },
    { args: { tag: 0x0102, le: 4 }, capdu: '00ca010204', result: unhex('cafebabe'), rapdu: 'cafebabe9000' },
  ],
})
