import { describe, expect, it } from 'vitest'
import type { LinkEvent } from '#protocols/port/reader-link'
import { PhoenixReader } from '#simulator/readers/phoenix-reader'
import { serialReaderOf } from '#simulator/readers/serial-models'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { ccidSerialDriver } from '../ccid-serial/ccid-serial-driver.ts'
import { phoenixSerialDriver } from '../phoenix-serial/phoenix-driver.ts'
import type { ReaderDriver } from '../reader/reader.ts'
import { ReaderSession } from '../reader/session.ts'
import { atrs, FileCard, READ_ANSWER, READ_BINARY } from './file-card.fixture.ts'
import { PATH, SerialDesk } from './serial-desk.fixture.ts'

interface Kind {
  driver(desk: SerialDesk): ReaderDriver
  twin(desk: SerialDesk): { twin: SerialTwin, insert(card: SimulatedCard): void, remove(): void }
}

const place = { idVendor: '0403', idProduct: '6001' }
const kinds: Readonly<Record<string, Kind>> = {
  'a CCID reader on RS-232': {
    driver: ({ ports, clock }) => ccidSerialDriver({ ports, clock, readers: [{ place, model: 'GemPCTwin' }] }),
    twin: ({ clock }) => {
      const twin = serialReaderOf('GemPCTwin', { clock })
      return { twin, insert: (card) => twin.reader.insert(0, card), remove: () => twin.reader.remove(0) }
    },
  },
  'a Phoenix reader': {
    driver: ({ ports, clock }) => phoenixSerialDriver({ ports, clock, readers: [{ place, model: 'phoenix' }] }),
    twin: ({ clock }) => {
      const twin = new PhoenixReader({ clock })
      return { twin, insert: (card) => twin.insert(card), remove: () => twin.remove() }
    },
  },
}

/** A session with a driver of one configured reader, which is not plugged in. */
class Clinic extends SerialDesk {
  readonly events: LinkEvent[] = []
  readonly device
  readonly session: ReaderSession
  presence = 0

  constructor(kind: Kind) {
    super()
    this.device = kind.twin(this)
    this.session = new ReaderSession({
      driver: kind.driver(this), clock: this.clock, entropy: { bytes: (length) => new Uint8Array(length) },
      stopwatch: () => this.clock.now(),
      report: (event) => {
        if (event.type === 'cardInserted') this.presence = event.presence
        if (event.type !== 'measured' && event.type !== 'counted') this.events.push(event)
      },
    })
    this.session.start()
  }

  plugIn(path = PATH, faults: 'none' | 'dead' = 'none'): void {
    const dead: SerialTwin = { attach: () => {}, received: () => {}, settings: () => {}, controlLines: () => {} }
    this.ports.plug(path, faults === 'dead' ? dead : this.device.twin, { info: place })
  }

  /** What is told last of the reader. */
  get last(): string | undefined {
    const event = this.events.at(-1)
    return event?.type === 'deviceProblem' ? event.problem?.why ?? 'solved' : event?.type
  }

  read(): Promise<readonly Uint8Array[]> {
    const name = this.events.findLast((event) => event.type === 'readerAdded')?.name ?? ''
    const exchanges = [{ step: 'READ', capdu: READ_BINARY, mayBeRefused: false }]
    return this.ends(this.session.transfer({ name, presence: this.presence, exchanges, repeatable: true }))
  }
}

describe.each(Object.entries(kinds))('%s', (_, kind) => {
  it('is absent, then there, then silent, then held by another program, and usable each time within 3 s', async () => {
    const clinic = new Clinic(kind)
    clinic.device.insert(new FileCard(atrs.t1At115200))
    await clinic.wait(1_000)
    expect(clinic.last).toBe('absent')

    clinic.plugIn()
    await clinic.wait(3_000)
    expect(clinic.last).toBe('cardInserted')
    expect(await clinic.read()).toEqual([READ_ANSWER])

    clinic.ports.unplug(PATH)
    await clinic.wait(1_500)
    expect(clinic.last).toBe('absent')
    clinic.plugIn(PATH, 'dead')
    await clinic.wait(5_000)
    expect(clinic.last).toBe('silent')
    clinic.ports.unplug(PATH)
    clinic.plugIn()
    clinic.ports.holdByOther(PATH)
    await clinic.wait(5_000)
    expect(clinic.last).toBe('held')
    clinic.ports.releaseByOther(PATH)
    await clinic.wait(3_000)
    expect(clinic.last).toBe('cardInserted')
    expect(await clinic.read()).toEqual([READ_ANSWER])
  })

  it('is the same reader when its adapter comes back as another line', async () => {
    const clinic = new Clinic(kind)
    clinic.device.insert(new FileCard(atrs.t0))
    for (const path of ['/dev/ttyUSB0', '/dev/ttyUSB1', '/dev/ttyUSB0']) {
      clinic.plugIn(path)
      await clinic.wait(3_000)
      expect(await clinic.read()).toEqual([READ_ANSWER])
      clinic.ports.unplug(path)
    }
    await clinic.wait(3_000)
    expect(clinic.last).toBe('absent')
  })

  it('reads card after card', async () => {
    const clinic = new Clinic(kind)
    clinic.plugIn()
    await clinic.wait(2_000)
    for (const atr of Object.values(atrs)) {
      clinic.device.insert(new FileCard(atr))
      await clinic.wait(2_000)
      expect(await clinic.read()).toEqual([READ_ANSWER])
      clinic.device.remove()
      await clinic.wait(1_000)
      expect(clinic.last).toBe('cardRemoved')
    }
  })

  it('leaves nothing behind when the session is closed', async () => {
    const clinic = new Clinic(kind)
    clinic.device.insert(new FileCard(atrs.t1))
    clinic.plugIn()
    await clinic.wait(2_000)
    await clinic.ends(clinic.session.close())
    await clinic.wait(5_000)
    expect(clinic.clock.waiting).toBe(0)
    await expect(clinic.ports.open(PATH, { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 }, {
      received: () => {}, lost: () => {},
    })).resolves.toBeDefined()
  })
})
