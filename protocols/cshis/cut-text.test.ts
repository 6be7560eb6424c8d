import { describe, expect, test } from 'vitest'
import { cutTexts, takesBig5 } from './cut-text.ts'
import type { CshisFunction } from './function.ts'
import { cshisFunctions } from './index.ts'
import { cshisMethods } from './native.ts'

const wang = { patientId: 'Z199999016', birthday: '1990-01-01' }
const named = (ingredient: string) => ({ ingredient, ingredientComplete: true })

test('the functions that take text in Big5 are those of drug allergies', () => {
  const taking = (Object.values(cshisFunctions) as readonly CshisFunction[]).filter(takesBig5).map(({ name }) => name)
  expect(taking).toEqual(['hisWriteAllergicMedicines', 'hisWriteAllergicNum'])
  const switched = cshisMethods().filter(({ params }) => 'cutText' in params.shape).map(({ name }) => name)
  expect(switched).toEqual(taking)
})

describe('a text in Big5', () => {
  test('that is longer than its slot is cut between characters, and told by its place', () => {
    const data = [named('ASPIRIN'), named(`A${'盤'.repeat(25)}`), named('尼'.repeat(21))]
    expect(cutTexts(cshisFunctions.hisWriteAllergicMedicines, { ...wang, data })).toEqual({
      inputs: { ...wang, data: [named('ASPIRIN'), named(`A${'盤'.repeat(19)}`), named('尼'.repeat(20))] },
      cuts: [
        { parameter: 'data', record: 2, field: 'ingredient', characters: 20 },
        { parameter: 'data', record: 3, field: 'ingredient', characters: 20 },
      ],
    })
  })

  test('alone in its parameter is its first record', () => {
    const input = { ...wang, data: named('盤'.repeat(21)), number: 1 }
    expect(cutTexts(cshisFunctions.hisWriteAllergicNum, input)).toEqual({
      inputs: { ...input, data: named('盤'.repeat(20)) },
      cuts: [{ parameter: 'data', record: 1, field: 'ingredient', characters: 20 }],
    })
  })

  test.each(['', '盤'.repeat(20), 'A'.repeat(40)])('that fits stays as it is: "%s"', (text) => {
    const input = { ...wang, data: named(text), number: 1 }
    expect(cutTexts(cshisFunctions.hisWriteAllergicNum, input)).toEqual({ inputs: input, cuts: [] })
  })

  test('with a character that has no code is left to be refused', () => {
    const input = { ...wang, data: named(`${'盤'.repeat(21)}🙂`), number: 1 }
    expect(cutTexts(cshisFunctions.hisWriteAllergicNum, input)).toEqual({ inputs: input, cuts: [] })
  })
})
