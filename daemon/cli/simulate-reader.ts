import { realClock } from '../main.ts'
import type { ShelvedCard } from '#simulator/card-shelf'
import { cardOf, listCards, moveCards, say, type CardHands } from './card-hands.ts'

export interface SimulateReaderOptions {
  readonly model: string
  readonly pty?: string
  readonly usbip?: number
  readonly card: string
  readonly seed: number
  readonly list: boolean
}

type SimulatedCard = ReturnType<ShelvedCard['make']>

/** A reader that runs, and what moves its cards. */
interface RunningReader {
  readonly hands: CardHands<SimulatedCard>
  close(): Promise<void>
}

/** `nhicard simulate reader`: a simulated reader on a serial line or as a USB device; lines on standard input move the card. */
export async function simulateReader(options: SimulateReaderOptions): Promise<void> {
  const { cardShelf } = await import('#simulator/card-shelf')
  const shelf = cardShelf(options.seed)
  if (options.list) return listModels(() => listCards(shelf))
  const card = cardOf(shelf, options.card)
  const reader = options.usbip === undefined
    ? await onLine(options.model, options.pty ?? '/tmp/nhicard-reader') : await onUsb(options.model, options.usbip)
  reader.hands.insert(card)
  await moveCards(reader.hands, shelf, options.card)
  await reader.close()
}

async function listModels(cards: () => void): Promise<void> {
  const { serialModels } = await import('#simulator/readers/serial-models')
  const { readerModels } = await import('#simulator/readers/reader-models')
  for (const [name, { label }] of Object.entries(serialModels)) say(`--pty --model ${name}\t${label.zh}\t${label.en}`)
  say('--pty --model phoenix\tPhoenix 序列埠讀卡機\tPhoenix on RS-232')
  for (const [name, { label }] of Object.entries(readerModels)) say(`--usbip --model ${name}\t${label.zh}\t${label.en}`)
  cards()
}

async function onLine(model: string, link: string): Promise<RunningReader> {
  const { serialModels, serialReaderOf } = await import('#simulator/readers/serial-models')
  const { PtyAttachment } = await import('#simulator/attachments/pty')
  const clock = realClock
  if (model === 'phoenix') {
    const { PhoenixReader } = await import('#simulator/readers/phoenix-reader')
    const twin = new PhoenixReader({ clock, presence: null, leastSilenceMs: 50 })
    const pty = await PtyAttachment.open(link, twin)
    say(`on ${pty.link}; a pseudo-terminal has no control lines, so nobody can reset a card there`)
    return { hands: handsOf((card) => twin.insert(card), () => twin.remove()), close: () => pty.close() }
  }
  const name = named(serialModels, model)
  const twin = serialReaderOf(name, { clock })
  const pty = await PtyAttachment.open(link, twin)
  say(`on ${pty.link}`)
  const { reader } = twin
  return { hands: handsOf((card) => reader.insert(0, card), () => reader.remove(0)), close: () => pty.close() }
}

async function onUsb(model: string, port: number): Promise<RunningReader> {
  const { readerModels, readerOf } = await import('#simulator/readers/reader-models')
  const { CcidGadget } = await import('#simulator/usb/ccid-gadget')
  const { serveUsbip } = await import('#simulator/attachments/usbip')
  const name = named(readerModels, model)
  const twin = readerOf(name, { clock: realClock })
  const { server, port: taken } = await serveUsbip({ port, gadgets: [new CcidGadget(twin, readerModels[name])] })
  say(`on 127.0.0.1:${taken}; as root: modprobe vhci-hcd && usbip --tcp-port ${taken} attach -r 127.0.0.1 -b 1-1`)
  return { hands: handsOf((card) => twin.insert(0, card), () => twin.remove(0)), close: () => server.close() }
}

function handsOf(insert: (card: SimulatedCard) => void, remove: () => void): CardHands<SimulatedCard> {
  return {
    insert,
    remove,
    swap: (card) => {
      remove()
      insert(card)
    },
  }
}

/** @throws Error that names the models there are */
function named<Models extends object>(models: Models, name: string): keyof Models {
  if (Object.hasOwn(models, name)) return name as keyof Models
  throw new Error(`no model ${name}; there are ${Object.keys(models).join(', ')}`)
}
