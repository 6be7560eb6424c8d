import { madeOf } from '../bytes/unread.ts'
import type { CardTermination, Cancelled } from './card-termination.ts'
import type { PublicBasic } from './public-basic.ts'

/** The basic data of a health card, as every method and page shows them. Dates are `YYYY-MM-DD`. */
export interface Basic {
  readonly cardSn: string
  /** U+FFFD stands for each character that could not be decoded */
  readonly name: string
  readonly nameComplete: boolean
  readonly idCardNum: string
  readonly birthday: string
  readonly sex: 'M' | 'F' | ''
  readonly dateIssue: string
  readonly cancelled: Cancelled
}

/**
 * @param termination what the card answered for its termination block; undefined when it refused
 * @returns `sex` is '' for a blank and for any sign but M and F, which no source gives a meaning (nhi-facts §4.4)
 */
export function basicOf(block: PublicBasic, termination: CardTermination | undefined): Basic {
  const { cardSn, name, nameComplete, idCardNum, birthday, sex, dateIssue } = block
  return madeOf({
    cardSn, name, nameComplete, idCardNum, birthday, dateIssue,
    sex: sex === 'M' || sex === 'F' ? sex : '',
    cancelled: termination?.cancelled ?? 'unknown',
  }, block)
}
