import { describe, expect, it } from 'vitest'
import { getNextSnapshot } from 'xstate'
import { cardAuthenticationMachine, type CardAuthenticationEvent } from './card-authentication.machine.ts'
import { cardAuthenticationOutcomes } from './card-authentication-outcomes.ts'
import { expectForgotten, expectSoundFrame, playFrame, walkFrame } from './frame-walk.fixture.ts'
import { cardAnswerLength, RANDOM, samCryptogramLength } from './mutual-authentication.ts'
import { officialCode } from './outcome.ts'

const cardId = '303030303132333435363738'
const good: readonly CardAuthenticationEvent[] = [
  { type: 'challengeGiven', challenge: '11'.repeat(RANDOM) },
  { type: 'cryptogramGiven', cryptogram: '22'.repeat(samCryptogramLength) },
  { type: 'answerGiven', answer: '33'.repeat(cardAnswerLength) }, { type: 'keysGiven' },
]
const events: readonly CardAuthenticationEvent[] = [
  ...good,
  { type: 'challengeGiven', challenge: '11'.repeat(8) }, { type: 'cryptogramGiven', cryptogram: '22' },
  { type: 'answerGiven', answer: '' },
  { type: 'refused', sw: 0x6300 }, { type: 'refused', sw: 0x6982 }, { type: 'malformed' }, { type: 'timedOut' },
  { type: 'cardLost' }, { type: 'samLost' }, { type: 'centreUnreachable' }, { type: 'samUnknown' }, { type: 'cardSuspended' },
]
const walks = (['hc', 'hpc'] as const).map((kind) => walkFrame(cardAuthenticationMachine, { kind, cardId }, events))
const ends = walks.flatMap((walk) => walk.ends)

const play = (given: readonly CardAuthenticationEvent[]) =>
  playFrame(cardAuthenticationMachine, { kind: 'hpc', cardId }, given)

describe('the mutual authentication of a card with the SAM', () => {
  it('asks card and SAM in turn, four times, and carries what one said to the other', () => {
    const { asked, output } = play(good)
    expect(asked).toEqual([
      'askChallenge {}',
      `askCryptogram ${JSON.stringify({ kind: 'hpc', cardId, challenge: '11'.repeat(16) })}`,
      `showCryptogram ${JSON.stringify({ cryptogram: '22'.repeat(88) })}`,
      `showAnswer ${JSON.stringify({ kind: 'hpc', answer: '33'.repeat(72) })}`,
    ])
    expect(output).toEqual({ authenticated: true })
  })

  it('is sound on every simple path', () => {
    expectSoundFrame(cardAuthenticationMachine, walks, { events, silence: { type: 'timedOut' } })
    expect(walks.map(({ paths }) => paths)).toEqual([walks[0]?.paths, walks[0]?.paths])
  })

  it('comes to every declared failure, and names one whenever it fails', () => {
    expect(new Set(ends.map(({ context }) => context.failure)))
      .toEqual(new Set([null, ...Object.keys(cardAuthenticationOutcomes)]))
    for (const { value, context } of ends) expect(context.failure === null).toBe(value === 'authenticated')
  })

  it('is authenticated after the four exchanges and in no other way', () => {
    expect(ends.filter(({ value }) => value === 'authenticated')).toHaveLength(2)
    for (const left of good) {
      expect(play(good.filter((event) => event !== left)).output, left.type).toBeUndefined()
    }
  })

  it('holds no bytes at its end, and no key at any time', () => {
    expectForgotten(ends, ['challenge', 'cryptogram', 'answer'])
    for (const { context } of walks.flatMap(({ snapshots }) => snapshots)) {
      expect(Object.keys(context).sort())
        .toEqual(['answer', 'cardId', 'challenge', 'cryptogram', 'failure', 'kind', 'sw'])
    }
  })

  it('fails at once when either card is lost, wherever it is', () => {
    for (const state of walks.flatMap(({ snapshots }) => snapshots).filter(({ status }) => status === 'active')) {
      for (const type of ['cardLost', 'samLost'] as const) {
        expect(getNextSnapshot(cardAuthenticationMachine, state, { type }).context.failure).toBe(type)
      }
    }
  })

  it.each<[string, number, readonly CardAuthenticationEvent[]]>([
    ['the card does not take the SAM', 0x6300, [...good.slice(0, 2), { type: 'refused', sw: 0x6300 }]],
    ['the SAM does not take the card', 0x6300, [...good.slice(0, 3), { type: 'refused', sw: 0x6300 }]],
    ['the SAM has not shown itself to the centre', 0x6982, [...good.slice(0, 1), { type: 'refused', sw: 0x6982 }]],
  ])('tells with which status word %s', (_, sw, given) => {
    expect(play(given).output).toMatchObject({ authenticated: false, sw })
  })

  it('has codes of its own for a cloud SAM, by kind of card and by who did not accept whom', () => {
    const codes = (name: keyof typeof cardAuthenticationOutcomes) => (['hc', 'hpc'] as const).flatMap((kind) =>
      (['card', 'cloud'] as const).map((sam) => officialCode(cardAuthenticationOutcomes[name], kind, sam)))
    expect(codes('cardUnable')).toEqual([4029, 9210, 4029, 9220])
    expect(codes('samRejected')).toEqual([4029, 9211, 4029, 9221])
    expect(codes('cardRejected')).toEqual([4029, 9212, 4029, 9220])
    expect(codes('cardLost')).toEqual([4013, 4013, 4014, 4014])
  })
})
