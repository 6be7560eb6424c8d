import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions } from '#protocols/cshis/index'

/** 1.9 comes before 1.10, and what has no number last. */
const places = ({ no = '' }: CshisFunction) => no === '' ? [Infinity, 0] : no.split('.').map(Number)

/** The functions by their number in the official manual. */
export const numberedFunctions: readonly CshisFunction[] = (Object.values(cshisFunctions) as readonly CshisFunction[])
  .toSorted((one, other) => {
    const [chapter = 0, place = 0] = places(one)
    const [otherChapter = 0, otherPlace = 0] = places(other)
    return chapter === otherChapter ? place - otherPlace : chapter < otherChapter ? -1 : 1
  })
