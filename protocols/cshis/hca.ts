import * as z from 'zod'
import { decodeBig5, encodeBig5 } from '../bytes/big5.ts'
import { ascii, big5Text } from '../bytes/field.ts'
import { slots } from '../nhi-card/card-file.ts'
import { text } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { fieldInput, numberInput } from './input.ts'

/** What it is asked for, by its number. Where these answers stand is assumed: the sources give their content alone. */
export const hcaIds = {
  test: 10_001, basicData: 10_101, cardInfo: 10_102, cardType: 10_103, serial: 10_104, verifyPin: 10_105, cardVersion: 10_217,
} as const

const provenance = { source: 'nhi-facts §2.7' } as const
const assumed = { assumed: 'nhi-facts §2.7 gives the parameters without their lengths' } as const
/** The longest answer: basic data of a card of version 2. */
const LONGEST = 159
const INPUT = 255

const p = (which: number) => numberInput(`參數 P${which}`, -0x8000, 0x7fff)
const no = { input: '', p1: 0, p2: 0, p3: 0, p4: 0, p5: 0 }

export const HCA_GNFuncCall = cshisFunction({
  name: 'HCA_GNFuncCall',
  summary: {
    zh: '醫事憑證功能（提供基本資料、卡片資訊、卡別、序號、版本與 PIN 驗證；憑證與簽章不提供）',
    en: 'Functions of professional certificates: what the card says of itself, and its PIN; no certificates and no signatures.',
  },
  inputs: {
    id: numberInput('功能代號', 0, 0x7fff), input: fieldInput(ascii(INPUT, '輸入', { provenance: assumed }), z.string()),
    p1: p(1), p2: p(2), p3: p(3), p4: p(4), p5: p(5),
  },
  output: {
    answer: text('answer', {
      length: LONGEST, read: (bytes) => decodeBig5(bytes).text, write: (content) => encodeBig5(content, 'answer'),
      layout: [{ ...big5Text(LONGEST, '輸出', { provenance: assumed }), name: 'answer', from: 1, to: LONGEST }],
    }),
  },
  needs: {},
  // 9005: another function. The rest: of the PIN at the pad, as hpcVerifyHPCPIN has them
  returns: [0, 30_037, 9005, 4000, 4029, 4034, 4050, 5056, 5102, 5109, 9041, 9043, 9130, 9140],
  provenance,
  examples: [
    { name: 'the test', world: 'no-reader', input: { id: 10_001, ...no }, output: { answer: '' }, bytes: { answer: '' } },
    {
      name: 'basic data of a physician', world: 'three-cards', input: { id: 10_101, ...no },
      output: { answer: `王醫師${' '.repeat(34)}TEST PHYSICIAN${' '.repeat(86)}F0700101Z2999994101` },
      bytes: {
        answer: `a4fd c2e5 ae76 ${'20'.repeat(34)}${slots('TEST PHYSICIAN'.padEnd(100))}${slots('F|0700101|Z299999410|1')}`,
      },
    },
    {
      name: 'card information', world: 'three-cards', input: { id: 10_102, ...no },
      output: { answer: 'T00000111301011171231' }, bytes: { answer: slots('T000001|1130101|1171231') },
    },
    {
      name: 'type of the card: a person’s', world: 'three-cards', input: { id: 10_103, ...no },
      output: { answer: '1' }, bytes: { answer: '31' },
    },
    {
      name: 'serial number', world: 'three-cards', input: { id: 10_104, ...no },
      output: { answer: 'T000001' }, bytes: { answer: slots('T000001') },
    },
    { name: 'version of the card', world: 'three-cards', input: { id: 10_217, ...no }, output: { answer: '2' }, bytes: { answer: '32' } },
    { name: 'the PIN, at a reader without a pad', world: 'three-cards', input: { id: 10_105, ...no }, code: 4000 },
    { name: 'no card', world: 'one-clinic', input: { id: 10_101, ...no }, code: 30_037 },
    { name: 'a signature', world: 'three-cards', input: { id: 10_202, ...no }, code: 9005 },
  ],
})
