import { describe, expect, it } from 'vitest'
import type { LinkEvent } from '#protocols/port/reader-link'
import { SimulatedPcsc } from '#simulator/readers/pcsc-context'
import { VirtualClock } from '#simulator/virtual-clock'
import { FakeChild } from '../child/fake-child.fixture.ts'
import { failureOf, GET_DATA, NumberedCard, READER, turns } from './clinic.fixture.ts'
import { openPcscLink } from './pcsc-link.ts'
import { servePcsc } from './serve.ts'

/** A link whose children live in this process, over one simulated PC/SC service. */
class Desk {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly pcsc = new SimulatedPcsc()
  readonly children: FakeChild[] = []
  readonly events: LinkEvent[] = []
  bindingMissing: string | undefined
  presence = 0
  readonly #entropy = { bytes: (length: number) => new Uint8Array(length) }
  readonly link = openPcscLink({
    childEntry: import.meta.filename,
    clock: this.clock,
    entropy: this.#entropy,
    spawn: () => this.#spawn(),
  })

  constructor() {
    this.pcsc.plug(READER)
  }

  static async started(prepare: (desk: Desk) => void = () => {}): Promise<Desk> {
    const desk = new Desk()
    prepare(desk)
    desk.link.start((event) => {
      if (event.type === 'counted' || event.type === 'measured') return
      desk.events.push(event)
      if (event.type === 'cardInserted') desk.presence = event.presence
    })
    await turns(50)
    return desk
  }

  get last(): FakeChild {
    const child = this.children.at(-1)
    if (!child) throw new Error('no child was started')
    return child
  }

  get story(): string[] {
    return this.events.map((event) => {
      if (event.type === 'linkChanged') return event.state
      if (event.type === 'cardInserted') return `card ${event.presence}`
      return event.type === 'cardRemoved' ? event.reason : event.type
    })
  }

  transfer(presence = this.presence) {
    return this.link.transfer({ name: READER, presence, exchanges: [GET_DATA], repeatable: true })
  }

  async wait(ms: number): Promise<void> {
    this.clock.advance(ms)
    await turns(50)
  }

  #spawn(): FakeChild {
    const child = new FakeChild()
    this.children.push(child)
    // after the supervisor has put its listeners on it, as with a real process
    queueMicrotask(() => servePcsc({
      channel: {
        send: (message, sent) => {
          child.say(message)
          if (sent) queueMicrotask(sent)
        },
        onMessage: (listener) => {
          child.onSent = listener
        },
        onClosed: () => {},
        end: () => child.exit(0),
      },
      loadBinding: () => this.bindingMissing === undefined ? this.pcsc.open : { bindingMissing: this.bindingMissing },
      clock: this.clock,
      entropy: this.#entropy,
      stopwatch: () => 0,
    }))
    return child
  }
}

describe('the PC/SC link', () => {
  it('returns from start at once, then tells readers and cards, and carries transfers', async () => {
    const desk = await Desk.started(({ pcsc }) => pcsc.insert(READER, new NumberedCard(7)))
    expect(desk.story).toEqual(['starting', 'ready', 'readerAdded', 'card 1'])
    expect(desk.events.at(-1)).toMatchObject({ atr: Uint8Array.of(0x3b, 0x01, 7), mute: false })
    expect(await desk.transfer()).toEqual([Uint8Array.of(7, 1, 0x90, 0x00)])
    expect(desk.last.sent.filter(({ type }) => type === 'request')).toHaveLength(1)
  })

  it('takes everything back when its child crashes, and numbers the same card anew', async () => {
    const desk = await Desk.started(({ pcsc }) => pcsc.insert(READER, new NumberedCard(7)))
    desk.last.exit(139)
    expect(desk.story.slice(4)).toEqual(['removed', 'readerRemoved', 'failing'])
    expect(await failureOf(desk.transfer())).toBe('connect readerLost')
    await desk.wait(100)
    expect(desk.story.slice(7)).toEqual(['ready', 'readerAdded', 'card 2'])
    expect(await failureOf(desk.transfer(1))).toBe('connect cardChanged')
    expect(await desk.transfer(2)).toHaveLength(1)
  })

  it('kills a child in which a transfer does not end, and serves again', async () => {
    const desk = await Desk.started(({ pcsc }) => pcsc.insert(READER, new NumberedCard(7)))
    desk.pcsc.failNext(READER, 'transmit', 'hang')
    const [hung, behind] = [desk.transfer(), desk.transfer()].map(failureOf)
    await desk.wait(10_000)
    expect(await hung).toBe('GET DATA deadlinePassed')
    expect(await behind).toBe('GET DATA readerLost')
    expect(desk.children[0]?.killed).toBe(true)
    await desk.wait(200)
    expect(await desk.transfer()).toHaveLength(1)
  })

  it('says when the service stops and is ready soon after it runs again, with a new child', async () => {
    const desk = await Desk.started(({ pcsc }) => pcsc.insert(READER, new NumberedCard(7)))
    desk.pcsc.stopService()
    await turns(50)
    expect(desk.story.slice(4)).toEqual(['serviceStopped', 'removed', 'readerRemoved'])
    expect(desk.children).toHaveLength(2)
    await desk.wait(60_000)
    expect(desk.story).toHaveLength(7)
    expect(desk.children).toHaveLength(2)
    desk.pcsc.startService()
    await desk.wait(2_000)
    expect(desk.story.slice(7)).toEqual(['ready', 'readerAdded', 'card 2'])
    expect(await desk.transfer()).toHaveLength(1)
  })

  it('names a missing native module and its loader\'s reason', async () => {
    const desk = await Desk.started((made) => {
      made.bindingMissing = 'NODE_MODULE_VERSION 115'
    })
    expect(desk.story).toEqual(['starting', 'bindingMissing'])
    expect(desk.link.bindingMissing).toBe('NODE_MODULE_VERSION 115')
    desk.bindingMissing = undefined
    desk.link.hint()
    await turns(50)
    expect(desk.story.slice(2)).toEqual(['ready', 'readerAdded'])
  })

  it('is silent after close', async () => {
    const desk = await Desk.started()
    const closed = desk.link.close()
    desk.last.exit(0)
    await closed
    expect(desk.story).toEqual(['starting', 'ready', 'readerAdded'])
    expect(await failureOf(desk.transfer())).toBe('connect readerLost')
  })
})
