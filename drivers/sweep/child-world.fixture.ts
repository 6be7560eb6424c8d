import type { Clock } from '#protocols/port/clock'
import type { ReaderModelName } from '#simulator/readers/reader-models'
import { ccidUsbDriver } from '../ccid-usb/ccid-usb-driver.ts'
import { openChildLink, type ChildLinkOptions } from '../reader/child-link.ts'
import { serveReaders } from '../reader/serve.ts'
import { ProgramClock, SteppedClock } from './program-clock.fixture.ts'
import type { SweepWorld } from './sweep-desk.fixture.ts'
import { MortalChild } from './mortal-child.fixture.ts'
import { noEntropy, pluggedReader } from './usb-world.fixture.ts'
import { Turnstile } from './turnstile.fixture.ts'

/** What befalls the child that says or hears message `at`, before it does. */
export interface ChildSweep {
  readonly at?: number
  readonly strike?: (child: MortalChild) => void
}

export interface ChildSweepWorld extends SweepWorld {
  /** Between supervisor and child, both ways. */
  readonly messages: Turnstile
  /** The child that lives now, or lived last. */
  readonly child: () => MortalChild | undefined
}

/** A link to children, one after the other. */
export class Children {
  readonly messages: Turnstile
  readonly #clock: Clock
  readonly #own: ProgramClock
  readonly #serve: (child: MortalChild) => void
  #last: MortalChild | undefined

  constructor(clock: Clock, { at, strike }: ChildSweep, serve: (child: MortalChild) => void) {
    this.#clock = clock
    this.#own = new ProgramClock(clock)
    this.#serve = serve
    this.messages = new Turnstile(at, () => this.#last && strike?.(this.#last))
  }

  get linkOptions(): Pick<ChildLinkOptions, 'childEntry' | 'clock' | 'entropy' | 'spawn'> {
    return {
      childEntry: import.meta.filename, clock: this.#own, entropy: noEntropy,
      spawn: () => {
        const child = this.#last = new MortalChild(this.#clock, this.messages)
        // after the supervisor has put its listeners on it, as with a real process
        queueMicrotask(() => this.#serve(child))
        return child
      },
    }
  }

  get last(): MortalChild | undefined {
    return this.#last
  }

  waiting(): number {
    return this.#own.waiting + (this.#last?.clock.waiting ?? 0)
  }
}

export function usbChildSweep(name: ReaderModelName, sweep: ChildSweep = {}): ChildSweepWorld {
  const clock = new SteppedClock()
  const { bus, ...reader } = pluggedReader(name, { clock })
  const children = new Children(clock, sweep, (child) => serveReaders({
    channel: child.channel, clock: child.clock, entropy: noEntropy, stopwatch: () => 0,
    loadDriver: async () => ccidUsbDriver({ host: child.host(bus), clock: child.clock, holderOf: async () => '' }),
  }))
  return {
    ...reader, clock, messages: children.messages, calm: () => {},
    struck: () => children.messages.struck,
    link: openChildLink({ ...children.linkOptions, kind: 'ccid-usb', binding: 'usb' }),
    child: () => children.last,
    waiting: () => children.waiting(),
  }
}
