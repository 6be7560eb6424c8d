import { MalformedError } from '#protocols/bytes/malformed'
import { hex, unhex } from '#protocols/bytes/hex'
import { decodeCcidInterrupt } from '#protocols/ccid/interrupt'
import { decodeCcidAnswer } from '#protocols/ccid/messages'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import type { HealthCount } from '#protocols/reader/health'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { createCcidTwin, type CcidReaderOptions } from '#simulator/readers/ccid-reader'
import type { CcidTwin } from '#simulator/readers/ccid-twin'
import { VirtualClock } from '#simulator/virtual-clock'
import { SlotError } from '../reader/reader.ts'
import { CcidDevice } from './ccid-device.ts'
import type { CcidFacts } from './facts.ts'

/** Steps of time while something is waited for, in ms, and the most that is waited: longer than any patience. */
const STEP_MS = 10
const LONGEST_MS = 600_000

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await undefined
}

/** Moves time on until a promise ends. */
export async function within<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let over = false
  const end = () => void (over = true)
  promise.then(end, end)
  for (let ms = 0; ms < LONGEST_MS; ms += STEP_MS) {
    await settle()
    if (over) return promise
    clock.advance(STEP_MS)
  }
  throw new Error(`nothing came of it in ${LONGEST_MS} ms`)
}

/** How something ended: the hex of its bytes, or the name of its failure and what the layer below called it. */
export async function ending(promise: Promise<Uint8Array | void>): Promise<string> {
  try {
    const value = await promise
    return value instanceof Uint8Array ? hex(value) : 'done'
  } catch (error) {
    if (error instanceof SlotError) return `${error.fault} ${error.detail}`.trim()
    throw error
  }
}

/** A simulated reader and our driver with nothing between them but whole messages, on virtual time. */
export class TwinDesk {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly twin: CcidTwin
  readonly device: CcidDevice
  /** Every command, by the name of its message without the direction. */
  readonly commands: string[] = []
  /** Every news of a card, as `0 in` or `0 out`. */
  readonly cards: string[] = []
  readonly counts: HealthCount[] = []
  lost = 0

  /** @param options what the reader is, where that is not what the driver takes it for */
  constructor(facts: CcidFacts, options: Partial<Omit<CcidReaderOptions, 'clock'>> = {}) {
    const { clock } = this
    this.twin = createCcidTwin({ descriptor: facts.descriptor, pinIndices: facts.pinIndices, ...options, clock })
    this.device = new CcidDevice({
      facts, clock,
      channel: {
        send: async (message) => {
          this.commands.push(hex(message))
          this.twin.command(message)
        },
        requestAbort: async (bSlot, bSeq) => {
          this.commands.push('ABORT')
          this.twin.abortRequested(bSlot, bSeq)
          return true
        },
      },
      listener: {
        card: (slot, present) => void this.cards.push(`${slot} ${present ? 'in' : 'out'}`),
        count: (_, what) => void this.counts.push(what),
        lost: () => void this.lost++,
      },
    })
    const { incoming } = this.device
    this.twin.attach({
      answer: (message) => {
        try {
          incoming.answer(decodeCcidAnswer(message))
        } catch (error) {
          if (!(error instanceof MalformedError)) throw error
          incoming.malformed()
        }
      },
      interrupt: (message) => facts.notifies && incoming.interrupt(decodeCcidInterrupt(message)),
      unplugged: () => incoming.lost(),
    })
    this.twin.reset()
  }

  /** A reader with a card in each slot, open. */
  static async with(
    facts: CcidFacts, cards: readonly (SimulatedCard | undefined)[] = [], options: Partial<CcidReaderOptions> = {},
  ): Promise<TwinDesk> {
    const desk = new TwinDesk(facts, { ...options, slots: cards })
    await desk.within(desk.device.start())
    return desk
  }

  within<T>(promise: Promise<T>): Promise<T> {
    return within(this.clock, promise)
  }

  powerOn(slot = 0): Promise<string> {
    return this.within(ending(this.#slot(slot).powerOn()))
  }

  transmit(capdu: string, slot = 0): Promise<string> {
    return this.within(ending(this.#slot(slot).transmit(unhex(capdu))))
  }

  /** A PIN entry under way, and what a person does about it. */
  async enterPin(capdu: string, entry: PinEntry, person: (twin: CcidTwin) => void): Promise<string> {
    const transmission = ending(this.#slot(0).transmit(unhex(capdu), entry))
    await settle()
    this.clock.advance(5_000)
    await settle()
    person(this.twin)
    return this.within(transmission)
  }

  /** Commands since the last look, by name: those with data with their abData. */
  said(): string[] {
    return this.commands.splice(0).map((command) => NAMES[command.slice(0, 2)]?.(command) ?? command)
  }

  async wait(ms: number): Promise<void> {
    for (let past = 0; past < ms; past += STEP_MS) {
      await settle()
      this.clock.advance(STEP_MS)
    }
    await settle()
  }

  #slot(number: number) {
    const slot = this.device.slots[number]
    if (slot === undefined) throw new RangeError(`there is no slot ${number}`)
    return slot
  }
}

const data = (name: string) => (command: string) => `${name} ${command.slice(20)}`.trim()
const NAMES: Readonly<Record<string, (command: string) => string>> = {
  62: (command) => `on ${command.slice(14, 16)}`,
  63: () => 'off',
  65: () => 'status',
  '6f': data('xfr'),
  61: (command) => `set T=${Number(command.slice(14, 16))} ${command.slice(20)}`,
  '6c': () => 'get parameters',
  69: data('secure'),
  72: () => 'abort',
  73: data('rate'),
}
