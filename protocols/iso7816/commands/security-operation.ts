import { unhex } from '../../bytes/hex.ts'
import { apduCommand, nothing, raw } from '../command.ts'
import { dataOf, extendedOf, leOf, withoutLe } from './data-field.ts'

const INS = 0x2a

export interface VerifyCertificateArgs {
  /** The content of a card-verifiable certificate, 7F4E and 5F37 (`protocols/auth/certificate.ts`). */
  readonly certificate: Uint8Array
  readonly extended?: boolean
}

/** PSO: VERIFY CERTIFICATE: the card checks a certificate by the root key it holds and keeps its public key. */
export const verifyCertificate = apduCommand<VerifyCertificateArgs, undefined>({
  name: 'PSO: VERIFY CERTIFICATE', spec: 'ISO/IEC 7816-8 PERFORM SECURITY OPERATION',
  provenance: { assumed: 'the open profile of simulated cards (docs/open-profile.md §6); real cards refuse it' },
  cla: 0x00, ins: INS, when: { p1: 0x00, p2: 0xbe },
  header: {
    encode: ({ certificate, ...lengths }) => ({ p1: 0x00, p2: 0xbe, data: certificate, ...lengths }),
    decode: (parameters) => {
      withoutLe(parameters)
      return { certificate: dataOf(parameters), ...extendedOf(parameters) }
    },
  },
  response: nothing,
  marks: {},
  examples: [{
    args: { certificate: unhex('7f4e005f3700') }, capdu: '002a00be067f4e005f3700', result: undefined, rapdu: '9000',
  }],
})

export interface ComputeDigitalSignatureArgs {
  /** What is signed; the card hashes it. */
  readonly data: Uint8Array
  /** 1 to 256 bytes; more in extended form. */
  readonly le: number
  readonly extended?: boolean
}

/** PSO: COMPUTE DIGITAL SIGNATURE: the SAM signs the given data; 64 bytes come. */
export const computeDigitalSignature = apduCommand<ComputeDigitalSignatureArgs, Uint8Array>({
  name: 'PSO: COMPUTE DIGITAL SIGNATURE', spec: 'ISO/IEC 7816-8 PERFORM SECURITY OPERATION',
  provenance: { assumed: 'the open profile of simulated cards (docs/open-profile.md §9); real SAMs are not public' },
  cla: 0x00, ins: INS, when: { p1: 0x9e, p2: 0x9a },
  header: {
    encode: (args) => ({ p1: 0x9e, p2: 0x9a, ...args }),
    decode: (parameters) => ({ data: dataOf(parameters), le: leOf(parameters), ...extendedOf(parameters) }),
  },
  response: raw,
  marks: {}, // what is signed names a patient
  examples: [{
    args: { data: unhex('cafe'), le: 64 }, capdu: '002a9e9a02cafe40', result: unhex('beef'), rapdu: 'beef9000',
  }],
})
