import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sessionLink, untilBy } from '#drivers/contract/session-link.fixture'
import { ccidUsbDriver } from '#drivers/ccid-usb/ccid-usb-driver'
import { Session as PcscSession } from '#drivers/pcsc/session'
import { ReaderSession } from '#drivers/reader/session'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { PinOperation } from '#protocols/hpc-card/pin.machine'
import type { ReaderLink } from '#protocols/port/reader-link'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { cardShelf } from '#simulator/card-shelf'
import { testCentre, testSamFolder } from '#simulator/cloud/test-centre'
import { SimulatedPcsc } from '#simulator/readers/pcsc-context'
import { PinPad } from '#simulator/readers/pin-pad'
import { readerModels, readerOf } from '#simulator/readers/reader-models'
import { SeededRandom } from '#simulator/seeded-random'
import { SimulatedBus } from '#simulator/usb/bus'
import { CcidGadget } from '#simulator/usb/ccid-gadget'
import { VirtualClock } from '#simulator/virtual-clock'
import { openLog } from '../../log.ts'
import { EpochCounter } from '../../sessions/epoch.ts'
import { EventStream } from '../../sessions/event-stream.ts'
import { Readers } from '../../sessions/readers.ts'
import { StateDirectory } from '../../state-directory.ts'
import { ThreeCards } from './three-cards.ts'

const folder = mkdtempSync(join(tmpdir(), 'nhicardd-pad-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const epochs = new EpochCounter(new StateDirectory(folder), 0, 0)

/** A person looks at the reader and then presses its keys, in ms; everything before them takes less. */
const LOOKS_MS = 3_000

/** A link with a reader that has keys and a card in it, and the hands at both. */
interface Pad {
  readonly link: ReaderLink
  enter(digits: string): void
  cancel(): void
  pull(): void
}

type MakePad = (card: SimulatedCard, clock: VirtualClock) => Pad

const pads: Readonly<Record<string, MakePad>> = {
  'our USB driver': (card, clock) => {
    const twin = readerOf('pin-pad', { clock })
    const bus = new SimulatedBus(clock)
    twin.insert(0, card)
    bus.plug(new CcidGadget(twin, readerModels['pin-pad']), '1-1')
    const driver = ccidUsbDriver({ host: bus, clock, holderOf: async () => '' })
    return {
      link: sessionLink('ccid-usb', (report) => new ReaderSession({
        driver, clock, entropy: new SeededRandom(3), stopwatch: () => 0, report,
      })),
      enter: (digits) => twin.enterPin(digits), cancel: () => twin.cancelPin(), pull: () => twin.remove(0),
    }
  },
  'PC/SC': (card, clock) => {
    const pcsc = new SimulatedPcsc()
    const keys = new PinPad(clock)
    const name = 'Reader 00 00'
    pcsc.plug(name, keys)
    pcsc.insert(name, card)
    return {
      link: sessionLink('pcsc', (report) => new PcscSession({
        open: pcsc.open, clock, entropy: new SeededRandom(3), stopwatch: () => 0, report, onContextLost: () => {},
      })),
      enter: (digits) => keys.enter(digits), cancel: () => keys.cancel(), pull: () => pcsc.remove(name),
    }
  },
}

type Kind = 'healthPin' | 'professionalPin'

/** The engine over a link and a simulated reader with keys, all of it on virtual time. */
class PadDesk {
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly until = untilBy(this.clock)
  readonly events: unknown[] = []
  readonly pad: Pad
  readonly #cards: ThreeCards
  readonly #readers: Readers

  private constructor(make: MakePad, card: SimulatedCard) {
    const events = new EventStream(this.clock)
    events.listen((event) => this.events.push(event))
    this.#readers = new Readers({ epochs, events, log: openLog('silent') })
    this.#cards = new ThreeCards({
      readers: this.#readers, clock: this.clock, entropy: new SeededRandom(1), environment: 'test', samFolder: testSamFolder,
      ...testCentre(this.clock, new SeededRandom(2)), changed: (states) => this.events.push(states),
    })
    this.pad = make(card, this.clock)
    this.#readers.attach(this.pad.link)
  }

  static async with(make: MakePad, key: string): Promise<PadDesk> {
    const shelved = cardShelf(1).find(({ card }) => card === key)
    if (shelved === undefined) throw new Error(`no card ${key}`)
    const desk = new PadDesk(make, shelved.make())
    await desk.until(() => desk.#readers.list()[0]?.card != null)
    return desk
  }

  /** What a call came to while somebody does something at the reader: the place of the card, or the name of the error. */
  async verifying(kind: Kind, person: () => void, operation: PinOperation = 'verify'): Promise<string> {
    let outcome: string | undefined
    this.#cards[kind](undefined, { operation, typed: undefined }, {}).then(
      () => (outcome = 'verified'), (error: unknown) => (outcome = error instanceof NhicardError ? error.name : String(error)))
    const begun = this.clock.now()
    await this.until(() => outcome !== undefined || this.clock.now() - begun >= LOOKS_MS)
    person()
    await this.until(() => outcome !== undefined)
    return outcome ?? ''
  }

  async pinState(): Promise<string> {
    const { hc, hpc } = await this.#cards.states({})
    return hpc.place === null ? hc.pin : hpc.pin
  }
}

