import * as z from 'zod'
import { MalformedError } from '../../bytes/malformed.ts'
import { isoFromRocDateTime } from '../../bytes/roc-date-time.ts'

function isRocDateTime(text: string): boolean {
  try {
    isoFromRocDateTime(text)
    return true
  } catch (error) {
    if (error instanceof MalformedError) return false
    throw error
  }
}

/** Text of a buffer's slot, without the blanks behind it. @param most characters */
export const text = (most: number, what: string) => z.string().max(most).describe(what)
/** `YYYMMDD` of the ROC calendar; '' where the card has none. */
export const rocDate = (what: string) => z.string().regex(/^(?:\d{7})?$/).describe(`${what}, YYYMMDD`)
/** `YYYMMDDHHmmss` of the ROC calendar. */
export const rocDateTime = (what = '就診日期時間') => z.string().regex(/^\d{13}$/).describe(`${what}, YYYMMDDHHmmss`)
/** Whole dollars; '' where there is no amount. Money may be negative (nhi-facts §8.5). */
export const money = (what: string, most: number) => z.string().max(most).regex(/^(?:-?\d+)?$/).describe(what)

/** The five fees of a visit, as hisWriteTreatmentFee has them (nhi-facts §2.2.12). */
export const fees = {
  outpatientFee: money('門診費用', 8), costFee: money('門診部分負擔', 8), inpatientFee: money('住院費用', 8),
  inpatient30Fee: money('住院部分負擔（急 30／慢 180 天以下）', 7), inpatient180Fee: money('住院部分負擔（急 31／慢 181 天以上）', 7),
}

/** Main and five secondary diagnoses in clear, '' for none. */
export const diagnoses = {
  mainCode: text(9, '主診斷'), subCode1: text(9, '次診斷一'), subCode2: text(9, '次診斷二'), subCode3: text(9, '次診斷三'),
  subCode4: text(9, '次診斷四'), subCode5: text(9, '次診斷五'),
}

/** The same of an answer on which something is counted: digits that are no time are no answer. */
export const soundDateTime = () => rocDateTime().refine(isRocDateTime)
