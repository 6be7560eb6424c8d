import { describe, expect, test } from 'vitest'
import { readersHealth, type ReaderHealthShape } from '#protocols/native-api/readers'
import { wearSigns } from '#protocols/reader/health'
import type { ResultOf } from '#protocols/native-api/registry'
import type { MaskedBasic } from './masked-basic.ts'
import type { Message } from './message.ts'
import { after, AT, maskedOf, opened } from './model.fixture.ts'
import { view } from './view.ts'
import { textOf } from './view-text.fixture.ts'

const page = (...messages: Message[]) => textOf(view(after(...opened, ...messages), () => {}, () => {}))

function told(changed: Partial<ResultOf<'system.status'>>): Message {
  const status: ResultOf<'system.status'> = {
    version: '0.1.0', api: { min: 1, max: 1 }, simulation: false, startedAt: AT, links: [], doors: [], readers: 2, clients: 1,
    nhia: null, sam: null, audit: { state: 'unopened', missed: 0 }, queue: { waiting: 0 },
    store: { state: 'closed', why: null, keySource: null, pending: null },
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

  const store = { state: 'ok', why: null, keySource: 'file', pending: 2 } as const
  test.each([
    [store, ['In order', 'Key from a file', 'Visits that wait: 2'], ['正常', '金鑰：檔案', '待處理的就醫：2']],
    [{ ...store, state: 'full' }, ['Disk full', 'new ones are refused'], ['磁碟已滿', '新的就醫會被拒絕']],
    [{ ...store, state: 'rebuilt', why: 'header' }, ['Was damaged, rebuilt', 'header', 'quarantine'], ['曾損壞，已重建', 'quarantine']],
    [
      { state: 'unavailable', why: 'STORE_KEY_MISSING', keySource: null, pending: null },
      ['Journal of visits: Unavailable', 'STORE_KEY_MISSING', 'No number is taken'], ['就醫日誌: 無法使用', '不能取號與寫卡'],
    ],
    [{ state: 'closed', why: null, keySource: null, pending: null }, ['Not opened yet'], ['尚未開啟']],
  ] as const)('tells how the journal is: $0.state', (standing, en, zh) => {
    for (const text of en) expect(page(told({ store: standing }))).toContain(text)
    for (const text of zh) expect(page(told({ store: standing }), { type: 'languageChosen', language: 'zh' })).toContain(text)
    expect(page(told({ store: standing })).includes('Journal of visits: ')).toBe(['unavailable', 'full'].includes(standing.state))
  })

  test('shows the version', () => {
    expect(page(told({ version: '9.8.7' }))).toContain('Version 9.8.7')
  })
})

describe('the health of a reader', () => {
  const [first, second] = readersHealth.examples[0]!.result.readers
  const health = (changed: Partial<ReaderHealthShape>): Message => (
    { type: 'healthTold', readers: [{ ...first!, ...changed }, second!] }
  )
  const worn = health({
    verdict: 'worn', signs: [wearSigns[0]!.meaning], latency: { apdus: 321, p50Ms: 4.5, p95Ms: 20, p99Ms: 44.1, maxMs: 50 },
    counts: { ...first!.counts, inserted: 77, muteCard: 12, atrRetried: 19, cardReset: 3 },
  })

  test.each([
    ['unknown', 'Not known yet', '尚無法判斷'], ['good', 'Good', '良好'], ['watch', 'Watch it', '請留意'],
    ['worn', 'Wearing out', '可能已磨損'],
  ] as const)('is told in either language: %s', (verdict, en, zh) => {
    expect(page(health({ verdict }))).toContain(`health-${verdict}">${en}`)
    expect(page(health({ verdict }), { type: 'languageChosen', language: 'zh' })).toContain(`health-${verdict}">${zh}`)
  })

  test('says what to do about wear, and shows what was counted', () => {
    const shown = page(worn)
    expect(shown).toContain('clean the slot with a cleaning card')
    for (const [what, count] of [['inserted', 77], ['muteCard', 12], ['atrRetried', 19], ['cardReset', 3]] as const) {
      expect(shown).toContain(`data-count=${what}>${count}<`)
    }
    expect(shown).toContain('321 commands')
    expect(shown).toContain('p50 4.5, p95 20, p99 44.1 ms')
    const unknown = [worn, health({})].map((told) => page(told).match(/Too few cards/g)?.length)
    expect(unknown).toStrictEqual([1, 2]) // nothing was seen of the second reader
  })

  test('is of each reader, and gone with the connection', () => {
    expect(page(worn).match(/health-worn/g)).toHaveLength(1)
    expect(page(worn).match(/health-unknown/g)).toHaveLength(1)
    expect(page(worn, { type: 'lineLost', at: AT })).not.toContain('health')
    expect(page(worn, { type: 'lineLost', at: AT }, ...opened)).not.toContain('health-')
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
