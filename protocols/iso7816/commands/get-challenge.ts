import { unhex } from '../../bytes/hex.ts'
import { apduCommand, raw } from '../command.ts'
import { leOnly, leOnlyHeader, type LeOnlyArgs } from './le-only.ts'

/** GET CHALLENGE: random bytes for an authentication, 8 from a health card. */
export const getChallenge = apduCommand<LeOnlyArgs, Uint8Array>({
  name: 'GET CHALLENGE', spec: 'ISO/IEC 7816-4:2005 §7.5.3', provenance: { source: 'nhi-facts §4.3' },
  cla: 0x00, ins: 0x84, when: leOnly, header: leOnlyHeader,
  response: raw,
  marks: { response: 'open' },
  examples: [
    { args: { le: 8 }, capdu: '0084000008', result: unhex('0102030405060708'), rapdu: '01020304050607089000' },
  ],
})
