import { describe, expect, it } from 'vitest'
import { unhex } from '#protocols/bytes/hex'
import { parseAtr } from '#protocols/iso7816/atr'
import { atrParameters } from '#protocols/iso7816/atr-parameters'
import { bestRate } from './rate-choice.ts'
import { factsOf } from './reader-facts.fixture.ts'

/** A card of T=0 with this TA1. */
const card = (ta1: string) => atrParameters(parseAtr(unhex(`3b10${ta1}`)))
/** What Castles' EZCCID says of itself. */
const ezccid = {
  dwDefaultClock: 3580, dwMaxDataRate: 115_200,
  dataRates: [
    9600, 12_800, 13_950, 18_600, 19_200, 23_040, 27_900, 28_800, 37_200, 38_400, 55_800, 57_600, 74_400, 111_600,
    115_200,
  ],
}

describe('the rate of the line between reader and card', () => {
  it.each<readonly [string, string, Parameters<typeof factsOf>[0], { fi: number, di: number }]>([
    ['that of the card when the reader reaches it', '18', { dwDefaultClock: 3580, dwMaxDataRate: 115_200 },
      { fi: 372, di: 12 }],
    ['a smaller D when it does not', '96', { dwDefaultClock: 3580, dwMaxDataRate: 115_200 }, { fi: 512, di: 16 }],
    ['one of those the reader lists, rounded as it rounds', '96', ezccid, { fi: 512, di: 16 }],
    ['the default when the list has no other', '96', { ...ezccid, dataRates: [9600] }, { fi: 372, di: 1 }],
    ['the default when the card says nothing', '11', ezccid, { fi: 372, di: 1 }],
    ['the default when the card says something reserved', '70', ezccid, { fi: 372, di: 1 }],
    ['the default rather than a slower one', '91', ezccid, { fi: 372, di: 1 }],
    ['that of a fast card at a fast reader', '97', { dwDefaultClock: 4000, dwMaxDataRate: 600_000 },
      { fi: 512, di: 64 }],
  ])('is %s', (_, ta1, reader, expected) => {
    expect(bestRate(factsOf(reader), card(ta1))).toEqual(expected)
  })
})
