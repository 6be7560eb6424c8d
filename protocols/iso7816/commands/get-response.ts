import { unhex } from '../../bytes/hex.ts'
import { apduCommand, raw } from '../command.ts'
import { leOnly, leOnlyHeader, type LeOnlyArgs } from './le-only.ts'

/** GET RESPONSE: fetches what a status word 61xx announced. */
export const getResponse = apduCommand<LeOnlyArgs, Uint8Array>({
  name: 'GET RESPONSE', spec: 'ISO/IEC 7816-4:2005 §7.6.1', provenance: { source: 'nhi-facts §4.3' },
  cla: 0x00, ins: 0xc0, when: leOnly, header: leOnlyHeader,
  response: raw,
  marks: {}, // what comes belongs to another command
  examples: [
    { args: { le: 4 }, capdu: '00c0000004', result: unhex('cafebabe'), rapdu: 'cafebabe9000' },
    { args: { le: 256 }, capdu: '00c0000000', result: unhex('cafe'), rapdu: 'cafe9000' },
  ],
})
