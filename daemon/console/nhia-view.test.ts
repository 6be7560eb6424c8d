import { describe, expect, test } from 'vitest'
import { NhiaSite, nhiaChanged, type NhiaStatusShape } from '#protocols/native-api/nhia'
import { systemStatus } from '#protocols/native-api/system'
import type { ResultOf } from '#protocols/native-api/registry'
import { after, AT, happened, opened } from './model.fixture.ts'
import type { Message } from './message.ts'
import { texts } from './texts.ts'
import { view } from './view.ts'
import { textOf } from './view-text.fixture.ts'

const page = (...messages: Message[]) => textOf(view(after(...opened, ...messages), () => {}, () => {}))
const inChinese: Message = { type: 'languageChosen', language: 'zh' }
const [example] = nhiaChanged.examples as readonly [NhiaStatusShape]
const [down, up] = example.sites as [NhiaStatusShape['sites'][0], NhiaStatusShape['sites'][0]]
const said = ({ zh, en }: { zh: string, en: string }, ...messages: Message[]) => (
  [page(...messages).includes(en), page(...messages, inChinese).includes(zh)]
)
const BOTH = [true, true]
const NEITHER = [false, false]

function told(changed: Partial<ResultOf<'system.status'>>): Message {
  return { type: 'statusTold', status: { ...systemStatus.examples[0]!.result, ...changed } }
}

const nhia = (changed: Partial<NhiaStatusShape>) => told({ nhia: { ...example, ...changed } })
const changes = (seq: number, data: NhiaStatusShape) => happened(seq, { event: 'nhia.changed', data })

describe('NHIA', () => {
  test('that is not configured is contacted by nobody, and the page says so', () => {
    expect(said(texts['nhia.none'], told({ nhia: null }))).toEqual(BOTH)
    expect(said(texts['nhia.none'], nhia({}))).toEqual(NEITHER)
  })

  test('whose sites are not known yet was not asked yet', () => {
    expect(said(texts['nhia.notYet'], nhia({ sites: [], clock: 'unknown' }))).toEqual(BOTH)
    expect(said(texts['nhia.allDown'], nhia({ sites: [], clock: 'unknown' }))).toEqual(NEITHER)
  })

  test('is shown site by site, with the state of each and since when', () => {
    const shown = page(nhia({}))
    expect(shown.match(/data-site=\d|site-(?:up|down|unknown)/g)).toEqual(['data-site=1', 'site-down', 'data-site=2', 'site-up'])
    for (const { origin, since = '' } of example.sites) {
      expect(shown).toContain(origin)
      const [time] = new Date(since).toTimeString().match(/^\d\d:\d\d/) ?? ['']
      expect(shown).toMatch(new RegExp(`Since [^<]*${time}`))
    }
    expect(page(nhia({ sites: [{ origin: up.origin, state: 'unknown' }] }))).not.toContain('Since')
  })

  test('and when a site that is down answered last', () => {
    expect(page(nhia({ sites: [{ ...down, answeredAt: AT }, up] }))).toContain('last answer')
    expect(page(nhia({}))).not.toContain('last answer')
  })

  test.each(NhiaSite.shape.reason.unwrap().options)('that is down says why and what to do, in both languages: %s', (reason) => {
    const state = nhia({ sites: [{ ...down, reason }, up] })
    expect([said(texts[`nhia.reason.${reason}`], state), said(texts[`nhia.remedy.${reason}`], state)]).toEqual([BOTH, BOTH])
    expect(said(texts[`nhia.reason.${reason}`], nhia({ sites: [up] }))).toEqual(NEITHER)
  })

  test('with no site left says what that means, with one left it does not', () => {
    expect(said(texts['nhia.allDown'], nhia({ sites: [down, down] }))).toEqual(BOTH)
    expect(said(texts['nhia.allDown'], nhia({}))).toEqual(NEITHER)
  })

  test.each([
    [600_000, '10 minutes behind NHIA', '慢 10 分鐘'], [-450_000, '8 minutes ahead of NHIA', '快 8 分鐘'],
  ])('whose clock is %d ms ahead: the page tells how the PC goes, in minutes, by the site that differs most', (ms, en, zh) => {
    const wrong = nhia({ clock: 'wrong', sites: [{ ...up, clockAheadMs: 1_000 }, { ...up, clockAheadMs: ms }] })
    expect(said({ en, zh }, wrong)).toEqual(BOTH)
    expect(said(texts['nhia.clock.remedy'], wrong)).toEqual(BOTH)
    expect(said(texts['nhia.clock.remedy'], nhia({}))).toEqual(NEITHER)
  })

  test('is live by its event, also when nobody asks for the status again', () => {
    const before = nhia({ sites: [up, up] })
    expect(page(before)).not.toContain('site-down')
    expect(page(before, changes(4, example))).toContain('site-down')
    expect(page(before, changes(4, example), changes(5, { sites: [up, up], clock: 'right' }))).not.toContain('site-down')
  })

  test.each<[string, NhiaStatusShape, keyof typeof texts]>([
    ['answers', { sites: [up, { origin: down.origin, state: 'unknown' }], clock: 'right' }, 'event.nhia.changed.answers'],
    ['has one site less', example, 'event.nhia.changed.someDown'],
    ['has none left', { sites: [down], clock: 'unknown' }, 'event.nhia.changed.allDown'],
    ['has another time', { sites: [up, up], clock: 'wrong' }, 'event.nhia.changed.clockWrong'],
  ])('stands in the list of events when it %s', (_, data, key) => {
    expect(said(texts[key], nhia({}), changes(4, data))).toEqual(BOTH)
    expect(after(...opened, changes(4, data)).entries[0]).toMatchObject({ seq: 4, event: 'nhia.changed', device: null })
  })

  test('is gone with the connection', () => {
    expect(page(nhia({}), { type: 'lineLost', at: AT })).not.toContain('data-site')
  })
})

describe('the service', () => {
  const door = (changed: Partial<ResultOf<'system.status'>['doors'][0]>) => (
    told({ doors: [{ door: 'cs6', state: 'off', port: null, certificate: null, ...changed }] })
  )

  test('shows the door of 6.0 with its port and the end of its certificate', () => {
    const open = door({ state: 'open', port: 5_066, certificate: { notAfter: '2027-02-16T04:00:00.000Z' } })
    expect(page(open)).toContain('Port 5066')
    expect(page(open)).toMatch(/Certificate until [^<]*2027/)
    expect(page(open, inChinese)).toMatch(/憑證有效至 2027/)
    expect(page(door({}))).not.toMatch(/Port \d|Certificate until/)
  })

  test.each(['off', 'opening', 'open', 'portTaken', 'failing'] as const)('names the state of the door in both languages: %s', (state) => {
    expect(page(door({ state }))).toContain(`door-${state}">${texts[`service.door.state.${state}`].en}`)
    expect(page(door({ state }), inChinese)).toContain(`door-${state}">${texts[`service.door.state.${state}`].zh}`)
  })

  test.each(['portTaken', 'failing'] as const)('says what to do about a door that is not open: %s', (state) => {
    expect(said(texts[`service.door.${state}`], door({ state }))).toEqual(BOTH)
    expect(said(texts[`service.door.${state}`], door({ state: 'open' }))).toEqual(NEITHER)
  })

  test('tells how many calls wait for a reader', () => {
    expect(said({ en: 'waiting for a reader: 7', zh: '等待讀卡機的作業：7' }, told({ queue: { waiting: 7 } }))).toEqual(BOTH)
  })
})
