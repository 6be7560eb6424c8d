// The process of the simulated USB devices. It is not that of the drivers: while a kernel asks a device something it
// may hold back a program that looks at the bus, and that program must not be the one the device answers from.
import { cardFor } from '#drivers/contract/contract-card.fixture'
import { unhex } from '#protocols/bytes/hex'
import { cardShelf } from '#simulator/card-shelf'
import { UsbipServer } from '#simulator/attachments/usbip'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import type { CcidTwin } from '#simulator/readers/ccid-twin'
import { PhoenixReader } from '#simulator/readers/phoenix-reader'
import { readerModels, readerOf } from '#simulator/readers/reader-models'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { CcidGadget } from '#simulator/usb/ccid-gadget'
import { CdcAcmGadget } from '#simulator/usb/cdc-acm-gadget'
import { echoModel, EchoTwin } from '#simulator/usb/echo-twin.fixture'
import type { UsbGadget } from '#simulator/usb/gadget'
import { AskingReader } from './asking-reader.ts'
import { adapterIdentity, phoenixPresence } from './adapter.ts'
import { FarEnd } from './far-end.ts'
import { PulledReader } from './pulled-reader.ts'
import { realClock } from './real-time.ts'
import type { TwinCard, TwinKind, TwinReport, TwinRequest } from './twin-request.ts'

/** In ms: USB carries what a PC says in pieces, and this machine is slow; the pause between two is no silence. */
const LEAST_SILENCE_MS = 500

interface Twin {
  readonly gadget: UsbGadget
  insert?(card: SimulatedCard): void
  remove?(): void
  readonly keys?: Pick<CcidTwin, 'enterPin' | 'cancelPin'>
  readonly farEnd?: FarEnd
}

const server = new UsbipServer()
const port = server.listen(0)
let twin: Twin | undefined
let busid = ''

function report(message: TwinReport): void {
  process.send?.(message)
}

function make(twin: TwinKind): Twin {
  switch (twin.kind) {
    case 'echo': return { gadget: new CcidGadget(new EchoTwin(), echoModel) }
    case 'ccid': {
      const reader = readerOf(twin.model, { clock: realClock, faults: twin.faults ?? [] })
      const pulled = twin.pulled === true ? new PulledReader(reader) : reader
      const asking = new AskingReader(pulled, () => report({ type: 'asks' }))
      const gadget = new CcidGadget(asking, readerModels[twin.model])
      return { gadget, insert: (card) => reader.insert(0, card), remove: () => reader.remove(0), keys: reader }
    }
    case 'farEnd': {
      const farEnd = new FarEnd(report)
      return { gadget: adapter(farEnd), farEnd }
    }
    case 'phoenix': {
      const around = { clock: realClock, presence: phoenixPresence, leastSilenceMs: LEAST_SILENCE_MS }
      const reader = new PhoenixReader(around)
      return { gadget: adapter(reader), insert: (card) => reader.insert(card), remove: () => reader.remove() }
    }
  }
}

function adapter(device: SerialTwin): UsbGadget {
  return new CdcAcmGadget(device, adapterIdentity, realClock)
}

function cardOf(name: TwinCard): SimulatedCard {
  if (name !== 'pin') return cardFor(name)
  const shelved = cardShelf(1).find(({ card }) => card === 'hc.pin')
  if (shelved === undefined) throw new Error('no card with a PIN on the shelf')
  return shelved.make()
}

async function perform(request: TwinRequest): Promise<TwinReport> {
  switch (request.do) {
    case 'make':
      twin = make(request.twin)
      break
    case 'plug':
      if (twin === undefined) return { type: 'failed', why: 'there is no twin' }
      busid = server.plug(twin.gadget)
      return { type: 'done', exported: { port: await port, busid } }
    case 'unplug':
      server.unplug(busid)
      break
    case 'insert':
      twin?.insert?.(cardOf(request.card))
      break
    case 'remove':
      twin?.remove?.()
      break
    case 'enterPin':
      twin?.keys?.enterPin(request.digits)
      break
    case 'cancelPin':
      twin?.keys?.cancelPin()
      break
    case 'say':
      twin?.farEnd?.cable?.send(unhex(request.bytes))
      break
    case 'show':
      twin?.farEnd?.cable?.setLines(request.lines)
  }
  return { type: 'done' }
}

let tail = Promise.resolve()
process.on('message', (request: TwinRequest) => {
  const failed = (error: unknown) => report({ type: 'failed', why: String(error) })
  tail = tail.then(() => perform(request)).then(report, failed)
})
process.on('disconnect', () => process.exit())
