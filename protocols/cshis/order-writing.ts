import { ascii } from '../bytes/field.ts'
import { cardOrderTypes } from '../codes/order-types.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { orders } from '../nhi-card/prescriptions.ts'
import { slots } from '../nhi-card/card-file.ts'
import { upTo, whole } from './buffer.ts'
import { owner, treatmentDateTime } from './card-owner.ts'
import { numberCell } from './field-buffer.ts'
import { cshisFunction } from './function.ts'
import { recordInput, recordsInput } from './input.ts'
import { ofCard, ofPin } from './returns.ts'

/** Whether the card knows such a 醫令類別: five kinds, A to E that delete them, G/H and J/K (nhi-facts §8.3). */
export function isOrderType(sign: string): boolean {
  return cardOrderTypes.rows.some(({ code }) => code === sign)
}

/** 處方簽章 of one order, 40 characters (docs/open-profile.md §9). */
export const SIGNATURE_LENGTH = 40
const signature = fixedWidth(SIGNATURE_LENGTH, {
  signature: ascii(SIGNATURE_LENGTH, '處方簽章', { provenance: { source: 'nhi-facts §8.9' } }),
})

/** How many orders one call may bring: as many as a card has room for. */
const MOST = orders.count
const one = recordInput('處方', orders.record)
const several = recordsInput('處方', orders.record, MOST)
const writeCount = numberCell('writeCount', '已寫入筆數', {
  assumed: 'nhi-facts §2.1 (1.45) has WriteCount as a pointer and does not say what it points to: taken for how many were written',
})

/** As in treatment-writing.ts: the visit is looked for, which wants the patient's PIN. */
const needs = { sam: true, pin: true } as const
/** 5022 for 1.18 too, whose list has it not: every write finds its visit first (nhi-facts §2.1, manual detail). */
const returns = [...ofCard, ...ofPin, 5020, 5022, 5033] as const
/** The module that signs may fail, before anything is written. */
const signing = [...returns, 5008, 6018] as const

const wang = { patientId: 'Z199999016', birthday: '1990-01-01' } as const
const ofMonday = { treatmentDateTime: '2026-01-12T10:05:00', ...wang } as const
const drug = {
  treatmentDateTime: '2026-01-12T10:05:00', orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID',
  days: 7, totalQuantity: '00014.0', deliveryNotes: '01',
}
const important = {
  ...drug, orderType: '5', treatmentItemCode: '33070B', treatmentPosition: 'A', usage: '', days: null, totalQuantity: '00001.0',
  deliveryNotes: '03',
}
/** Its code has more than the six characters of the important area. */
const tooLong = { ...important, treatmentItemCode: '33070BXYZ' }
/** Made by another program from the TEST key of the module and the bytes of card and orders. */
const SIGNED = ['8186dd8f236667c434d18ba0b7fe5d3040e1c2c2', 'd82a85c20d8ce2174c48c40c1ce01b9606b788cc'] as const

export const hisWritePrescription = cshisFunction({
  name: 'hisWritePrescription', no: '1.18',
  summary: { zh: '寫入處方（單筆）', en: 'Writes one order of a visit.' },
  inputs: { treatmentDateTime, ...owner, data: one },
  output: {},
  needs, returns,
  provenance: { source: 'nhi-facts §2.1 (1.18, manual detail), §2.2.11' },
  examples: [
    { name: 'a drug', world: 'one-clinic', input: { ...ofMonday, data: drug } },
    {
      name: 'an order of another visit than is said', world: 'one-clinic', code: 5033,
      input: { ...ofMonday, data: { ...drug, treatmentDateTime: '2026-01-05T09:12:30' } },
    },
    { name: 'of somebody else', world: 'one-clinic', code: 5020, input: { ...ofMonday, birthday: '1990-01-02', data: drug } },
  ],
})

export const hisWriteMultiPrescript = cshisFunction({
  name: 'hisWriteMultiPrescript', no: '1.45',
  summary: { zh: '寫入處方（多筆）', en: 'Writes up to sixty orders of a visit, and tells how many it wrote.' },
  inputs: { treatmentDateTime, ...owner, data: several },
  output: { writeCount },
  needs,
  returns: [...returns, 6018],
  provenance: { source: 'nhi-facts §2.1 (1.45, manual detail), §2.2.11' },
  examples: [
    {
      name: 'a drug and an examination', world: 'one-clinic', input: { ...ofMonday, data: [drug, important] },
      output: { writeCount: 2 }, bytes: { writeCount: '0200' },
    },
    {
      name: 'the card refuses the second of three', world: 'one-clinic', code: 5033,
      input: { ...ofMonday, data: [drug, tooLong, important] },
      output: { writeCount: 1 }, bytes: { writeCount: '0100' },
    },
  ],
})

export const hisWritePrescriptionSign = cshisFunction({
  name: 'hisWritePrescriptionSign', no: '1.48',
  summary: { zh: '寫入處方（單筆）並傳回處方簽章', en: 'Writes one order of a visit and signs it.' },
  inputs: { treatmentDateTime, ...owner, data: one },
  output: { signature: whole('signature', signature) },
  needs,
  returns: signing,
  provenance: { source: 'nhi-facts §2.1 (1.48), §8.9' },
  examples: [{
    name: 'a drug', world: 'one-clinic', input: { ...ofMonday, data: drug },
    output: { signature: { signature: SIGNED[0] } }, bytes: { signature: slots(SIGNED[0]) },
  }],
})

export const hisWriteMultiPrescriptSign = cshisFunction({
  name: 'hisWriteMultiPrescriptSign', no: '1.49',
  summary: {
    zh: '寫入處方（多筆）並傳回各筆處方簽章',
    en: 'Writes up to sixty orders of a visit and signs each; no signature of an order that may stand on the card is lost.',
  },
  inputs: { treatmentDateTime, ...owner, data: several },
  output: { writeCount, signatures: upTo('signatures', MOST, signature) },
  roomFor: ({ data }) => ({ signatures: data.length * SIGNATURE_LENGTH }),
  needs,
  returns: signing,
  provenance: { source: 'nhi-facts §2.1 (1.49), §8.9' },
  examples: [
    {
      name: 'a drug and an examination', world: 'one-clinic', input: { ...ofMonday, data: [drug, important] },
      output: { writeCount: 2, signatures: SIGNED.map((one) => ({ signature: one })) },
      bytes: { writeCount: '0200', signatures: slots(SIGNED.join('|')) },
    },
    {
      name: 'the card refuses the second', world: 'one-clinic', code: 5033, input: { ...ofMonday, data: [drug, tooLong] },
      output: { writeCount: 1, signatures: [{ signature: SIGNED[0] }] },
      bytes: { writeCount: '0100', signatures: slots(SIGNED[0]) },
    },
  ],
})
