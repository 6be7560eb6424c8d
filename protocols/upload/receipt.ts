import { ascii } from '../bytes/field.ts'
import { fixedWidth, type RecordOf } from '../bytes/fixed-width.ts'
import { clinicTime } from '../visit/clinic-time.ts'
import type { Opcode } from './opcode.ts'

const printed = { provenance: { source: 'nhi-facts §2.2.13' } } as const

const layout = fixedWidth(50, {
  samId: ascii(12, '安全模組代碼', printed), hospitalId: ascii(10, '醫療院所代碼', printed),
  uploadedAt: ascii(14, '上傳日期時間', printed), receivedAt: ascii(14, '接收日期時間', printed),
})

/** What csUploadData gives for a file that arrived, 50 bytes (nhi-facts §2.2.13). */
export const uploadReceipt = {
  ...layout,
  name: '上傳回執',
  provenance: { source: 'nhi-facts §2.2.13; that its times are Gregorian is inferred there' },
  examples: [{
    hex: '5445535453414d3030303031' + '39393030303030303133' + '3230323630313135323035393538' + '3230323630313135323130303030',
    value: { samId: 'TESTSAM00001', hospitalId: '9900000013', uploadedAt: '20260115205958', receivedAt: '20260115210000' },
  }],
} as const

export type UploadReceipt = RecordOf<typeof layout.fields>

/** `yyyyMMddHHmmss` of the clinic's own time. @param now milliseconds since 1970 */
export const stampOf = (now: number): string => clinicTime(now).replaceAll(/\D/g, '')

/** The receipt of an upload that was answered with this Opcode. */
export const receiptOf = ({ samId, hospitalId, receivedAt }: Opcode, uploadedAt: string): UploadReceipt => (
  { samId, hospitalId, uploadedAt, receivedAt })
