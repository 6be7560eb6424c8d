import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectSoundFrame, playFrame, walkFrame } from '../auth/frame-walk.fixture.ts'
import { officialCode } from '../auth/outcome.ts'
import { judgeEntry, pinRules, type EntryVerdict } from './pin-entry.ts'
import { pinMachine, type PinEvent, type PinInput, type PinOperation } from './pin.machine.ts'
import { pinOutcomes } from './pin-outcomes.ts'

const words = [
  0x9000, 0x63c2, 0x63c1, 0x63c0, 0x6983, 0x6984, 0x6982, 0x6a80, 0x6f00, 0x6400, 0x6401, 0x6402, 0x6403,
] as const
const verdicts: readonly EntryVerdict[] = ['fits', 'blank', 'lengthWrong', 'newPinsDiffer']
const events: readonly PinEvent[] = [
  ...words.map((sw) => ({ type: 'answered' as const, sw })),
  ...verdicts.map((verdict) => ({ type: 'entered' as const, verdict })),
  { type: 'cancelled' }, { type: 'timedOut' }, { type: 'cardRemoved' },
]
const operations = {
  hc: ['verify', 'change', 'enable', 'disable'], hpc: ['verify', 'change', 'unlock'],
} as const satisfies Record<'hc' | 'hpc', readonly PinOperation[]>
const inputs: readonly PinInput[] = (['hc', 'hpc'] as const).flatMap((card) => operations[card].flatMap((operation) =>
  (['typed', 'pad'] as const).map((entry) => ({ card, operation, entry }))))
const blocked = { card: 'hc', operation: 'change', entry: 'pad', hpcInTheWay: true } as const
const walks = [...inputs, blocked].map((input) => walkFrame(pinMachine, input, events))
const ends = walks.flatMap((walk) => walk.ends)

const sw = (word: number): PinEvent => ({ type: 'answered', sw: word })
const fits: PinEvent = { type: 'entered', verdict: 'fits' }
const play = (card: PinInput['card'], operation: PinOperation, ...given: readonly PinEvent[]) =>
  playFrame(pinMachine, { card, operation, entry: 'typed' }, given)
const atPad = (card: PinInput['card'], operation: PinOperation, ...given: readonly PinEvent[]) =>
  playFrame(pinMachine, { card, operation, entry: 'pad' }, given)

