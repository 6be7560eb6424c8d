import { describe, expect, test } from 'vitest'
import { ENTRY_LIMIT } from './entry.ts'
import type { Message } from './message.ts'
import {
  after, answer, AT, failure, happened, inserted, markOf, opened, problem, reader, removed,
} from './model.fixture.ts'
import { reduce, type Model } from './model.ts'
import { view } from './view.ts'
import { textOf } from './view-text.fixture.ts'
import { workOf as allWorkOf, type Work } from './work.ts'

const page = (model: Model) => textOf(view(model, () => {}, () => {}))
/** Without the question about the three cards, which every card that comes or goes brings. */
const workOf = (model: Model) => allWorkOf(model).filter(({ kind }) => kind !== 'look')
const masked = markOf('r1', 1, 'masked')
const full = markOf('r1', 1, 'full')

function readOf(model: Model): Extract<Work, { kind: 'read' }> {
  const read = workOf(model).find((work) => work.kind === 'read')
  if (read === undefined) throw new Error('no read is wanted')
  return read
}

/** The read the model wants is answered with the card that is there. */
const answered = (model: Model, now = 0) => reduce(model, answer(readOf(model), readOf(model).epoch, now))
const send = (model: Model, ...messages: Message[]) => messages.reduce(reduce, model)
const masking = () => answered(after(...opened))
const showing = () => answered(send(masking(), { type: 'showPressed', reader: 'r1', epoch: 1 }), 1_000)

describe('a card', () => {
  test('is read when the subscription finds it, and shown masked', () => {
    expect(workOf(after(...opened))).toMatchObject([{ kind: 'read', reader: 'r1', epoch: 1, full: false }])
    expect(page(masking())).toContain(masked)
    expect(workOf(masking())).toStrictEqual([])
  })

  test('is read when it is inserted', () => {
    const model = send(masking(), inserted(4, 'r2', 7))
    expect(workOf(model)).toMatchObject([{ kind: 'read', reader: 'r2', epoch: 7, full: false }])
  })

  test('that is mute is not read, and the page says what to do', () => {
    const model = send(masking(), inserted(4, 'r2', 7, true))
    expect(workOf(model)).toStrictEqual([])
    expect(page(model)).toContain('The card does not respond')
  })

  test('is read again for full data, which stay until somebody hides them', () => {
    const model = send(masking(), { type: 'showPressed', reader: 'r1', epoch: 1 })
    expect(workOf(model)).toMatchObject([{ kind: 'read', epoch: 1, full: true }])
    expect(page(model)).toContain(masked)
    expect(page(answered(model))).toContain(full)
    const hidden = send(answered(model), { type: 'hidePressed', reader: 'r1' })
    expect([page(hidden).includes(masked), page(hidden).includes(full)]).toStrictEqual([true, false])
  })

  test('hides itself after a minute, and at once when the clock is set back', () => {
    const at = (now: number) => page(send(showing(), { type: 'ticked', now })).includes(full)
    expect([1_000, 60_999, 61_000, 999].map(at)).toStrictEqual([true, true, false, false])
  })

  test('whose Show is taken back before the answer stays masked', () => {
    const asking = send(masking(), { type: 'showPressed', reader: 'r1', epoch: 1 })
    const late = answer(readOf(asking), 1)
    const model = send(asking, { type: 'hidePressed', reader: 'r1' }, late)
    expect(page(model)).not.toContain(full)
    expect(model.announcement?.key).toBe('announce.hidden')
  })

  test('stays masked when an answer brings full data that nobody asked for', () => {
    const model = after(...opened)
    expect(page(reduce(model, answer({ ...readOf(model), full: true }, 1)))).not.toContain(full)
  })

  test('that cannot be read leaves its error, and nothing of what was read before', () => {
    const asking = send(masking(), { type: 'showPressed', reader: 'r1', epoch: 1 })
    const model = reduce(asking, failure(readOf(asking)))
    expect(page(model)).toContain('It failed.')
    expect(page(model)).toContain('Try again.')
    expect(page(send(model, { type: 'languageChosen', language: 'zh' }))).toContain('讀取失敗')
    expect(page(model)).not.toContain(masked)
    const again = send(model, { type: 'againPressed', reader: 'r1', epoch: 1 })
    expect(page(answered(again))).toContain(masked)
  })

  test('of another epoch in the answer is dropped, and the page says so', () => {
    const model = after(...opened)
    const stale = reduce(model, answer(readOf(model), 2))
    expect(page(stale)).toContain('does not belong to the present card')
    expect(page(stale)).not.toContain(markOf('r1', 2, 'masked'))
  })

  test('that was swapped by a button is forgotten and read again, because the reader tells nothing', () => {
    const pressed = send(showing(), { type: 'simulatePressed', reader: 'r1', action: 'swap', card: 'hc.lin' })
    const [swap] = workOf(pressed)
    const done = send(pressed, { type: 'simulated', reader: 'r1', ticket: swap?.ticket ?? 0, problem: null })
    expect(page(done)).not.toContain(masked)
    expect(workOf(done)).toMatchObject([{ kind: 'read', reader: 'r1', full: false }])
  })
})

