import { unhex } from '../../bytes/hex.ts'
import { apduCommand, nothing, raw } from '../command.ts'
import { dataOf, extendedOf, leOf, withoutLe } from './data-field.ts'

const profile = (section: string) =>
  ({ assumed: `the open profile of simulated cards (docs/open-profile.md ${section}); real cards refuse it` })

export interface InternalAuthenticateArgs {
  /** P2: 00 the role of a professional card, 80 a SAM for the data centre. */
  readonly reference: number
  /** What is to be signed for: id and challenge of the card (28 bytes), or the data centre's challenge (16 bytes). */
  readonly data: Uint8Array
  /** 1 to 256 bytes; more in extended form. */
  readonly le: number
  readonly extended?: boolean
}

/** INTERNAL AUTHENTICATE: the card signs with its private key; 64 bytes come. */
export const internalAuthenticate = apduCommand<InternalAuthenticateArgs, Uint8Array>({
  name: 'INTERNAL AUTHENTICATE', spec: 'ISO/IEC 7816-4:2005 §7.5.2', provenance: profile('§6, §9'),
  cla: 0x00, ins: 0x88, when: { p1: 0x00 },
  header: {
    encode: ({ reference, ...rest }) => ({ p1: 0x00, p2: reference, ...rest }),
    decode: (parameters) => ({
      reference: parameters.p2, data: dataOf(parameters), le: leOf(parameters), ...extendedOf(parameters),
    }),
  },
  response: raw,
  marks: {},
  examples: [{
    args: { reference: 0x80, data: unhex('000102030405060708090a0b0c0d0e0f'), le: 64 },
    capdu: '0088008010000102030405060708090a0b0c0d0e0f40', result: unhex('cafe'), rapdu: 'cafe9000',
  }],
})

export interface ExternalAuthenticateArgs {
  /** P2: the role that is shown, 01 to ff (`protocols/auth/role.ts`). */
  readonly role: number
  readonly signature: Uint8Array
  readonly extended?: boolean
}

/** EXTERNAL AUTHENTICATE: a signature over the card's challenge shows it a role. P2 = 00 is MUTUAL AUTHENTICATE. */
export const externalAuthenticate = apduCommand<ExternalAuthenticateArgs, undefined>({
  name: 'EXTERNAL AUTHENTICATE', spec: 'ISO/IEC 7816-4:2005 §7.5.4', provenance: profile('§6'),
  cla: 0x00, ins: 0x82, when: { p1: 0x00, p2: [0x01, 0xff] },
  header: {
    encode: ({ role, signature, ...lengths }) => ({ p1: 0x00, p2: role, data: signature, ...lengths }),
    decode: (parameters) => {
      withoutLe(parameters)
      return { role: parameters.p2, signature: dataOf(parameters), ...extendedOf(parameters) }
    },
  },
  response: nothing,
  marks: {},
  examples: [{
    args: { role: 0x01, signature: unhex('cafe') }, capdu: '0082000102cafe', result: undefined, rapdu: '9000',
  }],
})

export interface MutualAuthenticateArgs {
  /** 88 bytes: cryptogram and checksum of the SAM. */
  readonly cryptogram: Uint8Array
  /** 1 to 256 bytes; more in extended form. */
  readonly le: number
  readonly extended?: boolean
}

/** MUTUAL AUTHENTICATE: the SAM's cryptogram goes in, 72 bytes of the card come. It has P2 = 00, which is no role. */
export const mutualAuthenticate = apduCommand<MutualAuthenticateArgs, Uint8Array>({
  name: 'MUTUAL AUTHENTICATE', spec: 'ISO/IEC 7816-4:2005 §7.5.4', provenance: profile('§5'),
  cla: 0x00, ins: 0x82, when: { p1: 0x00, p2: 0x00 },
  header: {
    encode: ({ cryptogram, ...lengths }) => ({ p1: 0x00, p2: 0x00, data: cryptogram, ...lengths }),
    decode: (parameters) => ({
      cryptogram: dataOf(parameters), le: leOf(parameters), ...extendedOf(parameters),
    }),
  },
  response: raw,
  marks: { data: 'secret', response: 'secret' }, // halves of the session's keys, encrypted
  examples: [{
    args: { cryptogram: unhex('cafe'), le: 256 }, capdu: '0082000002cafe00', result: unhex('beef'), rapdu: 'beef9000',
  }],
})
