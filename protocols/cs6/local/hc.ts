import * as z from 'zod'
import { localCall } from '../local-call.ts'
import { bundle, clinic, noHpc, nothing, ofHc, ofHpc, ofSam, secret, signing } from './values.ts'

const codes = [...ofSam, ...ofHc]
const pins = [...codes, 1510, 1511, 1512, 1513, 1514, 1526]
const wang = { hcId: '000000000000000012345678', hcIdNo: 'Z199999016' }

export const hcPinVerify = localCall({
  name: 'POST /api/hc/v1/Pin',
  summary: { zh: '驗證健保卡 PIN', en: 'Verifies the PIN that the patient set.' },
  body: z.object({ pin: secret('PIN') }), secret: ['pin'], reply: nothing, codes: pins,
  provenance: { source: 'nhi-facts §2.4 (hc Pin)' },
  examples: [
    { name: 'the right PIN', world: 'pin-card', body: { pin: '1234' }, reply: { statusCode: 0 } },
    { name: 'a wrong PIN', world: 'pin-card', body: { pin: '9999' }, reply: { statusCode: 1514 } },
    { name: 'a card without a PIN', world: 'one-clinic', body: { pin: '1234' }, reply: { statusCode: 1510 } },
  ],
})

export const hcPinSet = localCall({
  name: 'PUT /api/hc/v1/Pin',
  summary: { zh: '設定健保卡 PIN', en: 'Sets or changes the PIN; one that is set must have been verified.' },
  body: z.object({ newPin: secret('new PIN') }), secret: ['newPin'], reply: nothing, codes: pins,
  provenance: { source: 'nhi-facts §2.4 (hc Pin)' },
  examples: [
    { name: 'the first PIN', world: 'one-clinic', body: { newPin: '5678' }, reply: { statusCode: 0 } },
    { name: 'another, without the old one', world: 'pin-card', body: { newPin: '5678' }, reply: { statusCode: 1511 } },
  ],
})

export const hcPinDisable = localCall({
  name: 'DELETE /api/hc/v1/Pin',
  summary: { zh: '停用健保卡 PIN', en: 'The card wants no PIN any more; it must have been verified.' },
  body: nothing, reply: nothing, codes: pins,
  provenance: { source: 'nhi-facts §2.4 (hc Pin)' },
  examples: [
    {
      name: 'after the PIN', world: 'pin-card', before: [{ call: 'POST /api/hc/v1/Pin', body: { pin: '1234' } }], body: {},
      reply: { statusCode: 0 },
    },
    { name: 'without it', world: 'pin-card', body: {}, reply: { statusCode: 1511 } },
  ],
})

export const hcSignature = localCall({
  name: 'POST /api/hc/v1/Signature/Hc',
  summary: { zh: '健保卡簽章', en: 'A signature bundle of health card and security module.' },
  body: signing, reply: bundle, codes: [...codes, 1511],
  provenance: { source: 'nhi-facts §2.4 (Signature/Hc)' },
  examples: [
    { name: 'for a query', world: 'one-clinic', body: { serviceType: '01' }, reply: { statusCode: 0, ...clinic, ...wang, ...noHpc } },
    { name: 'no reader', world: 'no-reader', body: { serviceType: '01' }, reply: { statusCode: 1100 } },
  ],
})

export const hpcHcSignature = localCall({
  name: 'POST /api/hc/v1/Signature/HpcHc',
  summary: { zh: '三卡簽章', en: 'A signature bundle of all three cards.' },
  body: signing, reply: bundle, codes: [...codes, ...ofHpc, 1511],
  provenance: { source: 'nhi-facts §2.4 (Signature/HpcHc)' },
  examples: [
    {
      name: 'after the PIN of the professional card', world: 'three-cards', body: { serviceType: '01' },
      before: [{ call: 'POST /api/hpc/v1/Verification/Hpc', body: { pin: '123456' } }],
      reply: { statusCode: 0, ...clinic, ...wang },
    },
    { name: 'without it', world: 'three-cards', body: { serviceType: '01' }, reply: { statusCode: 1402 } },
  ],
})

export const hcLogout = localCall({
  name: 'DELETE /api/hc/v1/Logout',
  summary: { zh: '登出健保卡', en: 'The health card is to be authenticated anew; called before each card is read.' },
  body: nothing, reply: nothing, codes: [],
  provenance: { source: 'nhi-facts §2.4 (hc Logout)' },
  examples: [
    { name: 'with a card', world: 'one-clinic', body: {}, reply: { statusCode: 0 } },
    { name: 'with none', world: 'no-reader', body: {}, reply: { statusCode: 0 } },
  ],
})
