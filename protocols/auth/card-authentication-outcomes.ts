import type { Outcome } from './outcome.ts'

const listed = { source: 'nhi-facts §3.1; §2.0 (set C)' }
const rights = {
  assumed: 'nhi-facts §3.1 has 9210 to 9221 for the cloud SAM alone; with a SAM card the set C of §2.0 leaves 4029',
}

/** How a mutual authentication of a health or professional card with a SAM may fail, by who failed and how. */
export const cardAuthenticationOutcomes = {
  cardLost: {
    code: { hc: 4013, hpc: 4014 }, provenance: listed,
    message: { zh: '認證時卡片已取出', en: 'The card was taken out during the authentication.' },
  },
  samLost: {
    code: 4012, provenance: listed,
    message: { zh: '認證時安全模組已取出', en: 'The security module was taken out during the authentication.' },
  },
  cardSilent: {
    code: 4000, provenance: listed, message: { zh: '卡片沒有回應', en: 'The card does not answer.' },
  },
  samSilent: {
    code: 4000, provenance: listed, message: { zh: '安全模組沒有回應', en: 'The security module does not answer.' },
  },
  samNotAuthenticated: {
    code: 4050, provenance: listed,
    message: { zh: '安全模組尚未與資料中心認證', en: 'The security module is not authenticated with the data centre.' },
  },
  /** It gives no challenge, or nothing that is an answer. */
  cardUnable: {
    code: 4029, cloudCode: { hc: 9210, hpc: 9220 }, provenance: rights,
    message: { zh: '卡片無法進行認證', en: 'The card cannot take part in the authentication.' },
  },
  samUnable: {
    code: 4029, cloudCode: { hc: 9211, hpc: 9221 }, provenance: rights,
    message: { zh: '安全模組無法進行認證', en: 'The security module cannot take part in the authentication.' },
  },
  /** The card does not take the cryptogram of the SAM. */
  samRejected: {
    code: 4029, cloudCode: { hc: 9211, hpc: 9221 }, provenance: rights,
    message: { zh: '卡片不接受此安全模組', en: 'The card does not accept the security module.' },
  },
  /** The SAM does not take the answer of the card. */
  cardRejected: {
    code: 4029, cloudCode: { hc: 9212, hpc: 9220 }, provenance: rights,
    message: { zh: '安全模組不接受此卡片', en: 'The security module does not accept the card.' },
  },
  /** Of a professional card; the data centre alone knows. */
  cardSuspended: {
    code: 9130, provenance: { source: 'nhi-facts §2.1 (4.2 to 4.4), §3.1' },
    message: { zh: '醫事人員卡已註銷或停用', en: 'The professional card is cancelled or suspended.' },
  },
  centreUnreachable: {
    code: 4061, provenance: { source: 'nhi-facts §3.1' },
    message: { zh: '無法連線至資料中心', en: 'The data centre cannot be reached.' },
  },
} as const satisfies Record<string, Outcome>

export type CardAuthenticationFailure = keyof typeof cardAuthenticationOutcomes
