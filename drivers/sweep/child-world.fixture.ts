import type { Clock } from '#protocols/port/clock'
import { readerModels, type ReaderModelName } from '#simulator/readers/reader-models'
import { ccidUsbDriver } from '../ccid-usb/ccid-usb-driver.ts'
import { watchedUsbHost } from '../ccid-usb/watched-host.ts'
import { openChildLink, type ChildLinkOptions } from '../reader/child-link.ts'
import { serveReaders } from '../reader/serve.ts'
import { ProgramClock, SteppedClock } from './program-clock.fixture.ts'
import type { SweepWorld } from './sweep-desk.fixture.ts'
import { MortalChild } from './mortal-child.fixture.ts'
import { callsThrough, noEntropy, pluggedReader } from './usb-world.fixture.ts'
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
  readonly #overhear: (message: object) => void
  #last: MortalChild | undefined

  constructor(
    clock: Clock, { at, strike }: ChildSweep, serve: (child: MortalChild) => void,
    overhear: (message: object) => void = () => {},
  ) {
    this.#clock = clock
    this.#own = new ProgramClock(clock)
    this.#serve = serve
    this.#overhear = overhear
    this.messages = new Turnstile(at, () => this.#last && strike?.(this.#last))
  }

  get linkOptions(): Pick<ChildLinkOptions, 'childEntry' | 'clock' | 'entropy' | 'spawn'> {
    return {
      childEntry: import.meta.filename, clock: this.#own, entropy: noEntropy,
      spawn: () => {
        const child = this.#last = new MortalChild(this.#clock, this.messages, this.#overhear)
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

/** And what befalls native code in it. */
export interface CallChildSweep extends ChildSweep {
  /** Which call to the bus, or to the line, never returns. */
  readonly hung?: number
}

export interface CallChildSweepWorld extends ChildSweepWorld {
  /** To the bus or the line. */
  readonly calls: Turnstile
}

export function usbChildSweep(name: ReaderModelName, { hung, ...sweep }: CallChildSweep = {}): CallChildSweepWorld {
  const clock = new SteppedClock()
  const { bus, ...reader } = pluggedReader(name, { clock })
  const calls = new Turnstile(hung)
  const called = callsThrough(bus, (call) => {
    const hangs = calls.passed.length === hung
    calls.pass(0)
    return hangs ? new Promise(() => {}) : call()
  })
  const children = new Children(clock, sweep, (child) => serveReaders({
    channel: child.channel, clock: child.clock, entropy: noEntropy, stopwatch: () => 0,
    loadDriver: async (watch) => ccidUsbDriver({
      host: watchedUsbHost(child.host(called), watch), clock: child.clock, holderOf: async () => '',
    }),
  }), (message) => reader.pad.hear('a message between processes', message))
  return {
    // two pulses and a look at each slot; a hang is remembered for a minute
    restless: 2 + readerModels[name].descriptor.bMaxSlotIndex + 1 + (hung === undefined ? 0 : 1),
    ...reader, clock, calls, messages: children.messages, calm: () => {},
    struck: () => calls.struck || children.messages.struck,
    link: openChildLink({ ...children.linkOptions, kind: 'ccid-usb', binding: 'usb' }),
    child: () => children.last,
    waiting: () => children.waiting(),
  }
}
