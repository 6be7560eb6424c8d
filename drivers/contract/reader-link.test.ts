import { describe, it } from 'vitest'
import { InProcessLink } from '#simulator/attachments/in-process'
import { Clinic } from '#simulator/clinic'
import { SimulatedPcsc } from '#simulator/readers/pcsc-context'
import { readerModels, type ReaderModelName } from '#simulator/readers/reader-models'
import { serialModels, type SerialModelName } from '#simulator/readers/serial-models'
import { VirtualClock } from '#simulator/virtual-clock'
import { Session } from '../pcsc/session.ts'
import { phoenixReader, serialCcidReader, usbReader } from './driven-readers.fixture.ts'
import { cardFor, cardKeys } from './contract-card.fixture.ts'
import { readerLinkContract, type ContractCard, type ReaderLinkWorld } from './reader-link.contract.ts'
import { sessionLink, untilBy } from './session-link.fixture.ts'

function inProcess(): ReaderLinkWorld {
  const clinic = new Clinic('no-reader')
  const reader = 'Simulated Reader 01'
  clinic.addReader(reader)
  let inside: ContractCard | undefined
  return {
    link: new InProcessLink(clinic),
    insert: (card) => {
      inside = card
      clinic.insert(reader, cardKeys[card])
    },
    remove: () => {
      inside = undefined
      clinic.remove(reader)
    },
    unplug: () => clinic.removeReader(reader),
    plug: () => {
      clinic.addReader(reader)
      if (inside !== undefined) clinic.insert(reader, cardKeys[inside])
    },
    until: untilBy(new VirtualClock('2026-01-15T09:00:00+08:00')),
  }
}

function simulatedPcsc(): ReaderLinkWorld {
  const clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  const pcsc = new SimulatedPcsc()
  const reader = 'Reader 00 00'
  pcsc.plug(reader)
  let inside: ContractCard | undefined
  return {
    link: sessionLink('pcsc', (report) => new Session({
      open: pcsc.open, clock, entropy: { bytes: (length) => new Uint8Array(length) }, stopwatch: () => 0, report,
      onContextLost: () => {},
    })),
    insert: (card) => {
      inside = card
      pcsc.insert(reader, cardFor(card))
    },
    remove: () => {
      inside = undefined
      pcsc.remove(reader)
    },
    unplug: () => pcsc.unplug(reader),
    plug: () => {
      pcsc.plug(reader)
      if (inside !== undefined) pcsc.insert(reader, cardFor(inside))
    },
    until: untilBy(clock),
  }
}

type World = [name: string, world: () => ReaderLinkWorld]
const usbModels = Object.keys(readerModels) as ReaderModelName[]
const serialNames = Object.keys(serialModels) as SerialModelName[]

describe.each<World>([
  ['the simulated clinic', inProcess],
  ['PC/SC over a simulated service', simulatedPcsc],
  ...usbModels.map((name): World => [`the USB reader ${name}`, () => usbReader(name)]),
  ...serialNames.map((name): World => [`the serial reader ${name}`, () => serialCcidReader(name)]),
  ['the Phoenix reader', phoenixReader],
])('%s', (_, world) => {
  it.each(readerLinkContract)('$sentence', ({ run }) => run(world()))
})
