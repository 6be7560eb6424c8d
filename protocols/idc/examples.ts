import { unhex } from '../bytes/hex.ts'
import type { Idc } from '../port/idc.ts'

/** A call in both of its forms. */
export interface IdcExample {
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
  readonly wireParams: unknown
  readonly reply: { readonly result: unknown } | { readonly code: number }
  readonly wireReply: unknown
}

const bytes = { hex: unhex('000102030405060708090a0b0c0d0e0f'), wire: 'AAECAwQFBgcICQoLDA0ODw==' }
const signature = { hex: unhex('00'.repeat(64)), wire: `${'A'.repeat(84)}AA==` }
const certificate = { hex: unhex('7f2103010203'), wire: 'fyEDAQID' }
const cardId = { hex: unhex('303132333435363738393031'), wire: 'MDEyMzQ1Njc4OTAx' }
const conversation = 'talk-1'
const ssc = { hex: unhex('ff'.repeat(16)), wire: '/////////////////////w==' }

const validity = { cardValidity: '2031-12-31', treatmentCounter: 6 }
const insured = { insurerCode: '', insurerId: '3' }
const illnesses = [
  { period: { validityStart: '2024-04-01', validityEnd: null }, code: { ciCode: 'C509' } }, null, null, null, null, null,
]
const lastSequence = { year: 115, sequenceNumber: '0012' }
const full = { validity, insured, illnesses, lastSequence, cumulativeData: [null, null], openPin: false }
const standing = { idCardNum: 'Z199999016', cancelled: false, cardValidity: null, treatmentCounter: 3, pinBlocked: false }
const request = { kind: 'noCard', idCardNum: 'Z199999016', treatmentDateTime: '2026-01-15T09:00:00' }

/** Typed by hand, both ways. */
export const idcExamples: Readonly<Record<keyof Idc, readonly IdcExample[]>> = {
  hello: [
    {
      name: 'a module that is known', params: { samId: 'TESTSAM00001' }, wireParams: { samId: 'TESTSAM00001' },
      reply: { result: { conversation, challenge: bytes.hex, certificate: certificate.hex } },
      wireReply: { result: { conversation, challenge: bytes.wire, certificate: certificate.wire } },
    },
    {
      name: 'one that is not', params: { samId: 'TESTSAM99999' }, wireParams: { samId: 'TESTSAM99999' },
      reply: { code: 9013 }, wireReply: { code: 9013 },
    },
  ],
  authenticate: [{
    name: 'a module that proves itself',
    params: { conversation, proof: { certificate: certificate.hex, signature: signature.hex, challenge: bytes.hex } },
    wireParams: { conversation, proof: { certificate: certificate.wire, signature: signature.wire, challenge: bytes.wire } },
    reply: { result: { signature: signature.hex, at: '2026-01-15T01:00:00.000Z' } },
    wireReply: { result: { signature: signature.wire, at: '2026-01-15T01:00:00.000Z' } },
  }],
  prove: [{
    name: 'to a health card', params: { conversation, cardId: cardId.hex, challenge: bytes.hex },
    wireParams: { conversation, cardId: cardId.wire, challenge: bytes.wire },
    reply: { result: { certificate: certificate.hex, signature: signature.hex } },
    wireReply: { result: { certificate: certificate.wire, signature: signature.wire } },
  }],
  beginCard: [{
    name: 'a health card', params: { conversation, kind: 'hc', cardId: cardId.hex, challenge: bytes.hex },
    wireParams: { conversation, kind: 'hc', cardId: cardId.wire, challenge: bytes.wire },
    reply: { result: bytes.hex }, wireReply: { result: bytes.wire },
  }],
  finishCard: [
    {
      name: 'a professional card that proves itself', params: { conversation, kind: 'hpc', answer: bytes.hex },
      wireParams: { conversation, kind: 'hpc', answer: bytes.wire },
      reply: { result: { enc: bytes.hex, mac: bytes.hex, ssc: ssc.hex } },
      wireReply: { result: { enc: bytes.wire, mac: bytes.wire, ssc: ssc.wire } },
    },
    {
      name: 'a health card that does not', params: { conversation, kind: 'hc', answer: unhex('') },
      wireParams: { conversation, kind: 'hc', answer: '' }, reply: { code: 9212 }, wireReply: { code: 9212 },
    },
  ],
  checkInsurance: [
    {
      name: 'somebody insured', params: { conversation, idCardNum: 'Z199999016' }, wireParams: { conversation, idCardNum: 'Z199999016' },
      reply: { result: undefined }, wireReply: { result: null },
    },
    {
      name: 'somebody who is not', params: { conversation, idCardNum: 'Z199999016' }, wireParams: { conversation, idCardNum: 'Z199999016' },
      reply: { code: 9094 }, wireReply: { code: 9094 },
    },
  ],
  cardContent: [
    {
      name: 'all that the centre knows', params: { conversation, standing }, wireParams: { conversation, standing },
      reply: { result: full }, wireReply: { result: full },
    },
    {
      name: 'visits alone', params: { conversation, standing }, wireParams: { conversation, standing },
      reply: { result: { validity, openPin: true } }, wireReply: { result: { validity, openPin: true } },
    },
  ],
  treatmentNumber: [{
    name: 'without a card', params: { conversation, request }, wireParams: { conversation, request },
    reply: { result: '7NZ03F67JMBZU1XSUBO0' }, wireReply: { result: '7NZ03F67JMBZU1XSUBO0' },
  }],
}
