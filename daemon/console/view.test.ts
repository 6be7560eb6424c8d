import { describe, expect, test } from 'vitest'
import type { ResultOf } from '#protocols/native-api/registry'
import type { MaskedBasic } from './masked-basic.ts'
import type { Message } from './message.ts'
import { after, AT, maskedOf, opened } from './model.fixture.ts'
import { view } from './view.ts'
import { textOf } from './view-text.fixture.ts'

const page = (...messages: Message[]) => textOf(view(after(...opened, ...messages), () => {}))

function told(changed: Partial<ResultOf<'system.status'>>): Message {
  const status = {
    version: '0.1.0', api: { min: 1, max: 1 }, simulation: false, startedAt: AT, links: [], readers: 2, clients: 1,
  }
  return { type: 'statusTold', status: { ...status, ...changed } }
}

describe('status', () => {
  const failing: Message = told({
    links: [{ link: 'pcsc', state: 'serviceStopped', hint: { zh: '請啟動 PC/SC', en: 'Start PC/SC.' }, devices: [] }],
  })

  test('shows the hint of a link that is not ready, in the chosen language', () => {
    expect(page(failing)).toContain('Start PC/SC.')
    expect(page(failing, { type: 'languageChosen', language: 'zh' })).toContain('請啟動 PC/SC')
  })

  test('names a device that another program has, and what to do', () => {
    const held = {
      device: 'usb 1-2', why: 'held' as const, holder: 'pcscd (812)', hint: { zh: '請關閉', en: 'End pcscd (812).' },
    }
    const shown = page(told({ links: [{ link: 'ccid-usb', state: 'ready', hint: { zh: '', en: '' }, devices: [held] }] }))
    expect(shown).toContain('usb 1-2')
    expect(shown).toContain('End pcscd (812).')
  })

  test('marks a simulation, and offers its buttons only there', () => {
    const both = (simulation: boolean) => ['Simulation — test data', 'class="simulator"']
      .map((text) => page(told({ simulation })).includes(text))
    expect(both(true)).toStrictEqual([true, true])
    expect(both(false)).toStrictEqual([false, false])
  })

  test('shows the version', () => {
    expect(page(told({ version: '9.8.7' }))).toContain('Version 9.8.7')
  })
})

describe('a patient', () => {
  const read = (changed: Partial<MaskedBasic>) => {
    const masked = { ...maskedOf('r1', 1), ...changed }
    return page({ type: 'readAnswered', answer: { reader: 'r1', epoch: 1, ticket: 1, outcome: { masked } } })
  }
  const notices = [
    'This card is cancelled', 'It is not known whether this card is cancelled', 'characters that cannot be shown',
  ]
  const seen = (changed: Partial<MaskedBasic>) => notices.map((notice) => read(changed).includes(notice))

  test('with a card in order gets no notice', () => {
    expect(seen({})).toStrictEqual([false, false, false])
  })

  test('with a cancelled card, one that does not tell, or a name that cannot be shown gets that notice', () => {
    expect(seen({ cancelled: true })).toStrictEqual([true, false, false])
    expect(seen({ cancelled: 'unknown' })).toStrictEqual([false, true, false])
    expect(seen({ nameComplete: false })).toStrictEqual([false, false, true])
  })
})

test('the page has no inline style or script, which its policy would refuse', () => {
  expect(page(told({ simulation: true }))).not.toMatch(/\sstyle=|<style|<script|\son\w+=/)
})