describe('the simulator’s desk', () => {
  const press: Message = { type: 'simulatePressed', reader: 'r2', action: 'insert', card: 'hc.lin' }

  test('takes one action at a time, and the next one as soon as the card has come', () => {
    const pressed = send(masking(), press, press)
    expect(workOf(pressed)).toHaveLength(1)
    const next: Message = { type: 'simulatePressed', reader: 'r2', action: 'remove', card: '' }
    const come = send(pressed, inserted(4, 'r2', 7), next)
    expect(workOf(come)).toContainEqual(expect.objectContaining({ kind: 'simulate', action: 'remove' }))
  })

  test('keeps the card that was chosen while a removal was under way', () => {
    const pressed = send(masking(), { type: 'simulatePressed', reader: 'r1', action: 'remove', card: 'hc.wang' })
    const ticket = workOf(pressed)[0]?.ticket ?? 0
    const model = send(
      pressed, removed(4, 'r1', 1), { type: 'cardChosen', reader: 'r1', card: 'hpc' },
      { type: 'simulated', reader: 'r1', ticket, problem: null },
    )
    expect(model.readers[0]?.desk).toStrictEqual({ chosen: 'hpc', doing: null, problem: null })
  })

  test('says what went wrong, until the next action', () => {
    const pressed = send(masking(), press)
    const failed = send(pressed, { type: 'simulated', reader: 'r2', ticket: workOf(pressed)[0]?.ticket ?? 0, problem })
    expect(failed.readers[1]?.desk.problem).toBe(problem)
    expect(send(failed, press).readers[1]?.desk.problem).toBeNull()
  })
})

describe('nothing of a card stays', () => {
  test.each<[string, Message]>([
    ['it is taken out', removed(4, 'r1', 1)],
    ['another presence of its reader ends later than the one shown', removed(4, 'r1', 2)],
    ['another card begins', inserted(4, 'r1', 2)],
    ['its reader goes', happened(4, { event: 'reader.removed', data: { reader: 'r1' } })],
    ['the line is lost', { type: 'lineLost', at: AT }],
    ['the line is new', { type: 'lineUp', at: AT }],
    ['the page subscribes anew', { type: 'subscribed', state: { seq: 9, readers: [reader('r1', 1)] } }],
    ['an event is missing', inserted(5, 'r2', 9)],
    ['the session ends', { type: 'sessionRefused' }],
  ])('when %s', (_, message) => {
    const model = reduce(showing(), message)
    expect(page(showing())).toContain(full)
    for (const text of [page(model), JSON.stringify(model)]) {
      expect([text.includes(masked), text.includes(full)]).toStrictEqual([false, false])
    }
  })

  test('but the late end of an earlier presence does not touch the present one', () => {
    const model = answered(send(masking(), inserted(4, 'r1', 2)))
    expect(page(send(model, removed(5, 'r1', 1)))).toContain(markOf('r1', 2, 'masked'))
  })
})

describe('the stream of events', () => {
  test('is subscribed anew when a number is missing, once', () => {
    const model = send(masking(), inserted(5, 'r2', 9))
    expect(workOf(model)).toMatchObject([{ kind: 'resubscribe' }])
    const healed = send(model, { type: 'subscribed', state: { seq: 5, readers: [reader('r2', 9)] } })
    expect(workOf(healed)).toMatchObject([{ kind: 'read', reader: 'r2' }])
  })

  test('is listed newest first, the last hundred', () => {
    const many = Array.from({ length: 120 }, (_, index) => inserted(4 + index, 'r2', 10 + index))
    const { entries } = send(masking(), ...many)
    expect(entries).toHaveLength(ENTRY_LIMIT)
    expect(entries[0]?.seq).toBe(123)
  })

  test('is told in the chosen language', () => {
    const model = send(masking(), removed(4, 'r1', 1))
    expect(page(model)).toContain('The card was taken out of r1.')
    expect(page(send(model, { type: 'languageChosen', language: 'zh' }))).toContain('r1 的卡片已取出')
  })
})

describe('the door', () => {
  test('is a form while there is no session, and shows no data', () => {
    expect(page(after())).toContain('npx --no nhicard console')
    expect(page(send(showing(), { type: 'sessionRefused' }))).toContain('npx --no nhicard console')
  })

  test('redeems a pasted link', () => {
    const model = after({ type: 'codeGiven', text: 'http://127.0.0.1:6440/#once=0a1b' })
    expect(workOf(model)).toStrictEqual([{ kind: 'redeem', ticket: 1, code: '0a1b' }])
  })

  test('says that a text is no link, or that a code was refused', () => {
    expect(page(after({ type: 'codeGiven', text: 'two words' }))).toContain('does not look like')
    const model = after({ type: 'codeGiven', text: '0a1b' }, { type: 'codeFailed', ticket: 1, problem: 'codeRefused' })
    expect(page(model)).toContain('was used before')
    expect(workOf(model)).toStrictEqual([])
  })

  test('that is open stays open when another code is refused', () => {
    const asked = send(masking(), { type: 'codeGiven', text: 'old' })
    const [redeeming] = workOf(asked)
    const model = send(asked, { type: 'codeFailed', ticket: redeeming?.ticket ?? 0, problem: 'codeRefused' })
    expect(page(model)).toContain(masked)
    expect(page(model)).toContain('still permitted')
    expect(page(send(model, { type: 'noticeClosed' }))).not.toContain('still permitted')
  })
})

describe('the line', () => {
  test('that is lost says so, and why once that is known', () => {
    const lost = send(showing(), { type: 'lineLost', at: AT })
    expect(page(lost)).toContain('The connection to the service was lost')
    expect(page(send(lost, { type: 'probed', daemon: 'silent' }))).toContain('The service does not answer')
    const still = send(lost, { type: 'probed', daemon: 'silent' }, { type: 'lineLost', at: AT })
    expect(page(still)).toContain('The service does not answer')
    expect(page(send(lost, { type: 'probed', daemon: 'answering' }))).toContain('The service answers')
  })
})
