import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { World } from '#protocols/native-api/method'
import { methods, type MethodName } from '#protocols/native-api/registry'
import { IdcError, type Idc } from '#protocols/port/idc'
import type { ReaderLink } from '#protocols/port/reader-link'
import type { Journal } from '#protocols/port/journal'
import type { RemoteCentre } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import type { Environment } from '#protocols/sam/cloud-sam'
import { InProcessLink } from '#simulator/attachments/in-process'
import { cardShelf, type ShelvedCard } from '#simulator/card-shelf'
import { SamCard } from '#simulator/cards/sam-card'
import { testClinic } from '#simulator/staff'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { Clinic } from '#simulator/clinic'
import type { StandInIdc } from '#simulator/cloud/idc'
import { testCentre, testSamFolder } from '#simulator/cloud/test-centre'
import { VirtualClock } from '#simulator/virtual-clock'
import { cardHandlers, ownersOf } from '../../handlers/card.ts'
import type { Caller } from '../../handlers/handler.ts'
import { protectedCardHandlers } from '../../handlers/protected-card.ts'
import { threeCardHandlers } from '../../handlers/three-cards.ts'
import { visitJournalHandlers } from '../../handlers/visit-journal.ts'
import { visitWritingHandlers } from '../../handlers/visit-writing.ts'
import { visitHandlers } from '../../handlers/visits.ts'
import { openLog, type Log } from '../../log.ts'
import { EpochCounter, FromCard } from '../../sessions/epoch.ts'
import { EventStream } from '../../sessions/event-stream.ts'
import { Readers } from '../../sessions/readers.ts'
import { StateDirectory } from '../../state-directory.ts'
import { VisitDesk } from '../../visits/visit-desk.ts'
import type { SamFolder } from './sam-folder.ts'
import { eachHealthCard } from './each-health-card.ts'
import { withPad, type AtPad } from './pad-link.fixture.ts'
import { uploadsOnly } from './uploads-only.fixture.ts'
import { ChipEngine } from './chip-engine.ts'

/** Something that happens at one command to a card; what it gives is the answer, undefined for none. */
export type CardFault = (answer: () => Uint8Array | undefined, clinic: Clinic, reader: string) => Uint8Array | undefined

export interface DeskOptions {
  readonly world: World
  readonly environment?: Environment
  readonly samFolder?: SamFolder
  /** Who is at the pad of every reader; absent: there is none. */
  readonly pad?: AtPad
  /** Cards beside those of the shelf. */
  readonly cards?: readonly ShelvedCard[]
  /** NHIA's upload behind the data centre. */
  readonly takesUploads?: boolean
  /** What is kept of visits; default: nothing. */
  readonly journal?: Journal
  /** NHIA's remote API and upload behind it. */
  readonly remote?: RemoteCentre & UploadCentre
  /** Default: one that writes nothing. */
  readonly log?: Log
  /** Waited for before anything is sent to a card or to the data centre. */
  readonly pause?: () => Promise<void>
}

export type Called = { readonly result: Record<string, unknown> } | { readonly failed: string, readonly details: object }

type DeskHandlers = Partial<Record<MethodName, (params: object, caller: Caller) => unknown>>

const secondSam = {
  card: 'sam.second', label: { zh: '', en: '' }, make: () => new SamCard({ ...testClinic, samId: 'TESTSAM00002' }),
}

