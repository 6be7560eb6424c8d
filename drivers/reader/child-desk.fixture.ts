import { TransferError, type Exchange, type LinkEvent } from '#protocols/port/reader-link'
import { VirtualClock } from '#simulator/virtual-clock'
import { FakeChild } from '../child/fake-child.fixture.ts'
import type { NativeCalls } from '../child/native-calls.ts'
import { openChildLink } from './child-link.ts'
import { ATR, OK, READ } from './desk.fixture.ts'
import {
  OpenError, SlotError, type FoundDevice, type Reader, type ReaderDriver, type ReaderListener, type SlotFault,
} from './reader.ts'
import { serveReaders } from './serve.ts'

export const CALLS = ['list', 'open', 'powerOn', 'powerOff', 'transmit', 'close'] as const
export type Call = (typeof CALLS)[number]

const LOOK_MS = 1_000

/** A link whose children live in this process, and drive devices with a card in each whose native calls the test lets hang. */
export class ChildDesk {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly children: FakeChild[] = []
  readonly events: LinkEvent[] = []
  /** Calls that never return, as `usb 1-1 open`. */
  readonly hanging = new Set<string>()
  /** How long a card takes to answer a command, in ms. */
  slowMs = 0
  /** What another program has. */
  readonly held = new Set<string>()
  readonly listeners = new Map<string, ReaderListener>()
  readonly #presences = new Map<string, number>()
  readonly link = openChildLink({
    kind: 'ccid-usb', binding: 'usb', childEntry: import.meta.filename, clock: this.clock,
    entropy: { bytes: (length) => new Uint8Array(length) }, spawn: () => this.#spawn(),
  })

  static async started(): Promise<ChildDesk> {
    const desk = new ChildDesk()
    desk.link.start((event) => {
      if (event.type === 'counted' || event.type === 'measured') return
      desk.events.push(event)
      if (event.type === 'cardInserted') desk.#presences.set(event.name, event.presence)
    })
    await desk.settle()
    return desk
  }

  /** How a transfer with the card that was told of last ends: `ok`, or its failure. */
  async read(name: string, exchange: Exchange = READ): Promise<string> {
    const presence = this.#presences.get(name) ?? 0
    try {
      await this.link.transfer({ name, presence, exchanges: [exchange], repeatable: true })
      return 'ok'
    } catch (error) {
      if (error instanceof TransferError) return error.failure
      throw error
    }
  }

  /** What was told of one reader, and of one device that is none. */
  storyOf(name: string): string[] {
    return this.events.flatMap((event) => {
      if (event.type === 'deviceProblem') return event.device === name ? event.problem?.why ?? 'solved' : []
      return 'name' in event && event.name === name ? event.type : []
    })
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 200; turn++) await undefined
  }

  async wait(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 500) {
      this.clock.advance(Math.min(500, ms - passed))
      await this.settle()
    }
  }

  #spawn(): FakeChild {
    const child = new FakeChild()
    this.children.push(child)
    const alive = () => !child.killed
    // after the supervisor has put its listeners on it, as with a real process
    queueMicrotask(() => serveReaders({
      channel: {
        send: (message, sent) => {
          if (alive()) child.say(message)
          if (sent) queueMicrotask(sent)
        },
        onMessage: (listener) => {
          child.onSent = (message) => void (alive() && listener(message))
        },
        onClosed: () => {},
        end: () => child.exit(0),
      },
      loadDriver: async (calls) => this.#driver(calls, alive),
      clock: this.clock, entropy: { bytes: (length) => new Uint8Array(length) }, stopwatch: () => 0,
    }))
    return child
  }

  #driver(calls: NativeCalls, alive: () => boolean): ReaderDriver {
    const call = (place: string, what: Call, ms = 0) => calls.run({
      place, begin: () => new Promise<void>((resolve) => {
        if (this.hanging.has(`${place} ${what}`)) return
        if (ms > 0) this.clock.after(ms, resolve)
        else resolve()
      }), ms,
    })
    const look = () => void call('bus', 'list').catch(() => {}).then(() => {
      if (alive()) this.clock.after(LOOK_MS, look)
    })
    return {
      kind: 'ccid-usb',
      watch: ({ found }) => {
        for (const id of ['usb 1-1', 'usb 1-2']) found(this.#device(id, call))
        look()
        return () => {}
      },
    }
  }

  #device(id: string, call: (place: string, what: Call, ms?: number) => Promise<void>): FoundDevice {
    const failing = (fault: SlotFault) => () => {
      this.listeners.get(id)?.lost()
      throw new SlotError(fault)
    }
    return {
      id,
      open: async (listener): Promise<Reader> => {
        if (this.held.has(id)) throw new OpenError({ why: 'held', holder: '' })
        await call(id, 'open').catch(() => {
          throw new OpenError({ why: 'failing', holder: '' })
        })
        this.listeners.set(id, listener)
        queueMicrotask(() => listener.card(0, true))
        return {
          name: id, quirks: [],
          slots: [{
            number: 0,
            powerOn: () => call(id, 'powerOn').then(() => ATR, failing('readerLost')),
            powerOff: () => call(id, 'powerOff').catch(failing('readerLost')).catch(() => {}),
            transmit: () => call(id, 'transmit', this.slowMs).then(() => OK, failing('readerLost')),
          }],
          close: () => call(id, 'close').catch(() => {}),
        }
      },
    }
  }
}
