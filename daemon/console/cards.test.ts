import { describe, expect, test } from 'vitest'
import type { Message } from './message.ts'
import {
  after, AT, cardsChanged, cardStates, happened, hpcAt, inserted, opened, problem, reader, removed,
} from './model.fixture.ts'
import { reduce, type Model } from './model.ts'
import { workOf, type Work } from './work.ts'

const R2 = { reader: 'r2', epoch: 7 }
const send = (model: Model, ...messages: Message[]) => messages.reduce(reduce, model)
const looks = (model: Model) => workOf(model).filter(({ kind }) => kind === 'look')
type CardWork = Extract<Work, { kind: 'card' }>
const begun = (model: Model) => workOf(model).filter((work): work is CardWork => work.kind === 'card')

/** With a physician's card in r2, told of by an event. */
const withHpc = () => {
  const come = send(after(...opened), inserted(4, 'r2', 7))
  return send(answered(come), cardsChanged(5, hpcAt('r2', 7)))
}
const answered = (model: Model, states = cardStates) => (
  send(model, { type: 'cardsAnswered', ticket: model.cards.asked ?? 0, outcome: { states } })
)
const verify: Message = { type: 'cardPressed', action: 'verifyPin', card: 'hpc', place: R2 }
const ended = (model: Model, what: typeof problem | null): Message => (
  { type: 'cardAnswered', answer: { ticket: begun(model)[0]?.ticket ?? 0, problem: what } }
)

describe('the three cards', () => {
  test('are asked for when the page subscribes, and after every card that comes or goes', () => {
    expect(looks(after(...opened.slice(0, -1)))).toHaveLength(1)
    expect(looks(after(...opened))).toHaveLength(0)
    expect(looks(send(after(...opened), inserted(4, 'r2', 7)))).toHaveLength(1)
    expect(looks(send(after(...opened), removed(4, 'r1', 1)))).toHaveLength(1)
  })

  test('are what the last event said of them', () => {
    const told = withHpc()
    expect(told.cards.states?.hpc).toMatchObject({ place: R2, profession: 'physician', state: 1 })
    const verified = send(told, cardsChanged(6, hpcAt('r2', 7, { state: 3, pin: 'verified' })))
    expect(verified.cards.states?.hpc).toMatchObject({ state: 3, pin: 'verified' })
  })

  test('are asked anew when an event overtakes the answer, which is then older', () => {
    const asking = send(after(...opened), inserted(4, 'r2', 7))
    const old = asking.cards.asked ?? 0
    const overtaken = send(asking, cardsChanged(5, hpcAt('r2', 7)))
    const late = send(overtaken, { type: 'cardsAnswered', ticket: old, outcome: { states: cardStates } })
    expect(late.cards.states?.hpc.place).toEqual(R2)
    expect(looks(late)).toHaveLength(1)
  })

  test('that cannot be asked for say why, until the next answer', () => {
    const asking = send(after(...opened), { type: 'lookPressed' })
    const failed = send(asking, { type: 'cardsAnswered', ticket: asking.cards.asked ?? 0, outcome: { problem } })
    expect(failed.cards).toMatchObject({ states: null, problem })
    expect(answered(send(failed, { type: 'lookPressed' })).cards).toMatchObject({ states: cardStates, problem: null })
  })
})

describe('an action on a card', () => {
  test('is begun once, and not beside another', () => {
    const other: Message = { type: 'cardPressed', action: 'verifySam', card: 'sam', place: null }
    const model = send(withHpc(), verify, verify, other)
    expect(begun(model)).toMatchObject([{ action: 'verifyPin', card: 'hpc', place: R2 }])
  })

  test('is not begun on a card that is not the one somebody saw', () => {
    for (const place of [null, { reader: 'r2', epoch: 6 }, { reader: 'r1', epoch: 7 }]) {
      expect(begun(send(withHpc(), { type: 'cardPressed', action: 'verifyPin', card: 'hpc', place }))).toEqual([])
    }
    expect(begun(after({ type: 'cardPressed', action: 'verifySam', card: 'sam', place: null }))).toEqual([])
  })

  test('tells its stage while it is under way', () => {
    const model = send(withHpc(), verify)
    const ticket = begun(model)[0]?.ticket ?? 0
    const staged = send(model, { type: 'cardProgressed', ticket, stage: 'waitingForPin' })
    expect(staged.cards.doing?.stage).toBe('waitingForPin')
    const others = send(model, { type: 'cardProgressed', ticket: ticket + 1, stage: 'waitingForPin' })
    expect(others.cards.doing?.stage).toBeNull()
  })

  test('leaves its error at its card until the next action, and the cards are asked for', () => {
    const model = send(withHpc(), verify)
    const failed = send(model, ended(model, problem))
    expect(failed.cards).toMatchObject({ doing: null, failed: { card: 'hpc', problem } })
    expect(looks(failed)).toHaveLength(1)
    expect(send(failed, verify).cards.failed).toBeNull()
  })

  test('that succeeded is said aloud', () => {
    const model = send(withHpc(), verify)
    expect(send(model, ended(model, null)).announcement?.key).toBe('announce.verifyPin')
  })

  test('is over with the stay of its card: its late end is nobody’s', () => {
    const model = send(withHpc(), verify)
    const late = ended(model, problem)
    const gone = send(model, removed(6, 'r2', 7), late)
    expect(gone.cards).toMatchObject({ doing: null, failed: null })
  })
})

describe('nothing of the professional card stays', () => {
  test.each<[string, Message]>([
    ['it is taken out', removed(6, 'r2', 7)],
    ['another card begins', inserted(6, 'r2', 8)],
    ['its reader goes', happened(6, { event: 'reader.removed', data: { reader: 'r2' } })],
    ['the line is lost', { type: 'lineLost', at: AT }],
    ['the page subscribes anew', { type: 'subscribed', state: { seq: 9, readers: [reader('r1', 1)] } }],
    ['an event is missing', cardsChanged(7, hpcAt('r2', 7))],
    ['the session ends', { type: 'sessionRefused' }],
  ])('when %s', (_, message) => {
    expect(JSON.stringify(withHpc().cards)).toContain('2028-12-31')
    const model = reduce(withHpc(), message)
    expect(JSON.stringify(model.cards)).not.toContain('2028-12-31')
    expect(model.cards.states?.hpc.place ?? null).toBeNull()
  })

  test('nor of what it had granted to the health card', () => {
    const granted = { hc: { ...cardStates.hc, state: 3, pin: 'notSet' as const, hpc: 'physician' as const } }
    const model = send(withHpc(), cardsChanged(6, { ...hpcAt('r2', 7, { state: 3, pin: 'verified' }), ...granted }))
    expect(model.cards.states?.hc).toMatchObject({ state: 3, hpc: 'physician' })
    const gone = send(model, removed(7, 'r2', 7))
    expect(gone.cards.states?.hc).toMatchObject({ place: { reader: 'r1' }, state: 1, hpc: null })
  })
})
