import type { UsbDevice, UsbHost } from '#protocols/port/usb-host'
import type { CcidReaderOptions } from '#simulator/readers/ccid-reader'
import type { CcidTwin } from '#simulator/readers/ccid-twin'
import type { ReaderFaultName, ReaderFaultPlan } from '#simulator/readers/reader-fault'
import { readerModels, readerOf, type ReaderModelName } from '#simulator/readers/reader-models'
import { SimulatedBus } from '#simulator/usb/bus'
import { CcidGadget } from '#simulator/usb/ccid-gadget'
import { ccidUsbDriver } from '../ccid-usb/ccid-usb-driver.ts'
import type { ReaderDriver } from '../reader/reader.ts'
import { ReaderSession } from '../reader/session.ts'
import { CardHands } from './card-hands.fixture.ts'
import { PadHands } from './pad-hands.fixture.ts'
import { cardFor, inT0 } from '../contract/contract-card.fixture.ts'
import { ProgramClock, SteppedClock } from './program-clock.fixture.ts'
import type { SweepWorld } from './sweep-desk.fixture.ts'
import { sessionLink } from '../contract/session-link.fixture.ts'
import { Turnstile } from './turnstile.fixture.ts'

export const SOCKET = '1-1'
export const noEntropy = { bytes: (length: number) => new Uint8Array(length) }

/** A reader each of whose messages, both ways, goes through a turnstile first. */
function throughTurnstile(twin: CcidTwin, turnstile: Turnstile, answered: () => void, pad: PadHands): CcidTwin {
  return {
    descriptor: twin.descriptor,
    attach: (listener) => twin.attach({
      answer: (message) => {
        answered()
        pad.hear('an answer', message)
        turnstile.pass(message.length)
        listener.answer(message)
      },
      interrupt: (message) => {
        pad.hear('a notification', message)
        turnstile.pass(message.length)
        listener.interrupt(message)
      },
      unplugged: () => listener.unplugged(),
    }),
    command: (message) => {
      pad.hear('a command', message)
      turnstile.pass(message.length)
      twin.command(message)
    },
    abortRequested: (bSlot, bSeq) => twin.abortRequested(bSlot, bSeq),
    reset: () => twin.reset(),
    insert: (slot, card) => twin.insert(slot, card),
    remove: (slot) => twin.remove(slot),
    overcurrent: (slot) => twin.overcurrent(slot),
    enterPin: (digits) => twin.enterPin(digits),
    cancelPin: () => twin.cancelPin(),
  }
}

/** A bus each of whose calls is made by `through`. */
export function callsThrough(host: UsbHost, through: <T>(call: () => Promise<T>) => Promise<T>): UsbHost {
  const overheard = (device: UsbDevice): UsbDevice => {
    const { path, address, idVendor, idProduct, bcdDevice, configuration } = device
    return {
      path, address, idVendor, idProduct, bcdDevice, configuration,
      open: () => through(() => device.open()),
      strings: () => through(() => device.strings()),
      claim: (number) => through(() => device.claim(number)),
      send: (endpoint, bytes, ms) => through(() => device.send(endpoint, bytes, ms)),
      receive: (endpoint, length, ms) => through(() => device.receive(endpoint, length, ms)),
      controlOut: (setup, data, ms) => through(() => device.controlOut(setup, data, ms)),
      controlIn: (setup, length, ms) => through(() => device.controlIn(setup, length, ms)),
      clearHalt: (endpoint) => through(() => device.clearHalt(endpoint)),
      reset: () => through(() => device.reset()),
      close: () => through(() => device.close()),
    }
  }
  return {
    watch: (listener) => {
      const devices = new Map<UsbDevice, UsbDevice>()
      return host.watch({
        attached: (device) => {
          const seen = overheard(device)
          devices.set(device, seen)
          listener.attached(seen)
        },
        detached: (device) => {
          const seen = devices.get(device)
          devices.delete(device)
          if (seen !== undefined) listener.detached(seen)
        },
      })
    },
  }
}

/** A program with a driver in it. */
export function driven(
  clock: SteppedClock, drive: (clock: ProgramClock) => ReaderDriver,
): Pick<SweepWorld, 'link' | 'clock' | 'waiting'> {
  const own = new ProgramClock(clock)
  const driver = drive(own)
  const link = sessionLink(driver.kind, (report) => new ReaderSession({
    driver, clock: own, entropy: noEntropy, stopwatch: () => clock.now() * 1_000, report,
  }))
  let closing: Promise<void> | undefined
  // closed twice, it is closed when it is closed
  return { link: { ...link, close: () => closing ??= link.close() }, clock, waiting: () => own.waiting }
}

/** First bit of what a message carries, behind its header. */
const FIRST_DATA_BIT = 80

