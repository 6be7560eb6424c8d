import { CcidGadget } from '#simulator/usb/ccid-gadget'
import { SimulatedBus } from '#simulator/usb/bus'
import { PhoenixReader } from '#simulator/readers/phoenix-reader'
import { readerModels, readerOf, type ReaderModelName } from '#simulator/readers/reader-models'
import { SimulatedSerialPorts } from '#simulator/readers/serial-line'
import { serialReaderOf, type SerialModelName } from '#simulator/readers/serial-models'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { VirtualClock } from '#simulator/virtual-clock'
import { ccidSerialDriver } from '../ccid-serial/ccid-serial-driver.ts'
import { ccidUsbDriver } from '../ccid-usb/ccid-usb-driver.ts'
import { phoenixSerialDriver } from '../phoenix-serial/phoenix-driver.ts'
import type { ReaderDriver } from '../reader/reader.ts'
import { ReaderSession } from '../reader/session.ts'
import { cardFor, inT0 } from './contract-card.fixture.ts'
import type { ReaderLinkWorld } from './reader-link.contract.ts'
import { sessionLink, untilBy } from './session-link.fixture.ts'

const LINE = '/dev/ttyS0'

/** A driver of ours as a link, on virtual time. */
function linkOf(driver: ReaderDriver, clock: VirtualClock): Pick<ReaderLinkWorld, 'link' | 'until'> {
  const entropy = { bytes: (length: number) => new Uint8Array(length) }
  return {
    link: sessionLink(driver.kind, (report) => new ReaderSession({
      driver, clock, entropy, stopwatch: () => clock.now() * 1_000, report,
    })),
    until: untilBy(clock),
  }
}

/** Readers with several slots are used with one: the others stay empty. */
export function usbReader(name: ReaderModelName): ReaderLinkWorld {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const bus = new SimulatedBus(clock)
  const twin = readerOf(name, { clock })
  const gadget = new CcidGadget(twin, readerModels[name])
  bus.plug(gadget, '1-1')
  const speaksT1 = (twin.descriptor.dwProtocols & 2) !== 0
  const driver = ccidUsbDriver({ host: bus, clock, holderOf: async () => '' })
  return {
    ...linkOf(driver, clock),
    insert: (card) => twin.insert(0, speaksT1 ? cardFor(card) : inT0(cardFor(card))),
    remove: () => twin.remove(0),
    unplug: () => bus.unplug('1-1'),
    plug: () => bus.plug(gadget, '1-1'),
  }
}

export function serialCcidReader(model: SerialModelName): ReaderLinkWorld {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const twin = serialReaderOf(model, { clock })
  return {
    ...onLine(clock, twin, (ports) => ccidSerialDriver({ ports, clock, readers: [{ place: { path: LINE }, model }] })),
    insert: (card) => twin.reader.insert(0, cardFor(card)),
    remove: () => twin.reader.remove(0),
  }
}

export function phoenixReader(): ReaderLinkWorld {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const twin = new PhoenixReader({ clock })
  const readers = [{ place: { path: LINE }, model: 'phoenix' as const }]
  return {
    ...onLine(clock, twin, (ports) => phoenixSerialDriver({ ports, clock, readers })),
    insert: (card) => twin.insert(cardFor(card)),
    remove: () => twin.remove(),
  }
}

function onLine(
  clock: VirtualClock, twin: SerialTwin, driver: (ports: SimulatedSerialPorts) => ReaderDriver,
): Pick<ReaderLinkWorld, 'link' | 'until' | 'unplug' | 'plug'> {
  const ports = new SimulatedSerialPorts({ clock })
  ports.plug(LINE, twin)
  return { ...linkOf(driver(ports), clock), unplug: () => ports.unplug(LINE), plug: () => ports.plug(LINE, twin) }
}
