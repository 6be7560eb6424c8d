import * as z from 'zod'
import { localCall } from '../local-call.ts'
import { bundle, clinic, noHc, nothing, ofHpc, ofSam, secret, signing } from './values.ts'

const world = 'three-cards'
const verified = { call: 'POST /api/hpc/v1/Verification/Hpc', body: { pin: '123456' } } as const
const codes = [...ofSam, ...ofHpc]

export const hpcVerification = localCall({
  name: verified.call,
  summary: { zh: '醫事人員卡認證', en: 'Authenticates the professional card and verifies its PIN; 000000 means the key-pad of the reader.' },
  body: z.object({ pin: secret('PIN; 000000 for the key-pad of a dedicated reader') }), secret: ['pin'], reply: nothing, codes,
  provenance: { source: 'nhi-facts §2.4 (Verification/Hpc)' },
  examples: [
    { name: 'the right PIN', world, body: { pin: '123456' }, reply: { statusCode: 0 } },
    { name: 'a wrong PIN', world, body: { pin: '999999' }, reply: { statusCode: 1410 } },
    { name: 'no professional card', world: 'one-clinic', body: { pin: '123456' }, reply: { statusCode: 1102 } },
    { name: 'a number instead of a PIN', world, body: { pin: 123456 }, reply: { statusCode: 1705 } },
  ],
})

export const hpcSignature = localCall({
  name: 'POST /api/hpc/v1/Signature',
  summary: { zh: '醫事人員卡簽章', en: 'A signature bundle of professional card and security module.' },
  body: signing, reply: bundle, codes,
  provenance: { source: 'nhi-facts §2.4 (hpc Signature)' },
  examples: [
    { name: 'after its PIN', world, before: [verified], body: { serviceType: '01' }, reply: { statusCode: 0, ...clinic, ...noHc } },
    { name: 'without its PIN', world, body: { serviceType: '01' }, reply: { statusCode: 1402 } },
  ],
})

export const hpcPinChange = localCall({
  name: 'POST /api/hpc/v1/Pin',
  summary: { zh: '變更醫事人員卡 PIN', en: 'Changes the PIN of the professional card, after it was verified.' },
  body: z.object({ newPin: secret('new PIN') }), secret: ['newPin'], reply: nothing, codes,
  provenance: { source: 'nhi-facts §2.4 (hpc Pin)' },
  examples: [
    { name: 'after its PIN', world, before: [verified], body: { newPin: '654321' }, reply: { statusCode: 0 } },
    { name: 'without its PIN', world, body: { newPin: '654321' }, reply: { statusCode: 1402 } },
  ],
})

export const hpcPinUnlock = localCall({
  name: 'PUT /api/hpc/v1/Pin',
  summary: { zh: '解鎖醫事人員卡 PIN', en: 'Unlocks the professional card by its PUK and sets a PIN.' },
  body: z.object({ puk: secret('PUK'), newPin: secret('new PIN') }), secret: ['puk', 'newPin'], reply: nothing, codes,
  provenance: { source: 'nhi-facts §2.4 (hpc Pin)' },
  examples: [
    { name: 'a wrong PUK', world, body: { puk: '00000001', newPin: '654321' }, reply: { statusCode: 1410 } },
    { name: 'no PUK', world, body: { newPin: '654321' }, reply: { statusCode: 1704 } },
  ],
})

export const hpcLogout = localCall({
  name: 'DELETE /api/hpc/v1/Logout',
  summary: { zh: '登出醫事人員卡', en: 'The professional card is to be authenticated anew.' },
  body: nothing, reply: nothing, codes: [],
  provenance: { source: 'nhi-facts §2.4 (hpc Logout)' },
  examples: [
    { name: 'after its PIN', world, before: [verified], body: {}, reply: { statusCode: 0 } },
    { name: 'with nobody logged in', world: 'one-clinic', body: {}, reply: { statusCode: 0 } },
  ],
})
