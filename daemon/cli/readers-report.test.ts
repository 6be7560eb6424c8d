import { describe, expect, test } from 'vitest'
import { clinicReaders, readersHealth } from '#protocols/native-api/readers'
import { deviceHints } from '#protocols/native-api/link-hints'
import { wearSigns } from '#protocols/reader/health'
import { readersReport } from './readers-report.ts'

const health = readersHealth.examples[0]!.result.readers
const readers = clinicReaders.map((reader) => ({ ...reader, quirks: [...reader.quirks] }))
const ready = { link: 'simulated' as const, state: 'ready' as const, hint: { zh: '', en: '' }, devices: [] }

describe('nhicard readers', () => {
  test('prints a line for each reader: id, link, slot, card, health, name', () => {
    expect(readersReport({ links: [ready], readers, health }).split('\n')).toEqual([
      'READER  LINK       SLOT  CARD  HEALTH            NAME',
      'r1      simulated  0     card  unknown: 1 cards  Simulated Reader 01',
      'r2      simulated  0     -     unknown: 0 cards  Simulated Reader 02',
    ])
  })

  test('says that there is none', () => {
    expect(readersReport({ links: [ready], readers: [], health: [] })).toBe('no reader / 沒有讀卡機')
  })

  test('names quirks, signs of wear, a device another program has, and a reader that is gone', () => {
    const [first, second] = health
    const worn = {
      ...first!, verdict: 'worn' as const, signs: [wearSigns[0]!.meaning],
      counts: { ...first!.counts, inserted: 60, atrRetried: 13, muteCard: 2, readerLost: 1 },
      latency: { apdus: 300, p50Ms: 12.5, p95Ms: 30, p99Ms: 41, maxMs: 99 },
    }
    const device = { device: 'usb 1-2', why: 'held' as const, holder: 'pcscd (812)', hint: deviceHints.held }
    const quirky = [{ ...readers[0]!, quirks: ['announces a PIN pad it does not have'] }]
    const told = readersReport({
      links: [{ ...ready, link: 'ccid-usb', devices: [device] }], readers: quirky, health: [worn, second!],
    })
    expect(told).toContain('worn: 60 cards, 13 retried, 2 mute, lost 1 times, p50 12.5 ms, p95 30 ms')
    expect(told).toContain(`r1: ${wearSigns[0]!.meaning.en}`)
    expect(told).toContain('r1: quirk: announces a PIN pad it does not have')
    expect(told).toContain('ccid-usb: usb 1-2: held.')
    expect(told).toMatch(/^r2 .* gone /m)
  })
})
