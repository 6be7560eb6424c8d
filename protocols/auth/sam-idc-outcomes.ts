import type { Outcome } from './outcome.ts'

const listed = { source: 'nhi-facts §3.1; §2.1 (2.1)' }
const told = { source: 'nhi-facts §3.1, a code of the data centre' }

/** How the authentication of a SAM with the data centre (IDC) may fail. */
export const samIdcOutcomes = {
  samLost: {
    code: 4012, provenance: listed,
    message: { zh: '認證時安全模組已取出', en: 'The security module was taken out during the authentication.' },
  },
  samForeign: {
    code: 4032, provenance: listed,
    message: { zh: '插入的卡片不是安全模組', en: 'The card in the place of the security module is none.' },
  },
  samSilent: {
    code: 4000, provenance: listed, message: { zh: '安全模組沒有回應', en: 'The security module does not answer.' },
  },
  centreUnreachable: {
    code: 4061, provenance: listed,
    message: { zh: '無法連線至資料中心', en: 'The data centre cannot be reached.' },
  },
  /** The SAM does not take the centre's certificate or signature, or gives no challenge for it. */
  samRejectsCentre: {
    code: 6005, provenance: listed,
    message: { zh: '安全模組外部認證失敗', en: 'The security module does not accept the data centre.' },
  },
  centreRejectsSam: {
    code: 6006, provenance: listed,
    message: { zh: '資料中心外部認證失敗', en: 'The data centre does not accept what the security module showed it.' },
  },
  /** The SAM does not sign. */
  samUnable: {
    code: 6007, provenance: listed,
    message: { zh: '安全模組內部認證失敗', en: 'The security module does not prove itself.' },
  },
  /** The SAM is authenticated all the same. */
  clockNotSet: {
    code: 6008, provenance: listed,
    message: { zh: '讀卡機時鐘設定失敗', en: 'The clock could not be set by the data centre.' },
  },
  centreMalformed: {
    code: 4051, provenance: listed,
    message: { zh: '資料中心的回應無法辨識', en: 'The answer of the data centre makes no sense.' },
  },
  centreOutOfDate: {
    code: 4051, provenance: { assumed: 'nhi-facts §3.1 has no code for a certificate of the centre that is out of date' },
    message: { zh: '資料中心憑證不在有效期間', en: 'The certificate of the data centre is not in force.' },
  },
  centreRefuses: {
    code: 4051, provenance: listed,
    message: { zh: '資料中心拒絕認證', en: 'The data centre refuses the authentication.' },
  },
  samInvalid: {
    code: 9013, provenance: told,
    message: { zh: '安全模組無效', en: 'The data centre knows no such security module.' },
  },
  centreNotAccepted: {
    code: 9014, provenance: told,
    message: { zh: '資料中心對安全模組認證失敗', en: 'The data centre failed to prove itself to the security module.' },
  },
  samNotAccepted: {
    code: 9015, provenance: told,
    message: { zh: '安全模組對資料中心認證失敗', en: 'The security module failed to prove itself to the data centre.' },
  },
  hospitalSuspended: {
    code: 9060, provenance: told,
    message: { zh: '院所已停權', en: 'The hospital of the security module is suspended.' },
  },
  samOutOfDate: {
    code: 9061, provenance: told,
    message: { zh: '安全模組已逾有效期限', en: 'The security module is past its validity.' },
  },
  contractNotInForce: {
    code: 9062, provenance: told,
    message: { zh: '院所合約不在有效期間', en: 'The contract of the hospital has expired or is not yet in force.' },
  },
} as const satisfies Record<string, Outcome>

export type SamIdcFailure = keyof typeof samIdcOutcomes

/** What the centre's own codes mean; any other is a refusal as such. */
export const samIdcFailureOfCode = {
  9013: 'samInvalid', 9014: 'centreNotAccepted', 9015: 'samNotAccepted', 9060: 'hospitalSuspended', 9061: 'samOutOfDate',
  9062: 'contractNotInForce',
} as const satisfies Readonly<Record<number, SamIdcFailure>>