describe('an operation with a PIN', () => {
  it('asks the card how things stand, then the person, then the card', () => {
    expect(play('hpc', 'verify', sw(0x63c3), fits, sw(0x9000))).toEqual({
      asked: ['askState {}', 'askPerson {"card":"hpc","operation":"verify"}', 'send {"operation":"verify"}'],
      output: { pin: 'verified', triesLeft: null, failure: null, sw: 0x9000 },
    })
  })

  it('leaves the person to the reader’s pad where there is one', () => {
    expect(atPad('hc', 'verify', sw(0x63c3), sw(0x9000)).asked)
      .toEqual(['askState {}', 'sendFromPad {"operation":"verify"}'])
  })

  it('is sound on every simple path', () => {
    expectSoundFrame(pinMachine, walks, {
      events, silence: { type: 'timedOut' }, transient: ['beginning', 'preparing', 'unchanged'],
    })
  })

  it('comes to every declared failure', () => {
    expect(new Set(ends.map(({ context }) => context.failure))).toEqual(new Set([null, ...Object.keys(pinOutcomes)]))
  })

  it('says of the PIN what the state it ends in says', () => {
    for (const { value, output } of ends) expect(output?.pin).toBe(value)
  })

  it('holds no digits and no lengths, only what is declared', () => {
    const told = ['before', 'card', 'entry', 'failure', 'hpcInTheWay', 'operation', 'pin', 'sw', 'triesLeft']
    for (const { context } of walks.flatMap(({ snapshots }) => snapshots)) expect(Object.keys(context).sort()).toEqual(told)
  })

  it('asks nobody for a PIN that is verified already, not set, or locked', () => {
    for (const [word, pin] of [[0x9000, 'verified'], [0x6984, 'notSet']] as const) {
      expect(play('hc', 'verify', sw(word))).toMatchObject({ asked: ['askState {}'], output: { pin, failure: null } })
    }
    for (const word of [0x6983, 0x63c0]) {
      expect(play('hpc', 'verify', sw(word)).output).toMatchObject({ pin: 'blocked', triesLeft: 0, failure: 'pinLocked' })
    }
  })

  const nothingEntered: readonly PinEvent[] = [
    ...verdicts.slice(1).map((verdict) => ({ type: 'entered' as const, verdict })), { type: 'cancelled' }, { type: 'timedOut' },
  ]
  it.each(nothingEntered.map((event) => [JSON.stringify(event), event] as const))(
    'sends nothing to the card after %s, and the PIN is as it was', (_, event) => {
      for (const [word, pin] of [[0x63c2, 'unverified'], [0x9000, 'verified']] as const) {
        const { asked, output } = play('hpc', 'change', sw(word), event)
        expect(asked.join()).not.toMatch(/send/)
        expect(output?.pin).toBe(pin)
        expect(output?.failure).not.toBeNull()
      }
    })

  it.each<[string, number, number, ReturnType<typeof play>]>([
    ['verify a HC', 5102, 2, play('hc', 'verify', sw(0x63c3), fits, sw(0x63c2))],
    ['verify a typed HPC', 9039, 2, play('hpc', 'verify', sw(0x63c3), fits, sw(0x63c2))],
    ['verify an HPC at a pad', 5102, 2, atPad('hpc', 'verify', sw(0x63c3), sw(0x63c2))],
    ['change', 5105, 1, play('hc', 'change', sw(0x63c2), fits, sw(0x63c1))],
    ['disable', 5105, 1, play('hc', 'disable', sw(0x63c2), fits, sw(0x63c1))],
    ['enable one that is set', 5105, 3, play('hc', 'enable', sw(0x63c3))],
    ['lose the last try', 9043, 0, play('hpc', 'verify', sw(0x63c1), fits, sw(0x63c0))],
    ['unlock with a wrong code', 5122, 0, play('hpc', 'unlock', sw(0x6983), fits, sw(0x63c9))],
    ['unlock when the code is used up', 5122, 0, play('hpc', 'unlock', sw(0x6983), fits, sw(0x6983))],
  ])('to %s wrongly is %i, with %i tries left', (_, code, triesLeft, { output }) => {
    expect(output?.failure && officialCode(pinOutcomes[output.failure])).toBe(code)
    expect(output?.triesLeft).toBe(triesLeft)
  })

  it.each<[string, string, ReturnType<typeof play>]>([
    ['unlocked', 'unverified', play('hpc', 'unlock', sw(0x6983), fits, sw(0x9000))],
    ['enabled', 'verified', play('hc', 'enable', sw(0x6984), fits, sw(0x9000))],
    ['changed', 'verified', play('hc', 'change', sw(0x63c3), fits, sw(0x9000))],
    ['disabled', 'notSet', play('hc', 'disable', sw(0x63c3), fits, sw(0x9000))],
  ])('leaves one that was %s %s', (_, pin, { output }) => expect(output).toMatchObject({ pin, failure: null }))

  it('does not know how many tries are left when the card fell silent over one', () => {
    expect(play('hc', 'verify', sw(0x63c3), fits, { type: 'timedOut' }).output)
      .toEqual({ pin: 'unknown', triesLeft: null, failure: 'cardSilent', sw: 0x63c3 })
  })

  it('begins with an HC only after the HPC has left the reader they share', () => {
    expect(playFrame(pinMachine, blocked, [])).toMatchObject({ asked: [], output: { pin: 'unknown', failure: 'removeHpc' } })
    expect(playFrame(pinMachine, { ...blocked, card: 'hpc' }, []).output).toBeUndefined()
  })
})

describe('what a person typed', () => {
  const digits = (least: number, most: number) =>
    fc.integer({ min: least, max: most }).chain((length) => fc.stringMatching(new RegExp(`^\\d{${length}}$`)))

  it.each(['hc', 'hpc'] as const)('fits an %s when it has as many digits as its rule says, and not otherwise', (card) => {
    const { least, most } = pinRules[card]
    fc.assert(fc.property(digits(1, 12), (secret) => {
      const fitting = secret.length >= least && secret.length <= most
      expect(judgeEntry(card, { secret })).toBe(fitting ? 'fits' : 'lengthWrong')
      expect(judgeEntry(card, { secret: '123456', fresh: secret, repeated: secret })).toBe(fitting ? 'fits' : 'lengthWrong')
    }))
  })

  it('has the new PIN twice alike', () => {
    expect(judgeEntry('hc', { fresh: '1234', repeated: '1235' })).toBe('newPinsDiffer')
    expect(judgeEntry('hc', { fresh: '1234' })).toBe('newPinsDiffer')
    expect(judgeEntry('hc', { fresh: '1234', repeated: '1234' })).toBe('fits')
  })

  it('is blank without a digit, and no PIN with a sign that is none', () => {
    for (const typed of [{}, { secret: '' }, { secret: '123456', fresh: '', repeated: '' }]) {
      expect(judgeEntry('hpc', typed)).toBe('blank')
    }
    for (const secret of ['12a456', '１２３４５６', ' 123456']) expect(judgeEntry('hpc', { secret })).toBe('lengthWrong')
  })

  it('is an unblocking code of eight digits where one is wanted', () => {
    expect(judgeEntry('hpc', { secret: '12345678', fresh: '123456', repeated: '123456' }, true)).toBe('fits')
    expect(judgeEntry('hpc', { secret: '123456', fresh: '123456', repeated: '123456' }, true)).toBe('lengthWrong')
  })
})
