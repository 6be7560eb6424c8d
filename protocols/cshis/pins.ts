import { cshisFunction } from './function.ts'
import { ofCard, ofPin } from './returns.ts'

const provenance = { source: 'nhi-facts §2.1 (1.27 to 1.29)' } as const
const ofProfessional = { source: 'nhi-facts §2.1 (4.2 to 4.4)' } as const
/**
 * Codes of PC/SC clients that the lists do not have: a locked PIN (9043), a PIN too short or too long (9041). A reader
 * without a pad answers as one that timed out (4000).
 */
const ofPads = [9041, 9043] as const

/** The PIN goes from the reader's pad to the card: none is a parameter, and none passes this program. */
export const csVerifyHCPIN = cshisFunction({
  name: 'csVerifyHCPIN', no: '1.27', misprint: 'CsVerifyHCPIN',
  summary: { zh: '驗證健保卡之 PIN 值（於讀卡機鍵盤輸入）', en: 'Verifies the patient’s PIN, entered at the reader’s pad.' },
  inputs: {},
  output: {},
  needs: { sam: true },
  returns: [...ofCard, ...ofPin, 5110, ...ofPads],
  provenance,
  examples: [
    { name: 'a reader without a pad', world: 'pin-card', input: {}, code: 4000 },
    { name: 'a card without a PIN, where nothing is to be verified', world: 'one-clinic', input: {} },
    { name: 'the right PIN', world: 'pin-card', pad: ['1234'], input: {} },
  ],
})

export const csInputHCPIN = cshisFunction({
  name: 'csInputHCPIN', no: '1.28',
  summary: { zh: '輸入新的健保卡 PIN 值（於讀卡機鍵盤輸入）', en: 'Sets a new PIN of the patient, entered twice at the reader’s pad.' },
  inputs: {},
  output: {},
  needs: { sam: true },
  returns: [...ofCard, 5105, 5107, 5108, 5109, 5110, ...ofPads],
  provenance,
  examples: [
    { name: 'a first PIN, entered twice', world: 'one-clinic', pad: ['2468', '2468'], input: {} },
    { name: 'another PIN: the old one, then the new one twice', world: 'pin-card', pad: ['1234', '246810', '246810'], input: {} },
    { name: 'two new PINs that differ', world: 'one-clinic', pad: ['2468', '2469'], input: {}, code: 5107 },
    { name: 'a wrong old PIN', world: 'pin-card', pad: ['4321', '2468', '2468'], input: {}, code: 5105 },
    { name: 'a person who cancels', world: 'pin-card', pad: ['1234', 'cancelled'], input: {}, code: 5109 },
    { name: 'a reader without a pad', world: 'one-clinic', input: {}, code: 4000 },
  ],
})

export const csDisableHCPIN = cshisFunction({
  name: 'csDisableHCPIN', no: '1.29',
  summary: { zh: '停用健保卡之 PIN 碼輸入功能（於讀卡機鍵盤輸入）', en: 'Takes the patient’s PIN off the card, at the reader’s pad.' },
  inputs: {},
  output: {},
  needs: { sam: true },
  returns: [...ofCard, 5105, 5109, 5110, 5111, ...ofPads],
  provenance,
  examples: [
    { name: 'a reader without a pad', world: 'pin-card', input: {}, code: 4000 },
    { name: 'the PIN, and it is off the card', world: 'pin-card', pad: ['1234'], input: {} },
    { name: 'a wrong PIN', world: 'pin-card', pad: ['4321'], input: {}, code: 5105 },
    { name: 'a card without a PIN', world: 'one-clinic', input: {}, code: 5111 },
  ],
})

const listed = [0, 4000, 4014, 4029, 4034, 4050, 5056, 5102, 5109, 9130, 9140] as const

export const hpcVerifyHPCPIN = cshisFunction({
  name: 'hpcVerifyHPCPIN', no: '4.2',
  summary: { zh: '驗證醫事人員卡之 PIN 值（於讀卡機鍵盤輸入）', en: 'Verifies the professional’s PIN, entered at the reader’s pad.' },
  inputs: {},
  output: {},
  needs: { sam: true },
  returns: [...listed, ...ofPads],
  provenance: ofProfessional,
  examples: [
    { name: 'the right PIN', world: 'three-cards', pad: ['123456'], input: {} },
    { name: 'a reader without a pad', world: 'three-cards', input: {}, code: 4000 },
    { name: 'no professional card', world: 'one-clinic', input: {}, code: 4014 },
  ],
})

export const hpcInputHPCPIN = cshisFunction({
  name: 'hpcInputHPCPIN', no: '4.3',
  summary: { zh: '輸入新的醫事人員卡 PIN 值（於讀卡機鍵盤輸入）', en: 'Sets a new PIN of the professional, at the reader’s pad.' },
  inputs: {},
  output: {},
  needs: { sam: true },
  returns: [...listed, 5105, 5107, 5108, ...ofPads],
  provenance: ofProfessional,
  examples: [
    { name: 'the old PIN, then the new one twice', world: 'three-cards', pad: ['123456', '246810', '246810'], input: {} },
    { name: 'a wrong old PIN', world: 'three-cards', pad: ['654321', '246810', '246810'], input: {}, code: 5105 },
    { name: 'a reader without a pad', world: 'three-cards', input: {}, code: 4000 },
    { name: 'no professional card', world: 'one-clinic', input: {}, code: 4014 },
  ],
})

export const hpcUnlockHPC = cshisFunction({
  name: 'hpcUnlockHPC', no: '4.4',
  summary: { zh: '解開鎖住的醫事人員卡（於讀卡機鍵盤輸入）', en: 'Opens a professional card locked by wrong PINs, at the reader’s pad.' },
  inputs: {},
  output: {},
  needs: { sam: true },
  returns: [...listed, 5122, ...ofPads],
  provenance: ofProfessional,
  examples: [
    { name: 'the PUK, then a new PIN twice', world: 'three-cards', pad: ['87654321', '246810', '246810'], input: {} },
    { name: 'a wrong PUK', world: 'three-cards', pad: ['11112222', '246810', '246810'], input: {}, code: 5122 },
    { name: 'a reader without a pad', world: 'three-cards', input: {}, code: 4000 },
    { name: 'no professional card', world: 'one-clinic', input: {}, code: 4014 },
  ],
})
