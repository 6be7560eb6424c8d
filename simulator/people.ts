import { SeededRandom } from './seeded-random.ts'

/** A fictional patient, as printed on the card. Dates are YYYY-MM-DD. */
export interface Person {
  readonly cardSn: string
  readonly name: string
  readonly idCardNum: string
  readonly birthday: string
  readonly sex: 'M' | 'F'
  readonly dateIssue: string
}

/** Z is 連江縣 (value 33), whose few thousand people never reached serials beginning with 99999. */
const LETTER = 'Z'
const LETTER_SUM = 3 * 1 + 3 * 9

/**
 * A national id that passes the check digit a HIS applies and that was never issued to anybody.
 * @param serial 0 to 999
 */
export function fictionalId(sex: 'M' | 'F', serial: number): string {
  const digits = [sex === 'M' ? 1 : 2, 9, 9, 9, 9, ...String(serial).padStart(3, '0')].map(Number)
  const sum = digits.reduce((total, digit, index) => total + digit * (8 - index), LETTER_SUM)
  return `${LETTER}${digits.join('')}${(10 - (sum % 10)) % 10}`
}

const SURNAMES = ['王', '林', '陳', '黃', '張', '李', '吳', '劉'] as const
const GIVEN = ['測試', '模擬', '範例', '樣本'] as const
const ORDINALS = ['', '一', '二', '三', '四', '五'] as const

/** People of a clinic, the same for the same seed; every name says that nobody bears it. */
export function people(seed: number, count: number): Person[] {
  const random = new SeededRandom(seed)
  const two = (value: number) => String(value).padStart(2, '0')
  return Array.from({ length: count }, (_, index): Person => {
    const sex = random.pick<Person['sex']>(['M', 'F'])
    return {
      cardSn: `9999${String(index + 1).padStart(8, '0')}`,
      name: random.pick(SURNAMES) + random.pick(GIVEN) + random.pick(ORDINALS),
      idCardNum: fictionalId(sex, (index + 100) % 1000),
      birthday: `${1930 + random.below(90)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
      sex,
      dateIssue: `${2015 + random.below(10)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
    }
  })
}
