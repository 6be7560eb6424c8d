import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { cardAuthenticationMachine } from '#protocols/auth/card-authentication.machine'
import { VirtualClock } from '#simulator/virtual-clock'
import { runFrame, type FrameEffects } from './run-frame.ts'

type Effects = FrameEffects<typeof cardAuthenticationMachine>

/** Effects of cards that answer at once. */
const willing: Effects = {
  askChallenge: () => ({ type: 'challengeGiven', challenge: '11'.repeat(16) }),
  askCryptogram: async () => ({ type: 'cryptogramGiven', cryptogram: '22'.repeat(88) }),
  showCryptogram: async () => ({ type: 'answerGiven', answer: '33'.repeat(72) }),
  showAnswer: () => ({ type: 'keysGiven' }),
}
const never = () => new Promise<never>(() => {})

function desk(changed: Partial<Effects> = {}) {
  const clock = new VirtualClock('2026-01-02T09:00:00+08:00')
  const states: unknown[] = []
  const run = runFrame(cardAuthenticationMachine, {
    input: { kind: 'hc', cardId: '30'.repeat(12) }, effects: { ...willing, ...changed }, clock,
    patience: (action) => action === 'showCryptogram' ? 5_000 : 1_000, silence: { type: 'timedOut' },
    onState: ({ value }) => void states.push(value),
  })
  return { clock, states, ...run }
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the loop of a frame machine', () => {
  it('performs what each state asks for and ends with the machine', async () => {
    const { clock, states, done } = desk()
    expect(await done).toEqual({ authenticated: true })
    expect(states).toEqual(['challenging', 'beginning', 'proving', 'finishing', 'authenticated'])
    expect(clock.waiting).toBe(0)
  })

  it('gives an action what the machine says of it', async () => {
    const given: unknown[] = []
    const { done } = desk({
      showAnswer: (params) => {
        given.push(params)
        return { type: 'keysGiven' }
      },
    })
    await done
    expect(given).toEqual([{ kind: 'hc', answer: '33'.repeat(72) }])
  })

  it('lets an action take as long as it may, to the millisecond, then tells the machine of the silence', async () => {
    const { clock, done, states } = desk({ showCryptogram: never })
    await settled()
    clock.advance(4_999)
    expect(states.at(-1)).toBe('proving')
    clock.advance(1)
    expect(await done).toEqual({ authenticated: false, failure: 'cardSilent', sw: null })
    expect(clock.waiting).toBe(0)
  })

  it('takes what happens meanwhile at once, ends the wait and drops the answer that comes late', async () => {
    let answer: (event: { type: 'answerGiven', answer: string }) => void = () => {}
    let ended = false
    const { clock, done, tell, states } = desk({
      showCryptogram: (_, signal) => {
        signal.addEventListener('abort', () => { ended = true })
        return new Promise((resolve) => { answer = resolve })
      },
    })
    await settled()
    tell({ type: 'cardLost' })
    expect(await done).toEqual({ authenticated: false, failure: 'cardLost', sw: null })
    expect([ended, clock.waiting]).toEqual([true, 0])
    const before = states.length
    answer({ type: 'answerGiven', answer: '33'.repeat(72) })
    tell({ type: 'samLost' })
    await settled()
    expect(states).toHaveLength(before)
  })

  it('goes on with the action when what happened led nowhere', async () => {
    const { done, tell } = desk()
    tell({ type: 'keysGiven' })
    expect(await done).toEqual({ authenticated: true })
  })

  it('ends with what an action throws, because that is a mistake', async () => {
    const { clock, done } = desk({ askCryptogram: () => { throw new Error('a mistake') } })
    await expect(done).rejects.toThrow('a mistake')
    expect(clock.waiting).toBe(0)
  })

  it('ends when an event of an action leads nowhere: nobody would ever go on', async () => {
    const { done } = desk({ askChallenge: () => ({ type: 'keysGiven' }) })
    await expect(done).rejects.toThrow('cardAuthentication stands still at "challenging"')
  })

  it('ends when a state wants two things at once, or nothing', async () => {
    const greedy = setup({ types: { events: {} as { type: 'timedOut' } }, actions: { one: () => {}, other: () => {} } })
      .createMachine({ id: 'greedy', initial: 'both', states: { both: { entry: ['one', 'other'] } } })
    const clock = new VirtualClock('2026-01-02T09:00:00+08:00')
    const run = runFrame(greedy, {
      input: undefined, clock, patience: () => 1_000, silence: { type: 'timedOut' },
      effects: { one: never, other: never },
    })
    await expect(run.done).rejects.toThrow('other wanted beside one')
    expect(clock.waiting).toBe(0)
  })
})