/** Whether the data of an answer may be other than the card's: only the blocks of T=1 have a check of their own. */
function isUnchecked({ dwFeatures, dwProtocols }: CcidTwin['descriptor']): boolean {
  const exchangesApdus = (dwFeatures & 0x0006_0000) !== 0
  return exchangesApdus || (dwProtocols & 2) === 0
}

export interface UsbSweep extends Pick<SweepWorld, 'patienceMs'> {
  readonly plans?: readonly ReaderFaultPlan[]
  /** How often a reader that wants more time asks. Default 100. */
  readonly stormEveryMs?: number
  /** What strikes, before which message; and how that is over. */
  readonly at?: number
  readonly strike?: (world: UsbSweepWorld) => void
  readonly mend?: (world: UsbSweepWorld) => void
  /** The reader is pulled when more than so many bytes would have passed. */
  readonly bytes?: number
}

interface PluggedReader extends Pick<SweepWorld, 'hands' | 'plug' | 'unplug' | 'isOut'> {
  readonly pad: PadHands
  readonly bus: SimulatedBus
  /** Calls of the driver to the bus, and messages both ways, notifications among them. */
  readonly messages: Turnstile
  /** Answers so far, by which faults of the reader are placed. */
  readonly answers: () => number
}

export type UsbSweepWorld = SweepWorld & PluggedReader & {
  /** Another program that drives the same reader. */
  readonly anew: () => SweepWorld
}

export function pluggedReader(
  name: ReaderModelName, options: Omit<CcidReaderOptions, 'descriptor'>, messages = new Turnstile(),
): PluggedReader {
  const bus = new SimulatedBus(options.clock)
  let answers = 0
  const reader = readerOf(name, options)
  const pad = new PadHands(options.clock, reader)
  const twin = throughTurnstile(reader, messages, () => void answers++, pad)
  const gadget = new CcidGadget(twin, readerModels[name])
  const speaksT1 = (twin.descriptor.dwProtocols & 2) !== 0
  bus.plug(gadget, SOCKET)
  return {
    bus, messages, pad,
    answers: () => answers,
    hands: new CardHands(twin, speaksT1 ? cardFor : (card) => inT0(cardFor(card))),
    unplug: () => bus.unplug(SOCKET),
    plug: () => bus.plug(gadget, SOCKET),
    isOut: () => {
      try {
        bus.holder(SOCKET)
        return false
      } catch {
        return true
      }
    },
  }
}

/** Faults of a simulated reader that can be seen to strike, ended, and added. */
export class ReaderFaults {
  readonly plans: ReaderFaultPlan[]
  struck = false

  constructor(plans: readonly ReaderFaultPlan[] = []) {
    this.plans = plans.map((plan) => this.#heard(plan, () => {}))
  }

  /** Once, at the next answer whenever that is. */
  next(fault: ReaderFaultName, byte: number): void {
    const whenever = { fault, at: 0, times: Infinity, byte }
    const plan = this.#heard(whenever, () => this.plans.splice(this.plans.indexOf(plan), 1))
    this.plans.push(plan)
  }

  end(): void {
    this.plans.length = 0
  }

  /** A plan is asked which fault it is when an answer is spoilt, and not before. */
  #heard({ fault, ...plan }: ReaderFaultPlan, happens: () => void): ReaderFaultPlan {
    const faults = this
    return {
      ...plan,
      get fault() {
        faults.struck = true
        happens()
        return fault
      },
    }
  }
}

export function usbSweep(
  name: ReaderModelName, { plans = [], at, strike, mend, bytes, stormEveryMs = 100, ...limits }: UsbSweep = {},
): UsbSweepWorld {
  const clock = new SteppedClock()
  const faults = new ReaderFaults(plans)
  const messages = new Turnstile(at, () => strike?.(world))
  const reader = pluggedReader(name, { clock, faults: faults.plans, stormEveryMs }, messages)
  const { bus } = reader
  if (bytes !== undefined) bus.unplugAfter(SOCKET, bytes)
  const damagesData = plans.some(({ fault, byte: bit = 0 }) => fault === 'flipped' && bit >= FIRST_DATA_BIT)
  const host = callsThrough(bus, (call) => {
    messages.pass(0)
    return call()
  })
  const driving = () => driven(clock, (own) => ccidUsbDriver({ host, clock: own, holderOf: async () => '' }))
  const world: UsbSweepWorld = {
    ...reader, ...limits, ...driving(),
    anew: () => ({ ...world, ...driving() }),
    spoilNext: (fault, byte) => faults.next(fault, byte),
    struck: () => messages.struck || faults.struck || (bytes !== undefined && reader.isOut()),
    calm: () => {
      faults.end()
      mend?.(world)
    },
    restless: readerModels[name].descriptor.bMaxSlotIndex + 1, // a look at each slot
    undetectable: damagesData && isUnchecked(readerModels[name].descriptor),
  }
  return world
}
