import { decodeTlvs, encodeTlv, encodeTlvs, expectTlvs } from '../../bytes/ber-tlv.ts'
import { unhex } from '../../bytes/hex.ts'
import { apduCommand, type ResponseCodec } from '../command.ts'
import type { SessionKeys } from '../session-keys.ts'
import { dataOf, extendedOf, leOf } from './data-field.ts'

const TEMPLATE = 0x7c
const CHALLENGE = 0x81, RESPONSE = 0x82, CARD_ID = 0x5a
const KS_ENC = 0xc0, KS_MAC = 0xc1, SSC = 0xc2
/** P1: the one algorithm of the profile. */
const ALGORITHM = 0x01

/** First the card's challenge and id, then its answer; the SAM remembers what it sent in between. */
export type SamStep =
  | { readonly step: 'begin', readonly challenge: Uint8Array, readonly cardId: Uint8Array }
  | { readonly step: 'finish', readonly answer: Uint8Array }

export type GeneralAuthenticateArgs = SamStep & {
  /** P2: which kind of card, 01 HC, 02 HPC; it chooses the master key. */
  readonly kind: number
  /** 1 to 256 bytes; more in extended form. */
  readonly le: number
  readonly extended?: boolean
}

/** To `begin` a cryptogram for the card comes, to `finish` the keys of the session. */
export type SamAnswer = { readonly cryptogram: Uint8Array } | { readonly sessionKeys: SessionKeys }

const template = (...objects: readonly [tag: number, value: Uint8Array][]) =>
  encodeTlv(TEMPLATE, encodeTlvs(objects.map(([tag, value]) => ({ tag, value }))))

function content(bytes: Uint8Array): { readonly first: number | undefined, readonly objects: Uint8Array } {
  const [objects] = expectTlvs(bytes, [TEMPLATE], 'authentication template')
  return { first: decodeTlvs(objects)[0]?.tag, objects }
}

const answer: ResponseCodec<SamAnswer> = {
  encode: (result) => {
    if ('cryptogram' in result) return template([RESPONSE, result.cryptogram])
    const { enc, mac, ssc } = result.sessionKeys
    return template([KS_ENC, enc], [KS_MAC, mac], [SSC, ssc])
  },
  decode: (data) => {
    const { first, objects } = content(data)
    if (first === RESPONSE) return { cryptogram: expectTlvs(objects, [RESPONSE], 'cryptogram')[0] }
    const [enc, mac, ssc] = expectTlvs(objects, [KS_ENC, KS_MAC, SSC], 'session keys')
    return { sessionKeys: { enc, mac, ssc } }
  },
}

/** GENERAL AUTHENTICATE to a SAM: two calls, between which a health or professional card authenticates it. */
export const generalAuthenticate = apduCommand<GeneralAuthenticateArgs, SamAnswer>({
  name: 'GENERAL AUTHENTICATE', spec: 'ISO/IEC 7816-4:2005 §7.5.5',
  provenance: { assumed: 'the open profile of simulated cards (docs/open-profile.md §5); real SAMs are not public' },
  cla: 0x00, ins: 0x87, when: { p1: ALGORITHM },
  header: {
    encode: ({ kind, le, extended, ...step }) => ({
      p1: ALGORITHM, p2: kind, le, ...(extended === undefined ? {} : { extended }),
      data: step.step === 'begin'
        ? template([CHALLENGE, step.challenge], [CARD_ID, step.cardId])
        : template([RESPONSE, step.answer]),
    }),
    decode: (parameters) => {
      const { first, objects } = content(dataOf(parameters))
      const rest = { kind: parameters.p2, le: leOf(parameters), ...extendedOf(parameters) }
      if (first === RESPONSE) return { step: 'finish', answer: expectTlvs(objects, [RESPONSE], 'answer')[0], ...rest }
      const [challenge, cardId] = expectTlvs(objects, [CHALLENGE, CARD_ID], 'challenge and id')
      return { step: 'begin', challenge, cardId, ...rest }
    },
  },
  response: answer,
  marks: { data: 'secret', response: 'secret' }, // cryptograms, and the keys themselves
  examples: [
    {
      args: { step: 'begin', kind: 1, challenge: unhex('0102'), cardId: unhex('0a0b0c'), le: 256 },
      capdu: '008701010b' + '7c09' + '81020102' + '5a030a0b0c' + '00',
      result: { cryptogram: unhex('cafe') }, rapdu: '7c048202cafe9000',
    },
    {
      args: { step: 'finish', kind: 2, answer: unhex('beef'), le: 256 },
      capdu: '0087010206' + '7c048202beef' + '00',
      result: { sessionKeys: { enc: unhex('11'), mac: unhex('22'), ssc: unhex('33') } },
      rapdu: '7c09' + 'c00111' + 'c10122' + 'c20133' + '9000',
    },
  ],
})