const folder = mkdtempSync(join(tmpdir(), 'nhicardd-desk-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const epochs = new EpochCounter(new StateDirectory(folder), 0, 0)

/** The daemon's readers, engine and handlers on a simulated clinic, without a door; every message can be made to fail. */
export class ThreeCardDesk {
  readonly clinic: Clinic
  readonly clock = new VirtualClock('2026-01-15T09:00:00+08:00')
  readonly cards: ChipEngine
  readonly centre: StandInIdc
  readonly events: { readonly event: string, readonly data: unknown }[] = []
  /** Commands that cards were sent, and messages to the data centre, so far. */
  commands = 0
  messages = 0
  /** Every card that was in a reader so far, as it is made, by its key on the shelf. */
  readonly made = new Map<string, SimulatedCard>()
  #cardFault: { readonly at: number, readonly fault: CardFault } | undefined
  #centreFault: { readonly at: number, readonly failure: IdcError['failure'] } | undefined
  readonly readers: Readers
  readonly visits: VisitDesk
  readonly #handlers: DeskHandlers

  constructor(options: DeskOptions) {
    const { world, environment = 'test', samFolder = testSamFolder, pad, cards = [], takesUploads = false } = options
    const { remote, pause, journal, log = openLog('silent') } = options
    const watched = [...cards, ...cardShelf(1), secondSam].map((shelved) => (
      { ...shelved, make: () => this.#watched(shelved.card, shelved.make()) }
    ))
    this.clinic = new Clinic(world, 1, watched)
    const events = new EventStream(this.clock)
    events.listen((event) => this.events.push(event))
    this.readers = new Readers({ epochs, events, log })
    const { idc, root } = testCentre(this.clock, { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) })
    this.centre = idc
    this.cards = new ChipEngine({
      readers: this.readers, clock: this.clock, root, environment, samFolder, idc: this.#watchedCentre(idc, pause),
      entropy: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      changed: (states) => events.publish('cards.changed', states),
      remote: remote ?? (takesUploads ? uploadsOnly(this.clock) : undefined),
    })
    const link = new InProcessLink(this.clinic)
    this.readers.attach(withPauses(pad === undefined ? link : withPad(link, pad), pause))
    const lazy = async () => this.cards
    this.visits = new VisitDesk({
      clock: this.clock, entropy: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
      journal: async () => journal, eachCard: (work) => eachHealthCard(this.cards, work),
    })
    const isOpen = (reader: string) => this.cards.clinic.isOpen(reader)
    this.#handlers = {
      ...cardHandlers(this.readers, { isOpen, onlyHealthCard: (caller) => this.cards.onlyHealthCard(caller) }),
      ...protectedCardHandlers(lazy), ...threeCardHandlers(lazy),
      ...visitJournalHandlers(async () => this.visits, ownersOf(this.readers, { isOpen })),
      ...visitWritingHandlers(lazy, async () => this.visits), ...visitHandlers(lazy, this.clock, async () => this.visits),
    } as DeskHandlers
  }

  /** Whether what was to fail has failed. */
  get hasFailed(): boolean {
    return this.#cardFault === undefined && this.#centreFault === undefined
  }

  /** The command or message with this number from now on goes wrong. */
  failAt(at: number, what: CardFault | { readonly centre: IdcError['failure'] }): void {
    if (typeof what === 'function') this.#cardFault = { at: this.commands + at, fault: what }
    else this.#centreFault = { at: this.messages + at, failure: what.centre }
  }

  async call(method: MethodName, params: object = {}, caller: Caller = {}): Promise<Called> {
    try {
      const given = await this.#handlers[method]?.(params, caller)
      return { result: (given instanceof FromCard ? this.readers.open(given, method) : given) as Record<string, unknown> }
    } catch (error) {
      if (!(error instanceof NhicardError)) throw error
      const declared: readonly string[] = methods[method].errors
      if (!declared.includes(error.name)) throw new Error(`${method} does not declare ${error.name}`, { cause: error })
      return { failed: error.name, details: error.details }
    }
  }

  /** The key of the card in a reader. */
  present(reader: string): string | undefined {
    return this.clinic.cards().find(({ readerName }) => readerName === reader)?.card
  }

  #readerOf(card: string): string {
    return this.clinic.cards().find((one) => one.card === card)?.readerName ?? ''
  }

  #watched(key: string, card: SimulatedCard): SimulatedCard {
    this.made.set(key, card)
    return {
      atr: card.atr,
      reset: () => card.reset(),
      transmit: (capdu) => {
        const fault = this.#cardFault
        if (this.commands++ !== fault?.at) return card.transmit(capdu)
        this.#cardFault = undefined
        return fault.fault(() => card.transmit(capdu), this.clinic, this.#readerOf(key))
      },
    }
  }

  #watchedCentre(idc: StandInIdc, pause: DeskOptions['pause']): Idc {
    const counted = <Args extends unknown[], Value>(ask: (...args: Args) => Promise<Value>) => async (...args: Args) => {
      await pause?.()
      const fault = this.#centreFault
      if (this.messages++ !== fault?.at) return ask(...args)
      this.#centreFault = undefined
      throw new IdcError(fault.failure)
    }
    return {
      hello: counted((samId) => idc.hello(samId)),
      authenticate: counted((...args) => idc.authenticate(...args)),
      prove: counted((...args) => idc.prove(...args)),
      beginCard: counted((...args) => idc.beginCard(...args)),
      finishCard: counted((...args) => idc.finishCard(...args)),
      checkInsurance: counted((...args) => idc.checkInsurance(...args)),
      cardContent: counted((...args) => idc.cardContent(...args)),
      treatmentNumber: counted((...args) => idc.treatmentNumber(...args)),
    }
  }
}

/** Readers that wait before each transfer. */
function withPauses(link: ReaderLink, pause: DeskOptions['pause']): ReaderLink {
  if (pause === undefined) return link
  return {
    kind: link.kind,
    start: (listener) => link.start(listener),
    close: () => link.close(),
    transfer: async (request) => {
      await pause()
      return link.transfer(request)
    },
  }
}
