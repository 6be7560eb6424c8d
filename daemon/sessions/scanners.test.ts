import { describe, expect, test } from 'vitest'
import type { NumberedEvent } from '#protocols/native-api/registry'
import type { ScannerEvent } from '#protocols/port/scanner-link'
import { VirtualClock } from '#simulator/virtual-clock'
import { openLog } from '../log.ts'
import { EventStream } from './event-stream.ts'
import { Scanners } from './scanners.ts'

function desk() {
  const logged: string[] = []
  const published: NumberedEvent[] = []
  const events = new EventStream(new VirtualClock('2026-01-15T09:00:00+08:00'))
  events.listen((event) => published.push(event))
  const scanners = new Scanners(events, openLog('debug', { write: (line) => void logged.push(line) }))
  let tell: (event: ScannerEvent) => void = () => {}
  scanners.attach({
    start: (listener) => {
      tell = listener
    },
    close: async () => {},
  })
  return { scanners, logged, published, tell: (event: ScannerEvent) => tell(event) }
}

const SECRET = 'CANARY-QR-5566'
const scanned: ScannerEvent = {
  type: 'scanned', name: 'A', code: { data: new TextEncoder().encode(SECRET), aim: ']Q1' },
}

describe('scanners', () => {
  test('bring a code to subscribers, and to nobody else: no log line, no later subscriber, no list', () => {
    const { scanners, logged, published, tell } = desk()
    tell({ type: 'scannerAdded', name: 'A', kind: 'serial' })
    tell(scanned)
    expect(published.at(-1)).toMatchObject({
      event: 'code.scanned', data: { scanner: 's1', aim: ']Q1', text: SECRET, data: btoa(SECRET) },
    })
    tell({ type: 'scannerRemoved', name: 'A' })
    const kept = JSON.stringify([scanners, scanners.list(), scanners.problems()]) + logged.join()
    expect(kept).not.toContain(SECRET)
    expect(kept).not.toContain(btoa(SECRET))
  })

  test('carry bytes that are no text as bytes', () => {
    const { published, tell } = desk()
    tell({ type: 'scanned', name: 'A', code: { data: Uint8Array.of(0xb4, 0xfa, 0x00) } })
    expect(published.at(-1)).toMatchObject({ data: { text: null, data: 'tPoA' } })
  })

  test('keep their ids across unplugging, and two differ', () => {
    const { scanners, published, tell } = desk()
    for (const name of ['A', 'B']) tell({ type: 'scannerAdded', name, kind: 'hid-pos' })
    tell({ type: 'scannerRemoved', name: 'A' })
    expect(scanners.list().map(({ scanner }) => scanner)).toEqual(['s2'])
    tell({ type: 'scannerAdded', name: 'A', kind: 'hid-pos' })
    expect(published.at(-1)).toMatchObject({ event: 'scanner.added', data: { scanner: 's1', name: 'A' } })
  })

  test('tell of a scanner in keyboard mode, and what to do, until that is over', () => {
    const { scanners, tell } = desk()
    const device = 'Scanner 05e0:1200'
    tell({ type: 'deviceProblem', device, problem: { why: 'unsuitable', holder: '' } })
    expect(scanners.problems()).toMatchObject([{ device, why: 'unsuitable', hint: { en: expect.stringContaining('HID-POS') } }])
    tell({ type: 'deviceProblem', device, problem: null })
    expect(scanners.problems()).toEqual([])
  })

  test('tell of a code that was not whole, without guessing it', () => {
    const { published, tell } = desk()
    tell({ type: 'scanDropped', name: 'A', why: 'incomplete' })
    expect(published.at(-1)).toMatchObject({ event: 'scan.dropped', data: { scanner: 's1', why: 'incomplete' } })
  })
})