const cards = [
  { key: 'hpc.physician', kind: 'professionalPin', right: '123456', wrong: '654321' },
  { key: 'hc.pin', kind: 'healthPin', right: '1234', wrong: '4321' },
] as const

const everywhere = Object.entries(pads).flatMap(([link, make]) => cards.map((card) => ({ link, make, ...card })))

describe.each(everywhere)('the PIN of $key at the keys of its reader, over $link', ({ make, key, kind, right, wrong }) => {
  test('goes to the card there, and is in no event', async () => {
    const desk = await PadDesk.with(make, key)
    expect(await desk.verifying(kind, () => desk.pad.enter(right))).toBe('verified')
    expect(await desk.pinState()).toBe('verified')
    expect(JSON.stringify(desk.events)).not.toContain(right)
  })

  test('that is wrong costs a try, and the right one is taken after it', async () => {
    const desk = await PadDesk.with(make, key)
    expect(await desk.verifying(kind, () => desk.pad.enter(wrong))).toBe('PIN_WRONG')
    expect(await desk.verifying(kind, () => desk.pad.enter(right))).toBe('verified')
  })

  test('is asked for again after it was cancelled or not entered in time', async () => {
    const desk = await PadDesk.with(make, key)
    expect(await desk.verifying(kind, () => desk.pad.cancel())).toBe('PIN_CANCELLED')
    expect(await desk.verifying(kind, () => {})).toBe('PIN_TIMEOUT')
    expect(await desk.verifying(kind, () => desk.pad.enter(right))).toBe('verified')
  })

  test('is changed there, and the card knows the new one alone; two that differ change nothing', async () => {
    const desk = await PadDesk.with(make, key)
    const fresh = '246810'
    const changing = (...entries: readonly string[]) => (
      desk.verifying(kind, () => entries.forEach((one) => desk.pad.enter(one)), 'change')
    )
    expect(await changing(wrong, fresh, fresh)).toBe('PIN_WRONG')
    expect(await changing(right, fresh, wrong.padEnd(6, '0'))).toBe('PINS_DIFFER')
    expect(await changing(right, fresh)).toBe('PIN_TIMEOUT')
    expect(await changing(right, fresh, fresh)).toBe('verified')
    expect(await changing(right, wrong, wrong)).toBe('PIN_WRONG')
    expect(await desk.verifying(kind, () => desk.pad.enter(fresh))).toBe('verified')
    for (const secret of [right, fresh]) expect(JSON.stringify(desk.events)).not.toContain(secret)
  })

  test('is asked for no more when the card is pulled', async () => {
    const desk = await PadDesk.with(make, key)
    expect(await desk.verifying(kind, () => desk.pad.pull())).toBe('CARD_REMOVED')
  })
})
