import * as z from 'zod'
import { localCall } from '../local-call.ts'
import { nothing } from './values.ts'

const token = z.object({ token: z.string().max(4096).describe('what the QR code of a virtual card says') })
const later = {
  body: token, notYet: 'virtual cards come with the door of the VHC SDK',
  examples: [{ name: 'any token', world: 'one-clinic', body: { token: 'TEST' }, reply: { statusCode: 1099 } }],
} as const

export const virtualHcVerification = localCall({
  ...later, name: 'POST /api/hc/v1/Verification/VirtualHc', secret: ['token'],
  summary: { zh: '虛擬健保卡認證', en: 'Verifies the token of a virtual card.' },
  reply: nothing, codes: [1520, 1521, 1522, 1523, 1524, 1525],
  provenance: { source: 'nhi-facts §2.4 (Verification/VirtualHc)' },
})

export const virtualHcReadBasic = localCall({
  ...later, name: 'POST /api/hc/v1/VirtualHc/ReadBasic', secret: ['token'],
  summary: { zh: '讀取虛擬健保卡基本資料', en: 'Basic data of a virtual card.' },
  reply: z.object({
    cardId: z.string(), name: z.string(), idNo: z.string(), birthday: z.string().describe('ROC date'), sex: z.string(),
    identityStatus: z.string(),
  }),
  codes: [1520, 1521, 1522, 1523, 1524, 1525],
  provenance: { source: 'nhi-facts §2.4 (VirtualHc/ReadBasic)' },
})
