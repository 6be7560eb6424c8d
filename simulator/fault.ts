import type { Bilingual } from '#protocols/bilingual'

/** A named way in which a simulated card misbehaves. */
export interface CardFault {
  readonly label: Bilingual
  /** What the card does instead of answering; `answer` is what a sound card would have said, SW1 SW2 included. */
  readonly alter: (step: { readonly ins: number, readonly tag: number }, answer: Uint8Array) => Uint8Array | undefined
}

const GET_DATA = 0xca
const BASIC = 0x1100
const TERMINATION = 0x2400

const refuse = (sw: number) => Uint8Array.of(sw >> 8, sw & 0xff)
const onBasic = (alter: (answer: Uint8Array) => Uint8Array | undefined): CardFault['alter'] =>
  ({ ins, tag }, answer) => (ins === GET_DATA && tag === BASIC ? alter(answer) : answer)

function overwrite(answer: Uint8Array, offset: number, text: string): Uint8Array {
  const altered = Uint8Array.from(answer)
  altered.set(new TextEncoder().encode(text), offset)
  return altered
}

/** Faults of cards, by name; the shelf holds a card `fault.<name>` for each. Offsets: nhi-facts §4.4, 0-based. */
export const cardFaults = {
  'silent': {
    label: { zh: '卡片完全不回應', en: 'answers nothing' },
    alter: () => undefined,
  },
  'garbage': {
    label: { zh: '回應亂碼', en: 'answers garbage to every command' },
    alter: () => Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 0x00),
  },
  'no-status': {
    label: { zh: '回應只有一個位元組', en: 'answers one byte, without a status word' },
    alter: () => Uint8Array.of(0x90),
  },
  'short-block': {
    label: { zh: '基本資料過短', en: 'gives 56 of the 57 basic bytes' },
    alter: onBasic((answer) => Uint8Array.of(...answer.slice(0, 56), 0x90, 0x00)),
  },
  'long-block': {
    label: { zh: '基本資料過長', en: 'gives 58 basic bytes' },
    alter: onBasic((answer) => Uint8Array.of(...answer.slice(0, 57), 0x20, 0x90, 0x00)),
  },
  'impossible-birthday': {
    label: { zh: '出生日期不可能（13 月）', en: 'has a birthday in month 13' },
    alter: onBasic((answer) => overwrite(answer, 42, '0791301')),
  },
  'blank-birthday': {
    label: { zh: '出生日期空白', en: 'has a blank birthday' },
    alter: onBasic((answer) => overwrite(answer, 42, '       ')),
  },
  'undecodable-name': {
    label: { zh: '姓名含無法解碼的字', en: 'has a character in the name that no table knows' },
    alter: onBasic((answer) => {
      const altered = Uint8Array.from(answer)
      altered.set([0x81, 0xa1], 14)
      return altered
    }),
  },
  'termination-refused': {
    label: { zh: '拒絕讀取註銷註記', en: 'refuses the termination block (6A88)' },
    alter: ({ ins, tag }, answer) => (ins === GET_DATA && tag === TERMINATION ? refuse(0x6a88) : answer),
  },
  'select-refused': {
    label: { zh: '拒絕 SELECT 但可讀資料', en: 'refuses SELECT (6D00) but gives its data' },
    alter: ({ ins }, answer) => (ins === 0xa4 ? refuse(0x6d00) : answer),
  },
  'card-id-refused': {
    label: { zh: '拒絕讀取卡片識別碼', en: 'refuses the card id (6A88)' },
    alter: ({ ins, tag }, answer) => (ins === GET_DATA && tag === 0x0000 ? refuse(0x6a88) : answer),
  },
} as const satisfies Record<string, CardFault>

export type CardFaultName = keyof typeof cardFaults
