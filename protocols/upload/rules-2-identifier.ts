import { MalformedError } from '../bytes/malformed.ts'
import { unhex } from '../bytes/hex.ts'
import { decodeTreatmentNumber, encodeTreatmentNumber, type TreatmentNumber } from '../visit/treatment-number.ts'
import { signsVisit } from '../visit/visit-signature.ts'
import { visitRule, type Reader, type UploadRule } from './rule.ts'
import { irregular2 } from './rules-2.ts'
import { isoOf } from './visit-time.ts'

/** How real ones are made is secret; what a simulated clinic sends is checked as its cards made it. */
const ours = {
  assumed: 'nhi-facts §8.7 has the check; what is decoded is the identifier of simulated visits (docs/open-profile.md §11)',
} as const
const signed = {
  assumed: 'nhi-facts §8.7 has the check; what is verified is the signature of simulated visits (docs/open-profile.md §9)',
} as const
const placed = {
  assumed: 'nhi-facts §8.7 says which identifier goes with which H01 of those of its services; read as with and without a card',
} as const

/** Signs that stand for no identifier (nhi-facts §8.9); none of these is decoded. */
const NONE: readonly string[] = ['', 'MISS0000000000000000', '99999999999999999999', 'SM000000000000000000']

function decoded(visit: Reader, field: string): TreatmentNumber | 'none' | 'invalid' {
  const text = visit(field)
  if (NONE.includes(text)) return 'none'
  try {
    return decodeTreatmentNumber(text)
  } catch (error) {
    if (error instanceof MalformedError) return 'invalid'
    throw error
  }
}

const says = (visit: Reader, differs: (number: TreatmentNumber) => boolean): boolean => {
  const number = decoded(visit, 'M15')
  return typeof number === 'object' && differs(number)
}

/** Identifiers that are not of the sound record, each in one respect. */
const visit = { idCardNum: 'Z199999016', hospitalId: '9900000013', treatmentDateTime: '2026-01-15T09:00:00' } as const
const numberOf = (change: Partial<TreatmentNumber>) => encodeTreatmentNumber({ kind: 'card', ...visit, ...change })

const verifies = (field: string): UploadRule => visitRule(field, 'D002', ['就醫識別碼須驗證通過', 'an identifier must verify'], ours,
  (read) => decoded(read, field) === 'invalid', [{ [field]: 'Z'.repeat(20) }, {}])

const HEX_SIGNATURE = /^[0-9a-fA-F]{256}$/

function isSigned(read: Reader): boolean {
  const at = isoOf(read('M11'))
  if (at === undefined || !HEX_SIGNATURE.test(read('M14'))) return false
  try {
    return signsVisit(unhex(read('M14')), { idCardNum: read('M03'), hospitalId: read('M05'), treatmentDateTime: at })
  } catch (error) {
    if (error instanceof MalformedError) return false
    throw error
  }
}

/** The checks of upload 2.0 that look into 安全簽章 and 就醫識別碼. */
export const identifier2Rules: readonly UploadRule[] = [
  visitRule('M14', '04', ['安全簽章須驗證通過', 'the signature of the visit must verify'], signed,
    (read) => read('M14') !== '' && !isSigned(read), [{ M14: '00'.repeat(128) }, {}]),
  ...['M15', 'M16', 'M52'].map(verifies),
  visitRule('M15', 'D003', ['就醫識別碼之身分證號須一致', 'the identifier is of the same ID'], ours,
    (read) => says(read, ({ idCardNum }) => idCardNum !== read('M03')), [{ M15: numberOf({ idCardNum: 'Z199999025' }) }, {}]),
  visitRule('M15', 'D004', ['就醫識別碼之院所代號須一致', 'the identifier is of the same institution'], ours,
    (read) => says(read, ({ hospitalId }) => hospitalId !== read('M05')), [{ M15: numberOf({ hospitalId: '9900000022' }) }, {}]),
  visitRule('M15', 'D005', ['就醫識別碼之就醫日期時間須一致', 'the identifier is of the same time'], ours,
    (read) => says(read, ({ treatmentDateTime }) => treatmentDateTime !== isoOf(read('M11'))),
    [{ M15: numberOf({ treatmentDateTime: '2026-01-15T09:00:01' }) }, {}]),
  visitRule('M15', 'D069', ['無卡之就醫識別碼不可用於正常上傳', 'an identifier without a card is not for a normal record'], placed,
    (read) => read('H01') === 'A' && says(read, ({ kind }) => kind === 'noCard'), [{ M15: numberOf({ kind: 'noCard' }) }, {}]),
  visitRule('M15', 'D070', ['持卡之就醫識別碼不可用於異常上傳', 'an identifier with a card is not for an irregular record'], placed,
    (read) => read('H01') === 'B' && says(read, ({ kind }) => kind === 'card'),
    [{ ...irregular2, M15: numberOf({}) }, { ...irregular2, M15: numberOf({ kind: 'noCard' }) }]),
]
