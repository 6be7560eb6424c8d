import { ascii, rocDateTime } from '../bytes/field.ts'
import { fixedWidth } from '../bytes/fixed-width.ts'
import { slots } from '../nhi-card/card-file.ts'
import { whole } from './buffer.ts'
import { fieldText } from './field-buffer.ts'
import { cshisFunction } from './function.ts'
import { numberInput } from './input.ts'

/** A HIS takes versions from this on as ones that give visit identifiers (nhi-facts §1.2), and so do we. */
export const apiVersion = 5153

const openOrNot = [0, -1] as const

export const csOpenCom = cshisFunction({
  name: 'csOpenCom', no: '1.31',
  summary: { zh: '開啟讀卡機連結埠（有讀卡機即成功）', en: 'Opens the line to the reader; ours are open whenever there is one.' },
  inputs: { port: numberInput('連結埠（0 為 COM1）', 0, 0x7fff) },
  output: {},
  needs: {},
  returns: openOrNot,
  unaudited: 'nothing is asked of a card or of the centre',
  provenance: { source: 'nhi-facts §2.1 (1.31)' },
  examples: [
    { name: 'there is a reader', world: 'one-clinic', input: { port: 0 } },
    { name: 'there is none', world: 'no-reader', input: { port: 0 }, code: -1 },
  ],
})

export const csCloseCom = cshisFunction({
  name: 'csCloseCom', no: '1.32',
  summary: { zh: '關閉讀卡機連結埠', en: 'Closes the line to the reader; other programs go on with it.' },
  inputs: {},
  output: {},
  needs: {},
  returns: openOrNot,
  unaudited: 'nothing is asked of a card or of the centre',
  provenance: { source: 'nhi-facts §2.1 (1.32)' },
  examples: [
    { name: 'there is a reader', world: 'one-clinic', input: {} },
    { name: 'there is none', world: 'no-reader', input: {}, code: -1 },
  ],
})

/** Of the PC and not of a reader: readers for PC/SC have no clock. 5005 is listed and never comes. */
export const csGetDateTime = cshisFunction({
  name: 'csGetDateTime', no: '1.34',
  summary: { zh: '讀取讀卡機日期時間', en: 'Date and time.' },
  inputs: {},
  output: {
    dateTime: whole('dateTime', fixedWidth(13, {
      dateTime: rocDateTime('日期時間', { mark: 'open', provenance: { source: 'nhi-facts §2.1 (1.34)' } }),
    })),
  },
  needs: {},
  returns: [0, 4000, 5005],
  unaudited: 'nothing is asked of a card or of the centre',
  provenance: { source: 'nhi-facts §2.1 (1.34)' },
  examples: [
    {
      name: 'a morning in Taipei', world: 'one-clinic', input: {},
      output: { dateTime: { dateTime: '2026-01-15T09:00:00' } }, bytes: { dateTime: slots('1150115090000') },
    },
    { name: 'no reader', world: 'no-reader', input: {}, code: 4000 },
  ],
})

export const csGetVersion = cshisFunction({
  name: 'csGetVersion',
  summary: { zh: '取得控制軟體版本（回傳值即為版本代碼）', en: 'Version of the control software; the number returned is the version.' },
  inputs: {},
  output: {},
  needs: {},
  returns: [apiVersion],
  unaudited: 'nothing is asked of a card or of the centre',
  provenance: { assumed: 'nhi-facts §2.1 names it as exported and not described; taken to return what csGetVersionEx does' },
  examples: [{ name: 'the version', world: 'no-reader', input: {}, code: 5153 }],
})

/** As long as a path of Windows may be, without its NUL. */
const PATH = 259

/** Which file was loaded only the loaded library knows: it fills the path in itself, and pages are told none. */
export const csGetVersionEx = cshisFunction({
  name: 'csGetVersionEx', no: '1.51',
  summary: {
    zh: '取得控制軟體版本與路徑（回傳值即為版本代碼；路徑不提供給網頁）',
    en: 'Version of the control software; the number returned is the version. The path is the DLL’s own affair and empty here.',
  },
  inputs: {},
  output: { path: fieldText('path', ascii(PATH, '路徑', { provenance: { assumed: 'nhi-facts §2.1 (1.51) gives no length' } })) },
  needs: {},
  returns: [apiVersion],
  unaudited: 'nothing is asked of a card or of the centre',
  provenance: { source: 'nhi-facts §2.1 (1.51), §1.2 (5153)' },
  examples: [{ name: 'the version', world: 'no-reader', input: {}, code: 5153, output: { path: '' }, bytes: { path: '' } }],
})

/**
 * Ends our own sessions, so that the cards are authenticated anew. No card is powered off: other programs have theirs in
 * the same readers.
 */
export const csSoftwareReset = cshisFunction({
  name: 'csSoftwareReset', no: '1.52',
  summary: { zh: '重置（0 讀卡機、1 安全模組卡、2 醫事人員卡、3 健保卡）', en: 'Begins anew with the reader (0), SAM (1), HPC (2) or health card (3).' },
  inputs: { type: numberInput('類別（0 讀卡機、1 安全模組卡、2 醫事人員卡、3 健保卡）', 0, 3) },
  output: {},
  needs: {},
  // "0 or not": what is to be begun anew is not there
  returns: [0, 4000, 4012, 4013, 4014],
  notForPages: 'it ends the sessions of every program, and with them the PINs that were verified',
  provenance: { source: 'nhi-facts §2.1 (1.52)' },
  examples: [
    { name: 'the reader', world: 'one-clinic', input: { type: 0 } },
    { name: 'the security module', world: 'one-clinic', input: { type: 1 } },
    { name: 'the professional card', world: 'three-cards', input: { type: 2 } },
    { name: 'the health card', world: 'one-clinic', input: { type: 3 } },
    { name: 'a professional card that is not there', world: 'one-clinic', input: { type: 2 }, code: 4014 },
    { name: 'no reader', world: 'no-reader', input: { type: 0 }, code: 4000 },
  ],
})

export const csVerifySAMDC = cshisFunction({
  name: 'csVerifySAMDC', no: '2.1',
  summary: { zh: '安全模組與健保署資料中心認證', en: 'Authenticates the security module with the data centre, anew when it was before.' },
  inputs: {},
  output: {},
  needs: { online: true },
  returns: [0, 4000, 4012, 4032, 4051, 4061, 6005, 6006, 6007, 6008],
  provenance: { source: 'nhi-facts §2.1 (2.1)' },
  examples: [
    { name: 'a cloud SAM', world: 'one-clinic', input: {} },
    { name: 'a SAM card', world: 'dedicated-reader', input: {} },
  ],
})

export const csGetHospID = cshisFunction({
  name: 'csGetHospID', no: '2.2', misprint: 'csGetHOSPID',
  summary: { zh: '讀取安全模組之醫療院所代碼', en: 'Institution of the security module.' },
  inputs: {},
  output: {
    hospId: whole('hospId', fixedWidth(10, {
      hospId: ascii(10, '醫療院所代碼', { mark: 'open', provenance: { source: 'nhi-facts §2.1 (2.2)' } }),
    })),
  },
  needs: {},
  returns: [0, 5006],
  provenance: { source: 'nhi-facts §2.1 (2.2)' },
  examples: [
    {
      name: 'of a cloud SAM', world: 'one-clinic', input: {},
      output: { hospId: { hospId: '9900000013' } }, bytes: { hospId: slots('9900000013') },
    },
    {
      name: 'of a SAM card', world: 'dedicated-reader', input: {},
      output: { hospId: { hospId: '9900000013' } }, bytes: { hospId: slots('9900000013') },
    },
  ],
})
