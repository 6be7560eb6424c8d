import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'

/** Why the upload Web API refuses a call, and the code it answers; the code alone is what a client sees. */
export interface UploadRefusal extends Bilingual {
  /** RtnCode as a number; on the line it has four digits. */
  readonly code: number
  readonly provenance: Provenance
}

const described = { source: 'nhi-facts §8.8' } as const
const other = (what: string) => ({ assumed: `nhi-facts §8.8 has no code for ${what}: 9999 is “another error”` }) satisfies Provenance

/** Every refusal of the receiver. */
export const uploadRefusals = {
  notReady: { code: 5002, zh: '結果尚未產生', en: 'the report is not ready yet', provenance: described },
  kindUnknown: { code: 5003, zh: '作業類別非 A1、A2、ZZ', en: 'the kind is not A1, A2 or ZZ', provenance: described },
  otherModule: { code: 5004, zh: '安全模組與上傳時不符', en: 'the module is not the one of the upload', provenance: described },
  checkFailed: { code: 8201, zh: '呼叫驗簽服務發生例外', en: 'the check of signatures broke down', provenance: described },
  signatureOld: { code: 8203, zh: '簽章已逾一小時', en: 'the signature is more than an hour old', provenance: described },
  moduleRevoked: { code: 8205, zh: '安全模組已註銷', en: 'the module is revoked', provenance: described },
  signatureWrong: { code: 9002, zh: '驗簽失敗', en: 'the signature does not verify', provenance: described },
  institutionUnknown: { code: 9005, zh: '非特約院所', en: 'not a contracted institution', provenance: described },
  unreadable: { code: 9999, zh: '無法讀取上傳內容', en: 'the call is not what it must be', provenance: other('a body that cannot be read') },
  tooLarge: {
    code: 9999, zh: '檔案過大', en: 'the file is too large',
    provenance: { assumed: 'nhi-facts §1.4: large batches fail, with 6015 where a DLL sends them; what the Web API answers is not public' },
  },
  opcodeUnknown: { code: 9999, zh: '查無此作業序號', en: 'no such Opcode', provenance: other('an Opcode nobody was given') },
  reportGone: { code: 9999, zh: '檢核結果已逾保存期限', en: 'the report is not kept any more', provenance: other('a report after its days') },
} as const satisfies Record<string, UploadRefusal>

export type UploadRefusalName = keyof typeof uploadRefusals

/** A code as the Web API writes it. */
export const rtnCodeOf = (code: number): string => String(code).padStart(4, '0')

/** The code of success. */
export const RECEIVED = '0000'
