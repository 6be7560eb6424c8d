import type { LineFault } from '#simulator/readers/line-fault'
import { PhoenixReader } from '#simulator/readers/phoenix-reader'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { serialModels, serialReaderOf, type SerialModelName } from '#simulator/readers/serial-models'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { ccidSerialDriver } from '../ccid-serial/ccid-serial-driver.ts'
import { phoenixSerialDriver } from '../phoenix-serial/phoenix-driver.ts'
import type { ReaderDriver } from '../reader/reader.ts'
import { CardHands } from './card-hands.fixture.ts'
import { PadHands } from './pad-hands.fixture.ts'
import { SteppedClock, type ProgramClock } from './program-clock.fixture.ts'
import type { SweepWorld } from './sweep-desk.fixture.ts'
import { driven, ReaderFaults, type UsbSweep } from './usb-world.fixture.ts'
import { Turnstile } from './turnstile.fixture.ts'

export const LINE = '/dev/ttyS0'

/** Where a frame of CCID has bMessageType, and from which value on it is one of the reader. */
const TYPE = 2, FIRST_ANSWER = 0x80

/** What becomes of a line. */
export interface LineSweep extends Pick<SweepWorld, 'patienceMs'> {
  readonly faults?: readonly LineFault[]
  /** What strikes, before which byte, both ways counted together. */
  readonly at?: number
  readonly strike?: (world: LineSweepWorld) => void
  /** From this byte on nothing arrives any more, both ways counted together, until it is plugged in anew. */
  readonly dead?: number
}

/** And what becomes of the answers of a reader on it. */
export type SerialSweep = LineSweep & Pick<UsbSweep, 'plans' | 'stormEveryMs'>

export interface LineSweepWorld extends SweepWorld {
  /** Bytes, each way, in the pieces in which they were sent, and both ways together. */
  readonly toPc: Turnstile
  readonly toDevice: Turnstile
  readonly passed: readonly number[]
  /** Answers of CCID so far, by which faults of the reader are placed. */
  readonly answers: () => number
  /** Another program that drives the same reader. */
  readonly anew: () => SweepWorld
}

interface LineDevice extends Pick<SweepWorld, 'clock' | 'hands' | 'pad' | 'calm'> {
  readonly faults?: ReaderFaults
  readonly twin: SerialTwin
  readonly drive: (ports: SimulatedSerialPorts, own: ProgramClock) => ReaderDriver
}

function onLine({ twin, drive, faults: ofReader, ...device }: LineDevice, sweep: LineSweep): LineSweepWorld {
  const { faults = [], at, strike, dead = Infinity, ...limits } = sweep
  const ports = new SimulatedSerialPorts({ clock: device.clock, instant: true })
  const toPc = new Turnstile(), toDevice = new Turnstile()
  const passed: number[] = []
  let isOut = false, isNew = false, count = 0, answers = 0
  const pass = (way: Turnstile, bytes: Uint8Array, on: (bytes: Uint8Array) => void) => {
    way.pass(bytes.length)
    device.pad?.hear('a frame', bytes)
    passed.push(bytes.length)
    for (const byte of bytes) {
      const index = count++
      if (index === at) strike?.(world)
      if (index < dead || isNew) on(Uint8Array.of(byte))
    }
  }
  const overheard: SerialTwin = {
    attach: (cable) => twin.attach({
      ...cable,
      send: (bytes) => {
        if ((bytes[TYPE] ?? 0) >= FIRST_ANSWER) answers++
        pass(toPc, bytes, (byte) => cable.send(byte))
      },
    }),
    received: (bytes) => pass(toDevice, bytes, (byte) => twin.received(byte)),
    settings: (settings) => twin.settings(settings),
    controlLines: (lines) => twin.controlLines(lines),
  }
  ports.plug(LINE, overheard, { faults })
  const driving = () => driven(device.clock, (own) => drive(ports, own))
  const world: LineSweepWorld = {
    ...device, ...limits, ...driving(), toPc, toDevice, passed,
    answers: () => answers,
    struck: () => {
      const bytes = { toPc: sum(toPc.passed), toDevice: sum(toDevice.passed) }
      const isDamaged = faults.some((fault) => bytes[fault.way] > fault.at)
      return isDamaged || count > Math.min(at ?? Infinity, dead) || ofReader?.struck === true
    },
    isOut: () => isOut,
    unplug: () => {
      isOut = true
      ports.unplug(LINE)
    },
    plug: () => {
      isOut = false
      isNew = true
      ports.plug(LINE, overheard)
    },
    anew: () => ({ ...world, ...driving() }),
  }
  return world
}

export function serialSweep(
  model: SerialModelName, { plans = [], stormEveryMs = 100, ...line }: SerialSweep = {},
): LineSweepWorld {
  const clock = new SteppedClock()
  const faults = new ReaderFaults(plans)
  const twin = serialReaderOf(model, { clock, faults: faults.plans, stormEveryMs })
  const readers = [{ place: { path: LINE }, model }]
  const slots = serialModels[model].descriptor.bMaxSlotIndex + 1
  const device = onLine({
    clock, twin, faults, hands: new CardHands(twin.reader), pad: new PadHands(clock, twin.reader),
    calm: () => faults.end(),
    drive: (ports, own) => ccidSerialDriver({ ports, clock: own, readers }),
  }, line)
  // a look at each slot, and the silence behind the last answer
  const restless = slots > 1 ? slots + 1 : 0
  return { ...device, restless, spoilNext: (fault, byte) => faults.next(fault, byte) }
}

export function phoenixSweep(line: LineSweep = {}): LineSweepWorld {
  const clock = new SteppedClock()
  const twin = new PhoenixReader({ clock })
  const readers = [{ place: { path: LINE }, model: 'phoenix' as const }]
  return onLine({
    clock, twin, calm: () => {},
    hands: new CardHands({ insert: (_, card) => twin.insert(card), remove: () => twin.remove() }),
    drive: (ports, own) => phoenixSerialDriver({ ports, clock: own, readers }),
  }, line)
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all + length, 0)
}
