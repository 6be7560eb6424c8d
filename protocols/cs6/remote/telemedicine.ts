import * as z from 'zod'
import { remoteCall } from '../remote-call.ts'
import { text } from './values.ts'

const notYet = 'virtual cards and telemedicine come with the door of the VHC SDK'
const bySam = { cards: ['sam'], notYet, examples: [] } as const

export const teleMedicineRequestToken = remoteCall({
  ...bySam, name: 'TeleMedicine/RequestToken', service: 'query', effect: 'counts',
  summary: { zh: '視訊診療：請求權杖', en: 'Telemedicine: asks for a token.' },
  params: z.object({ patientId: text(10, '身分證號') }), reply: z.object({ accessToken: z.string() }),
  codes: [3237, 3238, 3239, 3240], provenance: { source: 'nhi-facts §2.5 (TeleMedicine/RequestToken)' },
})

export const teleMedicineResponseToken = remoteCall({
  ...bySam, name: 'TeleMedicine/ResponseToken', service: 'query', effect: 'reads',
  summary: { zh: '視訊診療：取得虛擬健保卡權杖', en: 'Telemedicine: the patient’s virtual card.' },
  params: z.object({ accessToken: z.string() }), reply: z.object({ virtualCardToken: z.string() }),
  codes: [3237, 3238, 3239, 3240, 3241], provenance: { source: 'nhi-facts §2.5 (TeleMedicine/ResponseToken)' },
})

export const applyVirtualHc = remoteCall({
  ...bySam, name: '/test/v1/ApplyVirtualHc/Apply', service: 'testVirtualCard', effect: 'counts', testOnly: true,
  summary: { zh: '申請測試用虛擬健保卡', en: 'A virtual card for tests.' },
  params: z.object({ sex: text(1, '性別'), birthday: text(7, '出生日期'), isForeigner: z.string() }),
  reply: z.object({ qrCode: z.string().describe('what the name of this field is, is assumed') }),
  codes: [], provenance: { source: 'nhi-facts §2.5 (/test/v1/ApplyVirtualHc/Apply)' },
})
