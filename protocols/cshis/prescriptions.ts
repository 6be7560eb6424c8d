import { slots } from '../nhi-card/card-file.ts'
import { allergies, importantOrders, longTermPrescriptions, orders } from '../nhi-card/prescriptions.ts'
import { groups, upTo } from './buffer.ts'
import { numberCell } from './field-buffer.ts'
import { cshisFunction } from './function.ts'
import { numberInput } from './input.ts'
import { ofCard, ofPin, ofPrescriptions, ofProfessional } from './returns.ts'

/** A parameter is wrong (nhi-facts §3.1). */
const PARAMETER = 6018
/** Of positions, every number goes through, so that a wrong one is answered by its code at both faces. */
const LEAST = -0x8000
const MOST = 0x7fff

const needs = { sam: true, hpc: true, pin: true } as const
const returns = [...ofCard, ...ofProfessional, ...ofPin, ...ofPrescriptions] as const
const physician = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]
const blank = (length: number) => '20'.repeat(length)

const positions = (most: number) => ({
  startPos: numberInput(`讀取起始位置（1 至 ${most}）`, LEAST, MOST), endPos: numberInput(`讀取結束位置（1 至 ${most}）`, LEAST, MOST),
})
/** That it counts the positions that were read, blank ones among them, is assumed: the buffer has as many records. */
const recCount = numberCell('recCount', '讀取筆數', { assumed: 'nhi-facts §2.1 (1.41) names a count; that of the records written' })

const shared = { treatmentDateTime: '2026-01-12T10:05:00', treatmentPosition: '' }
const first = {
  ...shared, orderType: '1', treatmentItemCode: 'A000000100', usage: 'TID', days: 3, totalQuantity: '00003.0', deliveryNotes: '01',
}
const second = {
  ...shared, orderType: '2', treatmentItemCode: 'A000000200', usage: 'QD', days: 28, totalQuantity: '00028.0', deliveryNotes: '05',
}
const tooth = {
  treatmentDateTime: '2026-01-05T09:12:30', orderType: '3', treatmentItemCode: '89001C', treatmentPosition: '36', usage: '',
  days: null, totalQuantity: '00001.0', deliveryNotes: '03',
}
const longTerm = { prescribedOn: '2026-01-12', drugCode: 'A000000200', usage: 'QD', days: 28, totalQuantity: '00028.0' }
const penicillin = { ingredient: 'PENICILLIN', ingredientComplete: true }

const firstHex = slots('1150112100500|1|A000000100  |      |TID               |03|00003.0|01')
const secondHex = slots('1150112100500|2|A000000200  |      |QD                |28|00028.0|05')
const toothHex = slots('1150105091230|3|89001C      |36    |                  |  |00001.0|03')
const longTermHex = slots('1150112|A000000200|QD                |28|00028.0')
const penicillinHex = slots('PENICILLIN                              ')

export const hisReadPrescription = cshisFunction({
  name: 'hisReadPrescription', no: '1.10',
  summary: {
    zh: '讀取處方箋作業（門診處方、長期處方、重要醫令、過敏藥物）',
    en: 'All orders, long-term prescriptions, important orders and allergies; to a pharmacist drug orders alone.',
  },
  inputs: {},
  output: {
    orders: groups('orders', orders.count, orders.record),
    longTermPrescriptions: groups('longTermPrescriptions', longTermPrescriptions.count, longTermPrescriptions.record),
    importantOrders: groups('importantOrders', importantOrders.count, importantOrders.record),
    allergies: groups('allergies', allergies.count, allergies.record),
  },
  needs, returns,
  provenance: { source: 'nhi-facts §2.1 (1.10), §2.2.11' },
  examples: [
    {
      name: 'a physician', world: 'three-cards', before: physician, input: {},
      output: { orders: [first, second, tooth], longTermPrescriptions: [longTerm], importantOrders: [], allergies: [penicillin] },
      bytes: {
        orders: `${firstHex}${secondHex}${toothHex}${blank(3_477)}`, longTermPrescriptions: `${longTermHex}${blank(1_276)}`,
        importantOrders: blank(360), allergies: `${penicillinHex}${blank(80)}`,
      },
    },
    {
      name: 'a pharmacist, who sees drug orders', world: 'pharmacist', before: physician, input: {},
      output: { orders: [first, second], longTermPrescriptions: [longTerm], importantOrders: [], allergies: [penicillin] },
      bytes: {
        orders: `${firstHex}${secondHex}${blank(3_538)}`, longTermPrescriptions: `${longTermHex}${blank(1_276)}`,
        importantOrders: blank(360), allergies: `${penicillinHex}${blank(80)}`,
      },
    },
    { name: 'a professional card whose PIN is not verified', world: 'three-cards', input: {}, code: 4042 },
    { name: 'no professional card', world: 'one-clinic', input: {}, code: 4014 },
  ],
})

