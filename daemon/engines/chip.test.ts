import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OwnErrorName } from '#protocols/errors/own'
import type { Basic } from '#protocols/nhi-card/basic'
import { cardFaults, type CardFaultName } from '#simulator/fault'
import { cardShelf } from '#simulator/card-shelf'
import { startTestDaemon, type TestDaemon } from '../daemon.fixture.ts'

const READER = 'Simulated Reader 01'
let running: TestDaemon
beforeAll(async () => {
  running = await startTestDaemon()
})
afterAll(() => running.close())

/** Puts a card in the first reader and reads it. */
async function read(card: string): Promise<Awaited<ReturnType<TestDaemon['rpc']>>> {
  running.clinic.remove(READER)
  running.clinic.insert(READER, card)
  return running.rpc('card.readBasic', { reader: 'r1' })
}

const sound: Record<string, Partial<Basic>> = {
  'hc.wang': { name: '王測試', birthday: '1990-01-01', sex: 'M', cancelled: false },
  'hc.elder': { birthday: '1911-10-10', sex: 'F' },
  'hc.rare': { name: '黃堃喆', nameComplete: true },
  'hc.cancelled': { cancelled: true },
  'fault.undecodable-name': { name: '王\uFFFD試', nameComplete: false, idCardNum: 'Z199999016' },
  'fault.termination-refused': { cancelled: 'unknown', name: '王測試' },
  'fault.select-refused': { name: '王測試' },
  'fault.card-id-refused': { name: '王測試' },
}

const refused: Record<string, [OwnErrorName, object]> = {
  'hpc': ['CARD_UNRECOGNISED', { reader: 'r1', step: 'GET DATA basic', sw: '6a86' }],
  'mute': ['CARD_SILENT', { reader: 'r1' }],
  'fault.silent': ['CARD_SILENT', { reader: 'r1', step: 'SELECT' }],
  'fault.garbage': ['CARD_UNRECOGNISED', { reader: 'r1', step: 'GET DATA basic', sw: 'ef00' }],
  'fault.no-status': ['READER_FAILED', { reader: 'r1', step: 'SELECT' }],
  'fault.short-block': ['RECORD_MALFORMED', { reader: 'r1', step: 'GET DATA basic', sw: '9000' }],
  'fault.long-block': ['RECORD_MALFORMED', { reader: 'r1', step: 'GET DATA basic', sw: '9000' }],
  'fault.impossible-birthday': ['RECORD_MALFORMED', { reader: 'r1', field: 'birthday', sw: '9000' }],
  'fault.blank-birthday': ['RECORD_MALFORMED', { reader: 'r1', field: 'birthday', sw: '9000' }],
}

describe('the chip engine', () => {
  test.each(Object.entries(sound))('reads %s as %j', async (card, basic) => {
    expect(await read(card)).toMatchObject({ result: { reader: 'r1', basic } })
  })

  test.each(Object.entries(refused))('refuses %s with %j and no partial record', async (card, [name, details]) => {
    const response = await read(card)
    expect(response).not.toHaveProperty('result')
    expect(response).toMatchObject({ error: { data: { name, details } } })
    expect(JSON.stringify(response)).not.toMatch(/Z1999|王/)
  })

  test('is tested with every fault a card can have', () => {
    const faults = (Object.keys(cardFaults) as CardFaultName[]).map((fault) => `fault.${fault}`)
    expect(Object.keys({ ...sound, ...refused })).toEqual(expect.arrayContaining(faults))
  })

  test('reads a sound card right after any faulty one', async () => {
    for (const card of Object.keys(refused)) {
      await read(card)
      expect(await read('hc.lin')).toMatchObject({ result: { basic: { name: '林測試' } } })
    }
  })
})

test('no name, id, card number, token or secret of the whole shelf is ever logged', async () => {
  const secrets = new Set([running.token])
  for (const { card } of cardShelf(1)) {
    const response = await read(card)
    if (!('result' in response)) continue
    const { cardSn, name, idCardNum } = (response.result as { basic: Basic }).basic
    for (const datum of [cardSn, name, idCardNum]) secrets.add(datum)
  }
  secrets.add(running.daemon.consoleLink().split('#once=')[1] ?? '')
  const log = running.logged.join('\n')
  expect(log).toContain('card inserted')
  for (const secret of secrets) expect(log).not.toContain(secret)
})
