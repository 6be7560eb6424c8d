import { unhex } from '../../bytes/hex.ts'
import { MalformedError } from '../../bytes/malformed.ts'
import { apduCommand, raw, type ChosenLengths } from '../command.ts'
import { lengthsOf } from './data-field.ts'

const BY_DF_NAME = 0x04
const FIRST_OR_ONLY = 0x00
const NONE = new Uint8Array()

export interface SelectArgs extends ChosenLengths {
  /** 1 to 16 bytes; an application identifier has at least 5 (ISO/IEC 7816-4:2005 §8.2.1.2). */
  readonly aid: Uint8Array
}

/**
 * SELECT an application by its identifier. The result is the file control information, which may be empty. To be
 * treated as best-effort on a health card: newer ones are reported to refuse it with 6D00 (nhi-facts §4.2).
 */
export const select = apduCommand<SelectArgs, Uint8Array>({
  name: 'SELECT', spec: 'ISO/IEC 7816-4:2005 §7.1.1', provenance: { source: 'nhi-facts §4.3' },
  cla: 0x00, ins: 0xa4, when: { p1: BY_DF_NAME, p2: FIRST_OR_ONLY },
  header: {
    encode: ({ aid, ...lengths }) => ({ p1: BY_DF_NAME, p2: FIRST_OR_ONLY, data: dfName(aid), ...lengths }),
    decode: (parameters) => ({ aid: dfName(parameters.data ?? NONE), ...lengthsOf(parameters) }),
  },
  response: raw,
  marks: { data: 'open' },
  examples: [
    {
      args: { aid: unhex('d1580000010000000000000000001100') },
      capdu: '00a4040010d1580000010000000000000000001100', result: NONE, rapdu: '9000',
    },
    {
      args: { aid: unhex('f04e48495f54455354'), le: 256 },
      capdu: '00a4040009f04e48495f5445535400', result: unhex('6f00'), rapdu: '6f009000',
    },
  ],
})

function dfName(name: Uint8Array): Uint8Array {
  if (name.length >= 1 && name.length <= 16) return name
  throw new MalformedError('AID', `${name.length} bytes are not 1 to 16`)
}
