import fc from 'fast-check'
import { createActor, getNextSnapshot } from 'xstate'
import { describe, expect, it } from 'vitest'
import type { ReportLayout } from './hid-pos.ts'
import { createCodeEngine, type CodeEffect } from './multi-part.ts'
import { multiPartMachine, partTimes, type PartEvent } from './multi-part.machine.ts'

/** Report 2: count, identifier, 4 bytes of data, flag. */
const layout: ReportLayout = {
  reportId: 2, count: 1, aim: [2, 3, 4], data: { at: 5, length: 4 }, continued: { at: 9, mask: 1 },
}
const report = (text: string, more: boolean, aim = ']Q1') => {
  const bytes = new Uint8Array(10)
  bytes.set([2, text.length, ...Array.from(aim + text, (character) => character.charCodeAt(0))])
  bytes[9] = more ? 1 : 0
  return bytes
}
/** As a scanner cuts a code. */
const reports = (text: string, aim?: string) => {
  const starts = Array.from({ length: Math.max(1, Math.ceil(text.length / 4)) }, (_, index) => 4 * index)
  return starts.map((start) => report(text.slice(start, start + 4), start + 4 < text.length, aim))
}

const said = (effects: readonly CodeEffect[]) => effects
  .filter(({ type }) => type === 'scanned' || type === 'dropped')
  .map((effect) => {
    if (effect.type === 'scanned') return `${effect.code.aim ?? ''}${String.fromCharCode(...effect.code.data)}`
    return effect.type === 'dropped' ? effect.why : effect.type
  })

/** A scanner that is ready, and whatever comes from it; `silence` is the timer that runs out. */
function scanner(limit?: number) {
  const engine = createCodeEngine({ layouts: [layout], ...(limit === undefined ? {} : { limit }) })
  engine.start()
  engine.silent()
  const receive = (...given: (Uint8Array | 'silence')[]) =>
    said(given.flatMap((one) => [...one === 'silence' ? engine.silent() : engine.received(one)]))
  return { receive }
}

const short = Uint8Array.of(2, 1)
const [first = short, second = short, third = short] = reports('abcdefghij')

describe('a code', () => {
  it('of one report is given at once, of several reports with the last one', () => {
    const { receive } = scanner()
    expect(receive(report('abc', false))).toEqual([']Q1abc'])
    expect(receive('silence', first, second)).toEqual([])
    expect(receive(third)).toEqual([']Q1abcdefghij'])
  })

  it('may end with an empty report, and may have no identifier', () => {
    expect(scanner().receive(report('abcd', true), report('', false))).toEqual([']Q1abcd'])
    expect(scanner().receive(...reports('abcdef', '\0\0\0'))).toEqual(['abcdef'])
  })

  it('of any length comes back whole, scan after scan', () => {
    const codes = fc.array(fc.stringMatching(/^[a-z]{1,40}$/), { minLength: 1, maxLength: 6 })
    fc.assert(fc.property(codes, (texts) => {
      const { receive } = scanner()
      // the same four letters twice in a row are refused, see below
      fc.pre(texts.every((text) => !/(?:^|(?<=^(?:.{4})+))(.{4})\1/.test(text)))
      for (const text of texts) expect(receive(...reports(text), 'silence')).toEqual([`]Q1${text}`])
    }))
  })

  it('may be followed by another one at once', () => {
    expect(scanner().receive(...reports('abcdef'), ...reports('ghi'), ...reports('jklmno')))
      .toEqual([']Q1abcdef', ']Q1ghi', ']Q1jklmno'])
  })

  it('may be scanned again as soon as an echo is out of the question', () => {
    expect(scanner().receive(report('abc', false), 'silence', report('abc', false))).toEqual([']Q1abc', ']Q1abc'])
  })
})

