import { expect, test } from 'vitest'
import { sayIn } from './language.ts'
import { rocDate, rocYear } from './roc-date.ts'

test.each([
  ['1990-01-01', '民國 79 年 1 月 1 日', '民國 79 年'],
  ['1912-02-29', '民國 1 年 2 月 29 日', '民國 1 年'],
  ['1911-10-10', '民國前 1 年 10 月 10 日', '民國前 1 年'],
  ['1908-12-31', '民國前 4 年 12 月 31 日', '民國前 4 年'],
])('%s is %s', (date, inFull, yearOnly) => {
  const say = sayIn('zh')
  expect(say(rocDate(date))).toBe(inFull)
  expect(say(rocYear(Number(date.slice(0, 4))))).toBe(yearOnly)
})
