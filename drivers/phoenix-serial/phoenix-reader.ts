import { defaultRate } from '#protocols/iso7816/timing'
import type { Clock } from '#protocols/port/clock'
import { SerialError, type SerialPortInfo, type SerialPorts } from '#protocols/port/serial-ports'
import { OpenError, type Reader, type ReaderListener } from '../reader/reader.ts'
import type { SerialPlace } from '../serial/serial-place.ts'
import { readerName } from '../serial/reader-name.ts'
import { CardLine } from './card-line.ts'
import { WireError } from './half-duplex.ts'
import { PhoenixSlot } from './phoenix-slot.ts'
import { lineAt, pacingFor } from './speed.ts'
import { phoenixModels, type PhoenixModelName, type Wiring } from './wiring.ts'

export interface PhoenixReaderConfig {
  readonly place: SerialPlace
  readonly model: PhoenixModelName
  /** What is otherwise than in the row of the model. */
  readonly wiring?: Partial<Wiring>
  /** Bits per second that are never exceeded, whatever card and adapter can do. Default 115200. */
  readonly mostBaud?: number
}

const MOST_BAUD = 115_200
/** Sent to a card in reset, which does not listen: it comes back, and so tells that a reader is there. */
const PROBE = Uint8Array.of(0x55)
/** A line picks up noise when its adapter is plugged in (assumed). */
const PROBES = 3

/** @throws SerialError; OpenError `silent` when nothing comes back from the wire */
export async function openPhoenixReader(
  ports: SerialPorts, clock: Clock, line: SerialPortInfo, config: PhoenixReaderConfig, listener: ReaderListener,
): Promise<Reader> {
  const { name, wiring: usual } = phoenixModels[config.model]
  const wiring: Wiring = { ...usual, ...config.wiring }
  let over = false
  const lost = () => {
    if (!over) listener.lost()
    over = true
  }
  let slot: PhoenixSlot | undefined
  const cardLine = await CardLine.open({
    ports, clock, path: line.path, wiring, lost, heard: () => slot?.heard(),
  })
  const opened = slot = new PhoenixSlot({
    line: cardLine, clock, lost, baudRate: wiring.baudRate, mostBaud: config.mostBaud ?? MOST_BAUD,
    hasSwitch: wiring.presence !== 'none',
    card: (present) => over || listener.card(0, present),
    count: (what) => over || listener.count(0, what),
  })
  try {
    if (wiring.echo) await findReader(cardLine, wiring.baudRate)
    await opened.start()
  } catch (error) {
    over = true
    await opened.close()
    throw error
  }
  return {
    name: readerName(name, line),
    slots: [opened],
    quirks: [],
    close: () => {
      over = true
      return opened.close()
    },
  }
}

async function findReader(line: CardLine, baudRate: number): Promise<void> {
  for (let probes = 1; ; probes++) {
    try {
      return await line.send(PROBE, pacingFor({ n: 0 }, lineAt(defaultRate, baudRate)))
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      if (error.fault !== 'echoMissing' && error.fault !== 'echoDiffers') throw new SerialError('gone', 'open')
      if (probes === PROBES) throw new OpenError({ why: 'silent', holder: '' })
    }
  }
}
