import { localCall } from '../local-call.ts'
import { bundle, clinic, noHc, noHpc, nothing, ofSam, signing } from './values.ts'

export const samVerification = localCall({
  name: 'POST /api/sam/v1/Verification',
  summary: { zh: '安全模組認證', en: 'Authenticates the security module with the data centre.' },
  body: nothing, reply: nothing, codes: ofSam,
  provenance: { source: 'nhi-facts §2.4 (sam Verification)' },
  examples: [{ name: 'a cloud SAM', world: 'one-clinic', body: {}, reply: { statusCode: 0 } }],
})

export const samSignature = localCall({
  name: 'POST /api/sam/v1/Signature',
  summary: { zh: '安全模組簽章', en: 'A signature bundle of the security module alone.' },
  body: signing, reply: bundle, codes: ofSam,
  provenance: { source: 'nhi-facts §2.4 (sam Signature)' },
  examples: [
    {
      name: 'for an upload', world: 'one-clinic', body: { serviceType: '30' }, reply: { statusCode: 0, ...clinic, ...noHc, ...noHpc },
    },
    { name: 'for a use that does not exist', world: 'one-clinic', body: { serviceType: '99' }, reply: { statusCode: 1705 } },
    { name: 'for no use', world: 'one-clinic', body: {}, reply: { statusCode: 1704 } },
  ],
})
