import { describe, expect, test } from 'vitest'
import { ownErrors } from '#protocols/errors/own'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import { languages } from './language.ts'
import { after, cardsChanged, cardStates, hpcAt, inserted, opened, problem } from './model.fixture.ts'
import { reduce, type Model } from './model.ts'
import { view } from './view.ts'
import { textOf } from './view-text.fixture.ts'

const told = (changed: Partial<CardStatesShape>) => after(...opened, inserted(4, 'r2', 7), cardsChanged(5, changed))
const page = (model: Model) => textOf(view(model, () => {}, () => {}))
const chinese = (model: Model) => page(reduce(model, { type: 'languageChosen', language: 'zh' }))
const says = (model: Model, ...texts: string[]) => texts.map((text) => page(model).includes(text))

/** Of one card, every state there is (nhi-facts §4.5). */
const numbers = { sam: [0, 1, 2, 9], hc: [0, 1, 2, 3, 4, 5, 9], hpc: [0, 1, 2, 3, 9] } as const

describe('the panel of the three cards', () => {
  test('says where each is, whose it is and what it has authenticated', () => {
    const model = told({ ...hpcAt('r2', 7, { state: 3, pin: 'verified' }), sam: { ...cardStates.sam, state: 2 } })
    const texts = ['PIN verified', 'physician', '2028-12-31', 'Cloud SAM', 'TESTSAM00001', 'Test Clinic · 9900000013']
    expect(says(model, ...texts)).not.toContain(false)
    expect(chinese(model)).toContain('醫師')
  })

  test('has words for every state of every card, in both languages', () => {
    for (const card of ['sam', 'hc', 'hpc'] as const) {
      const shown = numbers[card].flatMap((state) => languages.map((language) => {
        const states = { ...cardStates, ...hpcAt('r2', 7) }
        const model = told({ ...states, [card]: { ...states[card], state } })
        return /data-card=(?:sam|hc|hpc)[^]*/.exec(page({ ...model, language }))?.[0] ?? ''
      }))
      expect(shown.filter((text) => /Unknown state|未知狀態/.test(text))).toEqual([])
      expect(new Set(shown).size).toBe(numbers[card].length * languages.length)
    }
    expect(page(told({ hc: { ...cardStates.hc, state: 7 } }))).toContain('Unknown state')
  })

  test('says that a real card’s protected part is out of reach, and not that it is not inserted', () => {
    const real = told({ hc: { ...cardStates.hc, state: 0, protectedPart: 'unavailable' } })
    expect(says(real, 'A real card', 'official component')).toEqual([true, true])
  })

  test('offers a field for the PIN of a professional card until it is verified or blocked', () => {
    const offered = (pin: 'unknown' | 'unverified' | 'verified' | 'blocked') => (
      page(told(hpcAt('r2', 7, { pin }))).includes('id=pin-hpc')
    )
    expect((['unknown', 'unverified', 'verified', 'blocked'] as const).map(offered)).toEqual([true, true, false, false])
    expect(page(after(...opened))).not.toContain('id=pin-hpc')
    expect(page(told(hpcAt('r2', 7)))).toMatch(/type="password"[^>]*autocomplete="off"/)
  })

  test('tells how many tries a PIN has left, and how a blocked one is opened', () => {
    expect(page(told(hpcAt('r2', 7, { pin: 'unverified', triesLeft: 2 })))).toContain('Not verified, 2 tries left')
    const blocked = told(hpcAt('r2', 7, { pin: 'blocked', triesLeft: 0 }))
    expect(says(blocked, 'PIN blocked', 'call hpc.unlock')).toEqual([true, true])
  })

  test('asks the patient for a PIN only when the health card wants one', () => {
    const offered = (pin: CardStatesShape['hc']['pin']) => (
      page(told({ hc: { ...cardStates.hc, pin } })).includes('id=pin-hc')
    )
    expect((['unknown', 'notSet', 'unverified', 'verified', 'blocked'] as const).map(offered))
      .toEqual([false, false, true, false, false])
  })

  test('names the error of the security module, with its remedy', () => {
    const model = told({ sam: { ...cardStates.sam, problem: 'IDC_UNREACHABLE' } })
    expect(says(model, 'IDC_UNREACHABLE', ownErrors.IDC_UNREACHABLE.remedy.en)).toEqual([true, true])
    expect(chinese(model)).toContain(ownErrors.IDC_UNREACHABLE.remedy.zh)
  })

  test('offers to log out only where there is something to end', () => {
    const count = (model: Model) => page(model).split('Log out').length - 1
    expect(count(told(hpcAt('r2', 7)))).toBe(0)
    expect(count(told(hpcAt('r2', 7, { state: 2 })))).toBe(1)
    const hc = { ...cardStates.hc, state: 3, hpc: 'physician' as const }
    expect(count(told({ ...hpcAt('r2', 7, { state: 3 }), hc }))).toBe(2)
  })

  test('shows an action’s stage, then its error, at its card', () => {
    const place = { reader: 'r2', epoch: 7 }
    const doing = reduce(told(hpcAt('r2', 7)), { type: 'cardPressed', action: 'verifyPin', card: 'hpc', place })
    const ticket = doing.cards.doing?.ticket ?? 0
    const staged = reduce(doing, { type: 'cardProgressed', ticket, stage: 'waitingForPin' })
    expect(page(staged)).toContain('Verifying the PIN…')
    expect(page(reduce(doing, { type: 'cardAnswered', answer: { ticket, problem } }))).toContain('It failed.')
  })

  test('takes the place of an error where a reader holds a professional card or a security module', () => {
    const model = told(hpcAt('r2', 7))
    const wanted = model.readers[1]?.presence?.wanted?.ticket ?? 0
    const failed = reduce(model, {
      type: 'readAnswered', answer: { reader: 'r2', epoch: 7, ticket: wanted, outcome: { problem } },
    })
    expect(says(failed, 'This is a professional card', 'It failed.')).toEqual([true, false])
  })

  test('holds no name and no ID number', () => {
    const keys = JSON.stringify(told(hpcAt('r2', 7)).cards)
    expect(keys).not.toMatch(/"name"|idCardNum|birthday|englishName/)
  })
})
