import type { Outcome } from './outcome.ts'

const listed = { source: 'nhi-facts §3.1; §2.0 (sets C and H)' }
const centre = { source: 'nhi-facts §3.1; §2.1 (1.30)' }

/** How the showing of a role to a health card may fail. */
export const roleAuthenticationOutcomes = {
  hcLost: {
    code: 4013, provenance: listed,
    message: { zh: '認證時健保卡已取出', en: 'The health card was taken out during the authentication.' },
  },
  hcSilent: { code: 4000, provenance: listed, message: { zh: '健保卡沒有回應', en: 'The health card does not answer.' } },
  /** Its secured session with the SAM is over. */
  hcSessionOver: {
    code: 4029,
    provenance: { assumed: 'a role adds to the authentication with a SAM; without it the card’s rights are too few' },
    message: { zh: '健保卡與安全模組的連線已結束', en: 'The session of the health card with the security module is over.' },
  },
  hcRejectsHpc: {
    code: 4029,
    provenance: { assumed: 'nhi-facts §3.1 has no code for a health card that does not accept a professional card' },
    message: { zh: '健保卡不接受此醫事人員卡', en: 'The health card does not accept the professional card.' },
  },
  hcRejectsCentre: {
    code: 4071, provenance: centre,
    message: { zh: '健保卡不接受資料中心', en: 'The health card does not accept the data centre.' },
  },
  hpcLost: {
    code: 4014, provenance: listed,
    message: { zh: '認證時醫事人員卡已取出', en: 'The professional card was taken out during the authentication.' },
  },
  hpcSilent: {
    code: 4000, provenance: listed, message: { zh: '醫事人員卡沒有回應', en: 'The professional card does not answer.' },
  },
  hpcForeign: {
    code: 4034, provenance: listed,
    message: { zh: '插入的卡片不是醫事人員卡', en: 'The card in the place of the professional card is none.' },
  },
  hpcPinNotVerified: {
    code: 4042, provenance: listed,
    message: { zh: '醫事人員卡尚未驗證 PIN 碼', en: 'The PIN of the professional card is not yet verified.' },
  },
  hpcUnable: {
    code: 4029, provenance: { assumed: 'as hcRejectsHpc: no code of nhi-facts §3.1 is for a card that does not sign' },
    message: { zh: '醫事人員卡無法進行認證', en: 'The professional card does not prove itself.' },
  },
  hpcOutOfDate: {
    code: 9140, provenance: { source: 'nhi-facts §3.1; §2.1 (4.2)' },
    message: { zh: '醫事人員卡已逾有效期限', en: 'The professional card is past its validity.' },
  },
  /** What is wanted is not among the rights of the profession, so the card is not asked. */
  professionWithoutRight: {
    code: 9100, provenance: { source: 'nhi-facts §2.1 (1.20, 1.43, 1.46), §3.1; for other professions assumed' },
    message: { zh: '此醫事人員卡沒有這項權限', en: 'The profession of the card has no such right.' },
  },
  centreUnreachable: {
    code: 4061, provenance: centre,
    message: { zh: '無法連線至資料中心', en: 'The data centre cannot be reached.' },
  },
  centreRefuses: {
    code: 4071, provenance: centre,
    message: { zh: '資料中心拒絕認證', en: 'The data centre refuses the authentication.' },
  },
  /** A certificate out of date or of another role, or an answer that is none. */
  centreUnfit: {
    code: 4071, provenance: centre,
    message: { zh: '資料中心的憑證或回應不正確', en: 'The certificate or the answer of the data centre will not do.' },
  },
} as const satisfies Record<string, Outcome>

export type RoleAuthenticationFailure = keyof typeof roleAuthenticationOutcomes
