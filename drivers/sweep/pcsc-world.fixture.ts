import type { Clock } from '#protocols/port/clock'
import type { OpenPcscContext } from '#protocols/port/pcsc-context'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { SimulatedPcsc } from '#simulator/readers/pcsc-context'
import { PinPad } from '#simulator/readers/pin-pad'
import { openPcscLink } from '../pcsc/pcsc-link.ts'
import { servePcsc } from '../pcsc/serve.ts'
import { CardHands, type CardPlace } from './card-hands.fixture.ts'
import { Children, type ChildSweep, type ChildSweepWorld } from './child-world.fixture.ts'
import { PadHands } from './pad-hands.fixture.ts'
import { SteppedClock } from './program-clock.fixture.ts'
import type { SweepWorld } from './sweep-desk.fixture.ts'
import { Turnstile } from './turnstile.fixture.ts'
import { noEntropy } from './usb-world.fixture.ts'

export const READER = 'Reader 00 00'
/** In ms: nothing takes longer but a call that hangs. */
const PATIENCE_MS = 30_000

/** A code of the service, a call that never ends, or something that befalls the reader before the call is made. */
export type CallFate = number | 'hang' | ((world: PcscSweepWorld) => void)

export interface PcscSweep extends ChildSweep, Pick<SweepWorld, 'patienceMs'> {
  /** What befalls which call to the service. */
  readonly call?: number
  readonly fate?: CallFate
}

export interface PcscSweepWorld extends ChildSweepWorld {
  readonly pcsc: SimulatedPcsc
  /** Connections, commands, probes and control requests; a disconnection never fails. */
  readonly calls: Turnstile
}

export function pcscSweep({ call, fate, patienceMs = PATIENCE_MS, ...sweep }: PcscSweep = {}): PcscSweepWorld {
  const clock = new SteppedClock()
  const pcsc = new SimulatedPcsc()
  const calls = new Turnstile(call, () => {
    if (typeof fate === 'number') throw Object.assign(new Error('as swept'), { scard: fate })
    if (typeof fate === 'function') fate(world)
  })
  const fated = async <T>(work: () => Promise<T>): Promise<T> => {
    const index = calls.passed.length
    calls.pass(0)
    return index === call && fate === 'hang' ? new Promise(() => {}) : work()
  }
  const open: OpenPcscContext = (listener) => pcsc.open((event) => listener(event.type !== 'readerAdded' ? event : {
    ...event,
    reader: {
      name: event.reader.name,
      connect: () => fated(() => event.reader.connect()),
      disconnect: () => event.reader.disconnect(),
      transmit: (capdu) => fated(() => event.reader.transmit(capdu)),
      probe: () => fated(() => event.reader.probe()),
      ctlCode: (code) => event.reader.ctlCode(code),
      control: (dwControlCode, input) => fated(() => event.reader.control(dwControlCode, input)),
    },
  }))
  const reader = pcscReader(pcsc, clock)
  const children = new Children(clock, sweep, (child) => servePcsc({
    channel: child.channel, clock: child.clock, entropy: noEntropy, stopwatch: () => 0,
    loadBinding: () => child.pcsc(open),
  }), (message) => reader.pad.hear('a message between processes', message))
  const world: PcscSweepWorld = {
    restless: 2, // the pulse of a child, and for its first seconds whether it runs well
    ...reader, patienceMs, clock, pcsc, calls, messages: children.messages,
    struck: () => calls.struck || children.messages.struck,
    calm: () => pcsc.startService(),
    link: openPcscLink(children.linkOptions),
    child: () => children.last,
    waiting: () => children.waiting(),
  }
  return world
}

type PcscReaderWorld = Pick<SweepWorld, 'hands' | 'plug' | 'unplug' | 'isOut'> & { readonly pad: PadHands }

/** A reader of the service with keys, plugged in. A card stays in it when it is unplugged. */
function pcscReader(pcsc: SimulatedPcsc, clock: Clock): PcscReaderWorld {
  const keys = new PinPad(clock)
  let isOut = false
  let inside: SimulatedCard | undefined
  pcsc.plug(READER, keys)
  const place: CardPlace = {
    insert: (_, card) => {
      inside = card
      if (!isOut) pcsc.insert(READER, card)
    },
    remove: () => {
      inside = undefined
      if (!isOut) pcsc.remove(READER)
    },
  }
  return {
    hands: new CardHands(place),
    pad: new PadHands(clock, { enterPin: (digits) => keys.enter(digits), cancelPin: () => keys.cancel() }),
    plug: () => {
      isOut = false
      pcsc.plug(READER, keys)
      if (inside !== undefined) pcsc.insert(READER, inside)
    },
    unplug: () => {
      isOut = true
      pcsc.unplug(READER)
    },
    isOut: () => isOut,
  }
}
