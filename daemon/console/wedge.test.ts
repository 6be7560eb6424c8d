import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Message } from './message.ts'
import { after, opened } from './model.fixture.ts'
import { reduce } from './model.ts'
import { view } from './view.ts'
import { textOf } from './view-text.fixture.ts'
import { keyPressed, noBurst, type KeyPress, type WedgeTyping } from './wedge.ts'

type Key = KeyPress['kind']

/** What was seen, key by key, when each comes `gap` ms after the one before. */
function typed(keys: readonly Key[], gap: number | ((index: number) => number)): (WedgeTyping | null)[] {
  let burst = noBurst
  let at = 1_000
  return keys.map((kind, index) => {
    at += typeof gap === 'number' ? gap : gap(index)
    const pressed = keyPressed(burst, { kind, at })
    burst = pressed.burst
    return pressed.seen
  })
}

const of = (kind: Key, count: number): Key[] => Array.from({ length: count }, () => kind)
const seen = (...given: Parameters<typeof typed>) => typed(...given).find((one) => one !== null) ?? null

describe('keys that come', () => {
  test.each([1, 5, 16, 29])('every %i ms and end with Enter are a scanner', (gap) => {
    expect(typed([...of('character', 13), 'end'], gap)).toEqual([...of('character', 13).map(() => null), 'typed'])
  })

  test.each([30, 80, 300])('every %i ms are a person', (gap) => {
    expect(seen([...of('character', 40), 'end'], gap)).toBeNull()
    expect(seen([...of('composing', 40), 'end'], gap)).toBeNull()
  })

  test('with Shift among them, as a scanner types capitals, are a scanner all the same', () => {
    const capitals = of('character', 8).flatMap((key): Key[] => ['modifier', key])
    expect(seen([...capitals, 'end'], 8)).toBe('typed')
  })

  test('into an input method are mangled, also when it keeps the Enter', () => {
    expect(seen([...of('composing', 12), 'end'], 8)).toBe('mangled')
    expect(seen(of('composing', 8), 8)).toBe('mangled')
    expect(seen([...of('character', 4), ...of('composing', 4)], 8)).toBe('mangled')
    expect(seen([...of('character', 12), 'composing', 'end'], 8)).toBe('mangled')
  })

  test('are none when they are few, when they stop before the Enter, or when something else is among them', () => {
    expect(seen([...of('character', 7), 'end'], 8)).toBeNull()
    expect(seen(of('composing', 7), 8)).toBeNull()
    expect(seen(of('character', 100), 8)).toBeNull()
    expect(seen([...of('character', 20), 'end'], (index) => (index === 20 ? 500 : 8))).toBeNull()
    expect(seen([...of('character', 7), 'other', ...of('character', 7), 'end'], 8)).toBeNull()
    expect(seen([...of('end', 40)], 8)).toBeNull()
  })

  test('are counted from the last pause on', () => {
    expect(seen([...of('character', 20), 'end'], (index) => (index === 14 ? 500 : 8))).toBeNull()
    expect(seen([...of('character', 20), 'end'], (index) => (index === 12 ? 500 : 8))).toBe('typed')
  })

  test('more slowly than any scanner are never taken for one, whatever they are', () => {
    const kinds = fc.constantFrom<Key>('character', 'composing', 'end', 'modifier', 'other')
    const keys = fc.array(fc.tuple(kinds, fc.integer({ min: 30, max: 2_000 })), { maxLength: 60 })
    fc.assert(fc.property(keys, (pressed) => {
      expect(seen(pressed.map(([kind]) => kind), (index) => pressed[index]?.[1] ?? 30)).toBeNull()
    }))
  })

  test('leave nothing but numbers behind', () => {
    const { burst } = keyPressed(noBurst, { kind: 'character', at: 5 })
    expect(burst).toEqual({ keys: 1, composing: 0, last: 5 })
  })
})

describe('the page', () => {
  const page = (...messages: Message[]) => textOf(view(after(...messages), () => {}, () => {}))
  const asKeyboard: Message = { type: 'wedgeSeen', how: 'typed' }
  const mangled: Message = { type: 'wedgeSeen', how: 'mangled' }
  const guidance = 'HID-POS'

  test('says nothing of scanners before one types', () => {
    expect(page(...opened)).not.toContain(guidance)
  })

  test.each([['before anyone is let in', []], ['when it is open', opened]])(
    'says how to switch a scanner that types, %s, in both languages', (_, before) => {
      expect(page(...before, asKeyboard)).toContain('A scanner is typing as a keyboard')
      const chinese = page(...before, asKeyboard, { type: 'languageChosen', language: 'zh' })
      expect(chinese).toContain('有掃描器正以鍵盤方式輸入')
      for (const shown of [page(...before, asKeyboard), chinese]) {
        expect(shown).toContain(guidance)
        expect(shown).toContain('USB COM')
      }
    })

  test('says that an input method is in the way once one was, whatever follows', () => {
    expect(page(...opened, asKeyboard, mangled, asKeyboard)).toContain('an input method changes what it types')
  })

  test('is quiet for good when that is closed', () => {
    expect(page(...opened, mangled, { type: 'wedgeClosed' }, asKeyboard, mangled)).not.toContain(guidance)
  })

  test('says it aloud once, and draws nothing anew for every scan', () => {
    const model = after(...opened, asKeyboard)
    expect(model.announcement?.key).toBe('wedge.typed')
    expect(reduce(model, asKeyboard)).toBe(model)
  })
})