export const hisReadPrescriptMain = cshisFunction({
  name: 'hisReadPrescriptMain', no: '1.41',
  summary: { zh: '讀取處方箋作業－門診處方箋（分段）', en: 'Outpatient orders from one position to another, the newest first.' },
  inputs: positions(orders.count),
  output: { orders: upTo('orders', orders.count, orders.record), recCount },
  needs, returns: [...returns, PARAMETER],
  provenance: { source: 'nhi-facts §2.1 (1.41), §2.2.11' },
  examples: [
    {
      name: 'the second to the fourth', world: 'three-cards', before: physician, input: { startPos: 2, endPos: 4 },
      output: { orders: [second, tooth, null], recCount: 3 },
      bytes: { orders: `${secondHex}${toothHex}${blank(61)}`, recCount: '0300' },
    },
    {
      name: 'a pharmacist, for whom the third is blank', world: 'pharmacist', before: physician, input: { startPos: 1, endPos: 3 },
      output: { orders: [first, second, null], recCount: 3 },
      bytes: { orders: `${firstHex}${secondHex}${blank(61)}`, recCount: '0300' },
    },
    { name: 'a position before the first', world: 'three-cards', before: physician, input: { startPos: 0, endPos: 3 }, code: PARAMETER },
    { name: 'a position behind the last', world: 'three-cards', before: physician, input: { startPos: 1, endPos: 61 }, code: PARAMETER },
    { name: 'an end before its start', world: 'three-cards', before: physician, input: { startPos: 3, endPos: 2 }, code: PARAMETER },
  ],
})

export const hisReadPrescriptLongTerm = cshisFunction({
  name: 'hisReadPrescriptLongTerm', no: '1.42',
  summary: { zh: '讀取處方箋作業－長期處方箋（分段）', en: 'Long-term prescriptions from one position to another.' },
  inputs: positions(longTermPrescriptions.count),
  output: { longTermPrescriptions: upTo('longTermPrescriptions', longTermPrescriptions.count, longTermPrescriptions.record), recCount },
  needs, returns: [...returns, PARAMETER],
  provenance: { source: 'nhi-facts §2.1 (1.42), §2.2.11' },
  examples: [
    {
      name: 'the first', world: 'three-cards', before: physician, input: { startPos: 1, endPos: 1 },
      output: { longTermPrescriptions: [longTerm], recCount: 1 }, bytes: { longTermPrescriptions: longTermHex, recCount: '0100' },
    },
    {
      name: 'a pharmacist', world: 'pharmacist', before: physician, input: { startPos: 1, endPos: 2 },
      output: { longTermPrescriptions: [longTerm, null], recCount: 2 },
      bytes: { longTermPrescriptions: `${longTermHex}${blank(44)}`, recCount: '0200' },
    },
    { name: 'a position behind the last', world: 'three-cards', before: physician, input: { startPos: 30, endPos: 31 }, code: PARAMETER },
  ],
})

export const hisReadPrescriptHVE = cshisFunction({
  name: 'hisReadPrescriptHVE', no: '1.43',
  summary: { zh: '讀取處方箋作業－重要醫令（分段；藥師卡無權限）', en: 'Important orders from one position to another; not for pharmacists.' },
  inputs: positions(importantOrders.count),
  output: { importantOrders: upTo('importantOrders', importantOrders.count, importantOrders.record), recCount },
  needs, returns: [...returns, PARAMETER, 9100],
  provenance: { source: 'nhi-facts §2.1 (1.43: and 9100), §2.2.11' },
  examples: [
    {
      name: 'two that were never written', world: 'three-cards', before: physician, input: { startPos: 9, endPos: 10 },
      output: { importantOrders: [null, null], recCount: 2 }, bytes: { importantOrders: blank(72), recCount: '0200' },
    },
    { name: 'a pharmacist', world: 'pharmacist', before: physician, input: { startPos: 1, endPos: 10 }, code: 9100 },
    { name: 'a position behind the last', world: 'three-cards', before: physician, input: { startPos: 1, endPos: 11 }, code: PARAMETER },
  ],
})

export const hisReadPrescriptAllergic = cshisFunction({
  name: 'hisReadPrescriptAllergic', no: '1.44',
  summary: { zh: '讀取處方箋作業－過敏藥物（分段）', en: 'Drug allergies from one slot to another.' },
  inputs: positions(allergies.count),
  output: { allergies: upTo('allergies', allergies.count, allergies.record), recCount },
  needs, returns: [...returns, PARAMETER],
  provenance: { source: 'nhi-facts §2.1 (1.44), §2.2.11' },
  examples: [
    {
      name: 'all three slots', world: 'three-cards', before: physician, input: { startPos: 1, endPos: 3 },
      output: { allergies: [penicillin, null, null], recCount: 3 },
      bytes: { allergies: `${penicillinHex}${blank(80)}`, recCount: '0300' },
    },
    {
      name: 'a pharmacist', world: 'pharmacist', before: physician, input: { startPos: 1, endPos: 1 },
      output: { allergies: [penicillin], recCount: 1 }, bytes: { allergies: penicillinHex, recCount: '0100' },
    },
    { name: 'a slot that is none', world: 'three-cards', before: physician, input: { startPos: 4, endPos: 4 }, code: PARAMETER },
  ],
})
