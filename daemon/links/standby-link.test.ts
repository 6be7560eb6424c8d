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

  it('opens nothing after its end', async () => {
    const { standby, told } = desk()
    await standby.close()
    standby.firstChoiceIs('serviceStopped')
    expect(told).toEqual([])
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
