import * as z from 'zod'
import { remoteCall } from '../remote-call.ts'
import { rocDateTime, text } from './values.ts'

/** An order; what is 醫令類別 elsewhere bears the name of 就醫類別 here. */
const order = {
  treatmentDateTime: rocDateTime(), treatmentItem: text(1, '醫令類別'), treatmentItemCode: text(12, '診療項目代號'),
  treatmentPosition: text(6, '診療部位'), usage: text(18, '用法'), days: z.string().regex(/^\d{0,2}$/).describe('天數'),
  totalQuantity: z.string().regex(/^[\d.]{1,7}$/).describe('總量, as 00003.0'),
}
const written = { ...order, deliveryNotes: text(2, '交付處方註記') }
/** The list of a call on one visit: a card holds 60 orders (nhi-facts §2.2.11). */
const MOST = 60

export const prescriptionQuery = remoteCall({
  name: 'Prescription/Query', service: 'query', cards: ['hpcHc'], effect: 'reads',
  summary: { zh: '查詢門診處方箋', en: 'Orders, the newest first.' },
  params: z.object({}),
  reply: z.object({ outpatientPrescriptions: z.array(z.object(order)).max(MOST) }),
  codes: [3243],
  provenance: { source: 'nhi-facts §2.5 (Prescription/Query)' },
  examples: [{
    name: 'three orders', world: 'three-cards', params: {},
    reply: {
      outpatientPrescriptions: [
        {
          treatmentDateTime: '1150112100500', treatmentItem: '1', treatmentItemCode: 'A000000100', treatmentPosition: '',
          usage: 'TID', days: '03', totalQuantity: '00003.0',
        },
        {
          treatmentDateTime: '1150112100500', treatmentItem: '2', treatmentItemCode: 'A000000200', treatmentPosition: '',
          usage: 'QD', days: '28', totalQuantity: '00028.0',
        },
        {
          treatmentDateTime: '1150105091230', treatmentItem: '3', treatmentItemCode: '89001C', treatmentPosition: '36',
          usage: '', days: '', totalQuantity: '00001.0',
        },
      ],
    },
  }],
})

export const prescriptionWrite = remoteCall({
  name: 'Prescription/Write', service: 'write', cards: ['hc', 'hpcHc'],
  summary: { zh: '寫入處方箋並取得處方簽章', en: 'Writes the orders of a visit; a signature for each, in their order.' },
  // a second time it would write the orders twice
  effect: 'counts',
  params: z.object({ treatmentDateTime: rocDateTime(), prescriptions: z.array(z.object(written)).min(1).max(MOST) }),
  reply: z.object({
    signatureItems: z.array(z.string()).describe('處方簽章 in base64'),
    hexSignatureItems: z.array(z.string()).describe('the same in hex, 40 characters'),
  }),
  codes: [3208, 3211, 3227, 3243],
  provenance: { source: 'nhi-facts §2.5 (Prescription/Write), §8.9 (40 characters)' },
  examples: [{
    name: 'a drug and an examination', world: 'one-clinic',
    params: {
      treatmentDateTime: '1150112100500',
      prescriptions: [
        {
          treatmentDateTime: '1150112100500', treatmentItem: '1', treatmentItemCode: 'A000000300', treatmentPosition: '',
          usage: 'BID', days: '07', totalQuantity: '00014.0', deliveryNotes: '01',
        },
        {
          treatmentDateTime: '1150112100500', treatmentItem: '5', treatmentItemCode: '33070B', treatmentPosition: 'A',
          usage: '', days: '', totalQuantity: '00001.0', deliveryNotes: '03',
        },
      ],
    },
    reply: {
      signatureItems: ['gYbdjyNmZ8Q00Yugt/5dMEDhwsI=', '2CqFwg2M4hdMSMQMHOAblga3iMw='],
      hexSignatureItems: ['8186dd8f236667c434d18ba0b7fe5d3040e1c2c2', 'd82a85c20d8ce2174c48c40c1ce01b9606b788cc'],
    },
  }],
})
