import { describe, expect, test } from 'vitest'
import { idleReasons } from './pair-reasons.fixture.ts'
import { playedPair } from './pair-play.fixture.ts'
import { functions } from './pair-story.fixture.ts'
import { pairs, pairStories, type Pair } from './pairs.fixture.ts'

/** Where codes of trouble begin: a smaller one is an answer. */
const TROUBLE = 4000

const told = pairs.flatMap(({ story, when = '', ...pair }) => (
  story === undefined ? [] : [{ ...pair, story, when, name: pair.declared.name }]
))
const isShown = ({ name }: { readonly name: string }, wanted: number) => (
  pairs.some(({ declared, code, when }) => declared.name === name && code === wanted && when !== undefined)
)

describe('a return code of a function', () => {
  test('is shown by an example or a story, or has a reason why it is not', () => {
    const open = ({ when, why }: Pair) => when === undefined && why === undefined
    expect(pairs.filter(open).map(({ declared, code }) => `${declared.name} ${code}`)).toEqual([])
  })

  test('is shown where it can be', () => {
    expect(pairs.filter(({ when }) => when !== undefined).length / pairs.length).toBeGreaterThan(0.85)
  })

  test.each(told)('$name: $code when $when', async ({ declared, code, story }) => {
    const { code: answered, written, changed } = await playedPair(story, declared)
    expect(answered).toBe(code)
    if (story.touches !== undefined) return
    expect(changed).toEqual([])
    if (code >= TROUBLE) expect(written).toEqual({})
  })
})

describe('what is told of many functions', () => {
  test('is played with one of them at least', () => {
    expect(pairStories.filter((story) => !told.some((pair) => pair.story === story)).map(({ code, name }) => `${code} ${name}`)).toEqual([])
  })

  test('is a reason for one of them at least', () => {
    expect(idleReasons(isShown).map(({ codes, why }) => `${codes.join(' ')} ${why.en}`)).toEqual([])
  })

  test('is of functions that are there', () => expect(functions.length).toBeGreaterThan(60))
})
