import { describe, expect, it } from 'vitest'
import type { LinkEvent, LinkState } from '#protocols/port/reader-link'
import { InProcessLink } from '#simulator/attachments/in-process'
import { Clinic } from '#simulator/clinic'
import { VirtualClock } from '#simulator/virtual-clock'
import { overheard, StandbyLink, type YieldingLink } from './standby-link.ts'

/** The simulated clinic as the second choice, beside a first choice whose state the test sets. */
function desk() {
  const told: (boolean | 'opened' | 'closed')[] = []
  const events: LinkEvent[] = []
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const standby = new StandbyLink('ccid-usb', clock, (): YieldingLink => {
    told.push('opened')
    const link = new InProcessLink(new Clinic())
    return {
      kind: 'ccid-usb',
      start: (listener) => link.start(listener),
      transfer: (request) => link.transfer(request),
      takeNew: (take) => told.push(take),
      close: async () => {
        told.push('closed')
        await link.close()
      },
    }
  })
  standby.start((event) => events.push(event))
  return { standby, told, events, clock }
}

describe('a link on standby', () => {
  it.each<LinkState>(['starting', 'ready', 'failing'])('stays closed while the first choice is %s', (state) => {
    const { standby, told, events } = desk()
    standby.firstChoiceIs(state)
    expect(told).toEqual([])
    expect(events).toEqual([{ type: 'linkChanged', state: 'standingBy' }])
  })

  it.each<LinkState>(['serviceStopped', 'bindingMissing'])('brings its readers when the first choice is %s', (state) => {
    const { standby, events } = desk()
    standby.firstChoiceIs('starting')
    standby.firstChoiceIs(state)
    expect(events.map(({ type }) => type)).toContain('cardInserted')
  })

  it('keeps what it has when the first choice comes, and takes more when that goes again', () => {
    const { standby, told, clock } = desk()
    for (const state of ['serviceStopped', 'ready', 'failing', 'serviceStopped'] as const) standby.firstChoiceIs(state)
    clock.advance(5_000)
    expect(told).toEqual(['opened', false, true])
  })

  it('leaves the readers of a service that is only restarted to it', () => {
    const { standby, told, clock } = desk()
    for (const state of ['ready', 'serviceStopped'] as const) standby.firstChoiceIs(state)
    clock.advance(4_000)
    for (const state of ['starting', 'ready'] as const) standby.firstChoiceIs(state)
    clock.advance(60_000)
    expect(told).toEqual([])
    expect(clock.waiting).toBe(0)
  })

  it('brings its readers when the first choice has been failing for half a minute', () => {
    const { standby, told, clock } = desk()
    for (const state of ['starting', 'ready', 'failing'] as const) standby.firstChoiceIs(state)
    clock.advance(29_000)
    expect(told).toEqual([])
    clock.advance(1_000)
    expect(told).toEqual(['opened'])
  })

  it('leaves the readers to a first choice that has just come back, and takes them when that goes again at once', () => {
    const { standby, told, clock } = desk()
    standby.firstChoiceIs('failing')
    clock.advance(25_000)
    standby.firstChoiceIs('ready')
    clock.advance(9_000)
    expect(told).toEqual([])
    standby.firstChoiceIs('failing')
    clock.advance(0)
    expect(told).toEqual(['opened'])
  })

  it('does not take a child that is replaced and serves again for a failure', () => {
    const { standby, told, clock } = desk()
    standby.firstChoiceIs('ready')
    for (let minute = 0; minute < 60; minute++) {
      standby.firstChoiceIs('failing')
      clock.advance(2_000)
      standby.firstChoiceIs('ready')
      clock.advance(58_000)
    }
    expect(told).toEqual([])
    expect(clock.waiting).toBe(0)
  })

  it.each(['failing', 'serviceStopped'] as const)(
    'does not take turns with one that is %s and ready again and again', (trouble) => {
      const { standby, told, clock } = desk()
      standby.firstChoiceIs('ready')
      for (let time = 0; time < 100; time++) {
        for (const state of [trouble, 'ready'] as const) {
          standby.firstChoiceIs(state)
          clock.advance(2_000)
        }
      }
      expect(told).toEqual(['opened'])
      standby.firstChoiceIs('ready')
      clock.advance(10_000)
      expect(told).toEqual(['opened', false])
      standby.firstChoiceIs('failing')
      clock.advance(29_000)
      expect(told).toEqual(['opened', false])
      clock.advance(1_000)
      expect(told).toEqual(['opened', false, true])
      expect(clock.waiting).toBe(0)
    })

  it('brings its readers once when a failing first choice turns out to be absent', () => {
    const { standby, told, clock } = desk()
    for (const state of ['failing', 'bindingMissing'] as const) standby.firstChoiceIs(state)
    clock.advance(60_000)
    expect(told).toEqual(['opened'])
    standby.firstChoiceIs('ready')
    clock.advance(60_000)
    expect(told).toEqual(['opened', false])
  })

  it('opens nothing after its end', async () => {
    const { standby, told, clock } = desk()
    standby.firstChoiceIs('failing')
    await standby.close()
    standby.firstChoiceIs('serviceStopped')
    standby.firstChoiceIs('failing')
    expect([told, clock.waiting]).toEqual([[], 0])
  })

  it('refuses transfers while it is closed', async () => {
    const { standby } = desk()
    const request = { name: 'r', presence: 1, exchanges: [], repeatable: true }
    await expect(standby.transfer(request)).rejects.toMatchObject({ failure: 'readerLost' })
  })

  it('hears of the first choice after whoever else listens', () => {
    const order: string[] = []
    const link = overheard(new InProcessLink(new Clinic('no-reader')), (state) => order.push(`heard ${state}`))
    link.start((event) => order.push(event.type))
    expect(order).toEqual(['linkChanged', 'heard ready'])
  })
})
