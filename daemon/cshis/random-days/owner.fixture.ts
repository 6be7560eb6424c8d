import { expect } from 'vitest'
import { isDone, type Called, type Day } from './day.fixture.ts'

const NOT_THE_OWNER = 5020
/** No session with the cards: their readers, the network, PINs that are missing or locked, a right that the role has not. */
const isObstacle = (code: number) => code < 5_000 || [5102, 9043, 9100].includes(code)

/** Whoever has another's card in the reader is told that before anything else (nhi-facts §2.1, manual detail). */
export function ownerFirst(day: Day, { code }: Called, isRight: boolean): void {
  if (isDone(code)) expect([isRight, day.isCardIn]).toEqual([true, true])
  else if (isRight) expect(code).not.toBe(NOT_THE_OWNER)
  else expect(isObstacle(code) ? NOT_THE_OWNER : code).toBe(NOT_THE_OWNER)
}
