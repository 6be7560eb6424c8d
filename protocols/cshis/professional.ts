import { hpcBasic, hpcCardInfo } from '../hpc-card/contents.ts'
import { slots } from '../nhi-card/card-file.ts'
import { fieldText, numberCell } from './field-buffer.ts'
import { cshisFunction } from './function.ts'
import { numberInput } from './input.ts'

const listed = [0, 4000, 4014, 4034] as const
/** Of texts whose buffer may be too small. */
const returns = [...listed, 6018] as const
const { name, englishName, idCardNum } = hpcBasic.content.fields
const { serialNumber } = hpcCardInfo.content.fields
const verified = [{ method: 'hpc.verifyPin', params: { pin: '123456' } }]

/** That 1 is a verified PIN and 0 none is assumed: no source explains Status, and a card that is absent is 4014. */
export const hpcGetHPCStatus = cshisFunction({
  name: 'hpcGetHPCStatus', no: '4.1',
  summary: { zh: '檢查醫事人員卡狀態（1 已驗證 PIN）', en: 'Whether the PIN of the professional card is verified (1) or not (0).' },
  inputs: { req: numberInput('要求（1）', 1, 1) },
  output: { status: numberCell('status', '狀態', { assumed: 'nhi-facts §2.1 (4.1) has 0 and 1 without saying which is which' }) },
  needs: {},
  returns: listed,
  provenance: { source: 'nhi-facts §2.1 (4.1)' },
  examples: [
    { name: 'a PIN not verified', world: 'three-cards', input: { req: 1 }, output: { status: 0 }, bytes: { status: '0000' } },
    {
      name: 'a PIN verified', world: 'three-cards', before: verified, input: { req: 1 }, output: { status: 1 }, bytes: { status: '0100' },
    },
    { name: 'no professional card', world: 'one-clinic', input: { req: 1 }, code: 4014 },
  ],
})

export const hpcGetHPCSN = cshisFunction({
  name: 'hpcGetHPCSN', no: '4.5',
  summary: { zh: '讀取醫事人員卡序號', en: 'Serial number of the professional card.' },
  inputs: {},
  output: { hpcSn: fieldText('hpcSn', serialNumber) },
  needs: {}, returns,
  provenance: { source: 'nhi-facts §2.1 (4.5), §2.7' },
  examples: [
    { name: 'a physician', world: 'three-cards', input: {}, output: { hpcSn: 'T000001' }, bytes: { hpcSn: slots('T000001') } },
    { name: 'no professional card', world: 'one-clinic', input: {}, code: 4014 },
  ],
})

export const hpcGetHPCSSN = cshisFunction({
  name: 'hpcGetHPCSSN', no: '4.6',
  summary: { zh: '讀取醫事人員身分證號', en: 'Id number of the professional.' },
  inputs: {},
  output: { hpcSsn: fieldText('hpcSsn', idCardNum) },
  needs: {}, returns,
  provenance: { source: 'nhi-facts §2.1 (4.6), §2.7' },
  examples: [{
    name: 'a physician', world: 'three-cards', input: {}, output: { hpcSsn: 'Z299999410' }, bytes: { hpcSsn: slots('Z299999410') },
  }],
})

/** In Big5, as long as it is. */
export const hpcGetHPCCNAME = cshisFunction({
  name: 'hpcGetHPCCNAME', no: '4.7',
  summary: { zh: '讀取醫事人員中文姓名', en: 'Chinese name of the professional.' },
  inputs: {},
  output: { hpcCname: fieldText('hpcCname', name) },
  needs: {}, returns,
  provenance: { source: 'nhi-facts §2.1 (4.7), §2.7' },
  examples: [{
    name: 'a physician', world: 'three-cards', input: {}, output: { hpcCname: '王醫師' }, bytes: { hpcCname: 'a4fd c2e5 ae76' },
  }],
})

export const hpcGetHPCENAME = cshisFunction({
  name: 'hpcGetHPCENAME', no: '4.8', misprint: 'hisGetHPCENAME',
  summary: { zh: '讀取醫事人員英文姓名', en: 'English name of the professional.' },
  inputs: {},
  output: { hpcEname: fieldText('hpcEname', englishName) },
  needs: {}, returns,
  provenance: { source: 'nhi-facts §2.1 (4.8), §2.7' },
  examples: [{
    name: 'a physician', world: 'three-cards', input: {},
    output: { hpcEname: 'TEST PHYSICIAN' }, bytes: { hpcEname: slots('TEST PHYSICIAN') },
  }],
})
