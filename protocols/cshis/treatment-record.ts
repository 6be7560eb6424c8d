import * as z from 'zod'
import { ascii, wholeNumber, type Field } from '../bytes/field.ts'
import { fixedWidth, type Fields, type FixedWidth, type RecordOf } from '../bytes/fixed-width.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { visitDiagnoses } from '../nhi-card/visits.ts'
import { recordSchema } from '../native-api/record-schema.ts'
import { bracketedCode } from './bracketed-code.ts'
import type { CshisInput } from './input.ts'

const printed = { provenance: { source: 'nhi-facts §2.2.12' } } as const
/** `0` and blank leave what the visit has: the official samples pass `0` (nhi-facts §2.1, oddities). */
const MARKS = ['1', '2', '0', '']

/** 補卡註記: 1 normal, 2 補卡. Any other sign is refused. */
function mark(): Field<string, 'ascii'> {
  const sign = ascii(1, '補卡註記', printed)
  const checked = (value: string, name: string): string => {
    if (!MARKS.includes(value)) throw new MalformedError(name, 'neither 1 nor 2')
    return value
  }
  return {
    ...sign,
    read: (slot, name) => ({ ...sign.read(slot, name), value: checked(sign.read(slot, name).value, name) }),
    write: (value, name) => sign.write(checked(value, name), name),
  }
}

/** An amount in NT$; less than nothing is refused. */
function amount(length: number, zh: string): Field<number | null, 'number'> {
  const number = wholeNumber(length, zh, printed)
  const checked = (value: number | null, name: string): number | null => {
    if (value !== null && value < 0) throw new MalformedError(name, 'less than nothing')
    return value
  }
  return {
    ...number,
    read: (slot, name) => ({ value: checked(number.read(slot, name).value, name), complete: true }),
    write: (value, name) => number.write(checked(value, name), name),
  }
}

const fees = {
  outpatientFee: amount(8, '門診醫療費用'),
  costFee: amount(8, '門診部分負擔費用'),
  inpatientFee: amount(8, '住院醫療費用'),
  inpatient30Fee: amount(7, '住院部分負擔費用（急性 30 天、慢性 180 天以下）'),
  inpatient180Fee: amount(7, '住院部分負擔費用（急性 31 天、慢性 181 天以上）'),
} as const
const bracketed = {
  mainCode: bracketedCode('主診斷碼'), subCode1: bracketedCode('次診斷碼一'), subCode2: bracketedCode('次診斷碼二'),
  subCode3: bracketedCode('次診斷碼三'), subCode4: bracketedCode('次診斷碼四'), subCode5: bracketedCode('次診斷碼五'),
} as const
const stored = visitDiagnoses.record.fields
const afterCheck = mark()

/** Fees of a visit, 38 bytes. */
export const feeRecord = fixedWidth(38, fees)
const codeRecord = fixedWidth(31, { afterCheck, ...stored })
const codeRecordIcd10 = fixedWidth(55, { afterCheck, ...bracketed })
const dataRecord = fixedWidth(69, { afterCheck, ...stored, ...fees })
const dataRecordIcd10 = fixedWidth(93, { afterCheck, ...bracketed, ...fees })

/** What tells how the diagnoses of a record are to be taken. */
export interface Spelling {
  /** Whether they are ICD-10 codes, as brackets say, or the five characters as the card stores them. */
  readonly icd10: boolean
}

const NUL = 1

/** A block in one of two layouts, with diagnoses as stored or in brackets; its length tells them apart (nhi-facts §2.2.12). */
function inTwoLayouts<P extends Fields, B extends Fields>(
  zh: string, plain: FixedWidth<P>, brackets: FixedWidth<B>, nul: number,
): CshisInput<RecordOf<P> & Spelling> {
  const icd10 = { icd10: z.boolean().describe('ICD-10 codes, or the five characters as stored') }
  return {
    zh, length: brackets.length + nul, form: 'records', mark: 'personal',
    schema: recordSchema(plain).extend(icd10) as z.ZodType as z.ZodType<RecordOf<P> & Spelling>,
    holds: (given) => given === plain.length || given === brackets.length,
    decode(bytes) {
      if (bytes.length === plain.length) return { icd10: false, ...plain.decode(bytes) }
      return { icd10: true, ...brackets.decode(bytes) } as Spelling as RecordOf<P> & Spelling
    },
    encode: (value) => value.icd10 ? brackets.encode(value as object as RecordOf<B>) : plain.encode(value),
  }
}

/** 補卡註記 and diagnoses, 31 bytes or 55. */
export const treatmentCode = inTwoLayouts('診療資料', codeRecord, codeRecordIcd10, 0)
/** The same with the fees, 69 bytes or 93. */
export const treatmentData = inTwoLayouts('診療資料及費用', dataRecord, dataRecordIcd10, NUL)
