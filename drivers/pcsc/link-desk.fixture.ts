import type { Exchange, LinkEvent } from '#protocols/port/reader-link'
import { SimulatedPcsc } from '#simulator/readers/pcsc-context'
import { PinPad } from '#simulator/readers/pin-pad'
import { VirtualClock } from '#simulator/virtual-clock'
import { FakeChild } from '../child/fake-child.fixture.ts'
import { GET_DATA, READER, turns } from './clinic.fixture.ts'
import { openPcscLink } from './pcsc-link.ts'
import { servePcsc } from './serve.ts'

/** A link whose children live in this process, over one simulated PC/SC service. */
export class LinkDesk {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly pcsc = new SimulatedPcsc()
  /** For a reader that is plugged in with them. */
  readonly keys = new PinPad(this.clock)
  readonly children: FakeChild[] = []
  readonly events: LinkEvent[] = []
  bindingMissing: string | undefined
  /** Of the last card inserted in each reader. */
  readonly presences = new Map<string, number>()
  readonly #entropy = { bytes: (length: number) => new Uint8Array(length) }
  readonly link = openPcscLink({
    childEntry: import.meta.filename,
    clock: this.clock,
    entropy: this.#entropy,
    spawn: () => this.#spawn(),
  })

  constructor(readers: readonly string[]) {
    for (const reader of readers) this.pcsc.plug(reader)
  }

  static async started(prepare: (desk: LinkDesk) => void = () => {}, readers = [READER]): Promise<LinkDesk> {
    const desk = new LinkDesk(readers)
    prepare(desk)
    desk.link.start((event) => {
      if (event.type === 'counted' || event.type === 'measured') return
      desk.events.push(event)
      if (event.type === 'cardInserted') desk.presences.set(event.name, event.presence)
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

  /** What was told of one reader. */
  storyOf(name: string): string[] {
    return this.events.flatMap((event) => {
      if (!('name' in event) || event.name !== name) return []
      return event.type === 'cardInserted' ? `card ${event.presence}` : event.type
    })
  }

  transfer(presence = this.presences.get(READER) ?? 0, name = READER, exchanges: readonly Exchange[] = [GET_DATA]) {
    return this.link.transfer({ name, presence, exchanges, repeatable: true })
  }

  /** A transfer with the card that is in this reader now. */
  read(name: string, exchanges = [GET_DATA]) {
    return this.transfer(this.presences.get(name), name, exchanges)
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