describe('what is no whole code is dropped, never guessed:', () => {
  it.each<[string, (Uint8Array | 'silence')[], string[]]>([
    ['its end is missing', [first, second, 'silence', report('xyz', false)], ['incomplete', ']Q1xyz']],
    ['its end is missing and a code of another kind follows',
      [first, second, report('xyz', false, ']C1'), 'silence'], ['incomplete']],
    ['a report comes twice in the middle', [first, second, second, third, 'silence'], ['malformed']],
    ['its last report comes twice', [first, second, third, third, 'silence'], [']Q1abcdefghij', 'malformed']],
    ['it comes twice', [report('abc', false), report('abc', false)], [']Q1abc', 'malformed']],
    ['a report is damaged', [first, short, third, 'silence'], ['malformed']],
    ['its first report is damaged', [short, second, third, 'silence'], ['malformed']],
    ['a damaged report follows it', [report('abc', false), short, third, 'silence'], [']Q1abc', 'malformed']],
    ['it is empty', [report('', false)], ['malformed']],
  ])('%s', (_, given, expected) => {
    const { receive } = scanner()
    expect(receive(...given)).toEqual(expected)
    receive('silence')
    expect(receive(report('next', false))).toEqual([']Q1next'])
  })

  it('it is too long, by one byte', () => {
    expect(scanner(10).receive(first, second, third)).toEqual([']Q1abcdefghij'])
    const { receive } = scanner(9)
    expect(receive(first, second, third, report('x', false), 'silence')).toEqual(['tooLong'])
    expect(receive(report('next', false))).toEqual([']Q1next'])
    expect(scanner(2).receive(report('abc', false))).toEqual(['tooLong'])
  })

  it('the scanner was opened in the middle of it', () => {
    const engine = createCodeEngine({ layouts: [layout] })
    expect(engine.start()).toEqual([{ type: 'restartTimer', ms: partTimes.gap }])
    expect(said([...engine.received(second), ...engine.received(third)])).toEqual(['incomplete'])
    expect(engine.silent().map(({ type }) => type)).toEqual(['ready', 'stopTimer'])
    expect(said(engine.received(report('abc', false)))).toEqual([']Q1abc'])
  })

  it('of any reports doubled and damaged comes the code that was sent, or none', () => {
    // 16 different letters, so that no two reports are alike
    const sent = reports('abcdefghijklmnop')
    const fates = fc.array(fc.constantFrom('good', 'good', 'good', 'twice', 'damaged'), { minLength: 4, maxLength: 4 })
    fc.assert(fc.property(fates, (fate) => {
      const given = sent.flatMap((one, index) => (
        ({ good: [one], twice: [one, one], damaged: [short] })[fate[index] ?? 'good']
      ))
      const codes = scanner().receive(...given, 'silence').filter((code) => code.startsWith(']'))
      expect([[], [']Q1abcdefghijklmnop']]).toContainEqual(codes)
    }))
  })

  it('a report lost from the middle, or the first one, leaves nothing to see: the rest is taken for a code', () => {
    expect(scanner().receive(first, third)).toEqual([']Q1abcdij'])
    expect(scanner().receive(second, third)).toEqual([']Q1efghij'])
  })
})

describe('the machine of the parts', () => {
  const lengths = [0, 1, 9]
  const events: PartEvent[] = [
    { type: 'malformed' }, { type: 'silent' },
    ...lengths.flatMap((length) => ['', ']Q1'].flatMap((aim) => [true, false].flatMap((continued) => (
      [true, false].map((repeated) => ({ type: 'part' as const, aim, length, continued, repeated })))))),
  ]
  const start = createActor(multiPartMachine, { input: { limit: 10 } }).getSnapshot()
  const key = ({ value, context }: typeof start) => JSON.stringify([value, context])
  const seen = new Map([[key(start), start]])
  for (const from of seen.values()) {
    for (const event of events) {
      const to = getNextSnapshot(multiPartMachine, from, event)
      if (!seen.has(key(to))) seen.set(key(to), to)
    }
  }
  const states = [...seen.values()]

  it('comes to every state, and never holds more than the limit', () => {
    expect(new Set(states.map(({ value }) => value))).toEqual(new Set(Object.keys(multiPartMachine.states)))
    for (const { value, context } of states) if (value === 'gathering') expect(context.length).toBeLessThanOrEqual(10)
  })

  it('has a consequence for every report in every state, and for silence wherever it waits', () => {
    for (const state of states) {
      for (const event of events.filter(({ type }) => type !== 'silent' || state.value !== 'idle')) {
        expect(multiPartMachine.getTransitionData(state, event)?.length, `${String(state.value)} ${event.type}`).toBe(1)
      }
    }
  })

  it('is idle after one silence, whatever came before', () => {
    for (const state of states) expect(getNextSnapshot(multiPartMachine, state, { type: 'silent' }).value).toBe('idle')
  })

  it('has a context that JSON carries unchanged', () => {
    for (const { context } of states) expect(JSON.parse(JSON.stringify(context))).toEqual(context)
  })
})
