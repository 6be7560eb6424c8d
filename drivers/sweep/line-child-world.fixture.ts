import type { SerialPorts } from '#protocols/port/serial-ports'
import { PhoenixReader } from '#simulator/readers/phoenix-reader'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { serialModels, serialReaderOf, type SerialModelName } from '#simulator/readers/serial-models'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { ccidSerialDriver } from '../ccid-serial/ccid-serial-driver.ts'
import { phoenixSerialDriver } from '../phoenix-serial/phoenix-driver.ts'
import { openChildLink } from '../reader/child-link.ts'
import type { ReaderDriver } from '../reader/reader.ts'
import { serveReaders } from '../reader/serve.ts'
import { WatchedPorts } from '../serial/watched-ports.ts'
import { CardHands } from './card-hands.fixture.ts'
import { Children, type CallChildSweep, type CallChildSweepWorld } from './child-world.fixture.ts'
import { LINE } from './line-world.fixture.ts'
import type { MortalChild } from './mortal-child.fixture.ts'
import { PadHands } from './pad-hands.fixture.ts'
import { SteppedClock } from './program-clock.fixture.ts'
import type { SweepWorld } from './sweep-desk.fixture.ts'
import { Turnstile } from './turnstile.fixture.ts'
import { noEntropy } from './usb-world.fixture.ts'

interface ChildLine extends Pick<SweepWorld, 'clock' | 'hands'> {
  readonly kind: 'ccid-serial' | 'phoenix-serial'
  readonly twin: SerialTwin
  readonly pad?: PadHands
  readonly drive: (ports: SerialPorts, child: MortalChild) => ReaderDriver
  /** Callbacks that wait while nothing happens, at the reader itself. */
  readonly restless: number
}

/** Lines each of whose calls is made by `through`. */
function callsThrough(ports: SerialPorts, through: <T>(call: () => Promise<T>) => Promise<T>): SerialPorts {
  return {
    list: () => through(() => ports.list()),
    open: async (path, settings, listener) => {
      const line = await through(() => ports.open(path, settings, listener))
      return {
        write: (bytes) => through(() => line.write(bytes)),
        setBaudRate: (baudRate) => through(() => line.setBaudRate(baudRate)),
        setLines: (lines) => through(() => line.setLines(lines)),
        lines: () => through(() => line.lines()),
        flush: () => through(() => line.flush()),
        close: () => through(() => line.close()),
      }
    },
  }
}

function lineInChild(
  { kind, twin, pad, drive, restless, ...device }: ChildLine, { hung, ...sweep }: CallChildSweep,
): CallChildSweepWorld {
  const { clock } = device
  const ports = new SimulatedSerialPorts({ clock, instant: true })
  ports.plug(LINE, twin)
  let isOut = false
  const calls = new Turnstile(hung)
  const called = callsThrough(ports, (call) => {
    const hangs = calls.passed.length === hung
    calls.pass(0)
    return hangs ? new Promise(() => {}) : call()
  })
  const children = new Children(clock, sweep, (child) => serveReaders({
    channel: child.channel, clock: child.clock, entropy: noEntropy, stopwatch: () => 0,
    loadDriver: async (watch) => drive(new WatchedPorts(child.serial(called), watch), child),
  }), (message) => pad?.hear('a message between processes', message))
  return {
    ...device, ...pad === undefined ? {} : { pad }, calls, messages: children.messages, calm: () => {},
    // two pulses and a look at the list of lines; a hang is remembered for a minute
    restless: restless + 3 + (hung === undefined ? 0 : 1),
    struck: () => calls.struck || children.messages.struck,
    link: openChildLink({ ...children.linkOptions, kind, binding: 'serialport' }),
    isOut: () => isOut,
    unplug: () => {
      isOut = true
      ports.unplug(LINE)
    },
    plug: () => {
      isOut = false
      ports.plug(LINE, twin)
    },
    child: () => children.last,
    waiting: () => children.waiting(),
  }
}

export function serialChildSweep(model: SerialModelName, sweep: CallChildSweep = {}): CallChildSweepWorld {
  const clock = new SteppedClock()
  const twin = serialReaderOf(model, { clock })
  const readers = [{ place: { path: LINE }, model }]
  const slots = serialModels[model].descriptor.bMaxSlotIndex + 1
  return lineInChild({
    kind: 'ccid-serial', clock, twin, hands: new CardHands(twin.reader), pad: new PadHands(clock, twin.reader),
    drive: (ports, child) => ccidSerialDriver({ ports, clock: child.clock, readers }),
    // a look at each slot, and the silence behind the last answer
    restless: slots > 1 ? slots + 1 : 1,
  }, sweep)
}

export function phoenixChildSweep(sweep: CallChildSweep = {}): CallChildSweepWorld {
  const clock = new SteppedClock()
  const twin = new PhoenixReader({ clock })
  const readers = [{ place: { path: LINE }, model: 'phoenix' as const }]
  return lineInChild({
    kind: 'phoenix-serial', clock, twin,
    hands: new CardHands({ insert: (_, card) => twin.insert(card), remove: () => twin.remove() }),
    drive: (ports, child) => phoenixSerialDriver({ ports, clock: child.clock, readers }),
    restless: 1, // a look at the switch of the card
  }, sweep)
}
