import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Idc } from '#protocols/port/idc'
import { InProcessLink } from '#simulator/attachments/in-process'
import type { ShelvedCard } from '#simulator/card-shelf'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { ProfessionalCard } from '#simulator/cards/professional-card'
import { testRoot } from '#simulator/cards/test-keys'
import { Clinic } from '#simulator/clinic'
import { StandInIdc } from '#simulator/cloud/idc'
import { testSamFolder } from '#simulator/cloud/test-centre'
import { insuredPeople } from '#simulator/insured-people'
import { SeededRandom } from '#simulator/seeded-random'
import { staff, testClinic } from '#simulator/staff'
import { ChipEngine } from '../../engines/open-profile/chip-engine.ts'
import { openLog } from '../../log.ts'
import { EpochCounter } from '../../sessions/epoch.ts'
import { EventStream } from '../../sessions/event-stream.ts'
import { Readers } from '../../sessions/readers.ts'
import { StateDirectory } from '../../state-directory.ts'
import { memory, openStore } from '../../store/store.fixture.ts'
import { CentreLine, type LateRequest, type LineFault, type Message } from './centre-line.fixture.ts'
import { CrashLife } from './crash-life.fixture.ts'
import { PatientCard, type Patient } from './patient-card.fixture.ts'
import { RewindableClock } from './rewindable-clock.fixture.ts'

/** A moment at which a process may die, and what of it was not told any more. */
export interface Place {
  readonly what: 'commit' | 'command' | 'message' | 'answer'
  readonly moment: 'before' | 'after'
  /** The request that was about to leave, of a message of 6.0 alone. */
  readonly message?: Message
}

/** All that a process leaves behind when it dies: what is durable, what lies in the readers, what is still on its way. */
export interface Survivors {
  readonly now: number
  readonly store: Buffer
  readonly centre: Buffer
  readonly cards: ReadonlyMap<string, Uint8Array>
  readonly seats: ReadonlyMap<string, string>
  readonly late: readonly LateRequest[]
}

/** What goes wrong while everybody lives. Numbers count from the last `plan`. */
export interface Trouble {
  /** Commits of the store, from this one on, that find the disk full. */
  readonly diskFull?: { readonly from: number, readonly count: number }
  readonly line?: { readonly at: number, readonly fault: LineFault }
  /** The card is pulled before this command, or right after it. */
  readonly pull?: { readonly at: number, readonly moment: 'before' | 'after' }
}

export const stationReaders = ['Simulated Reader 01', 'Simulated Reader 02', 'Simulated Reader 03'] as const
export type StationReader = (typeof stationReaders)[number]
/** Each station has a second reader of its own: nobody puts a card where another's lies. */
export const otherReader = {
  'Simulated Reader 01': 'Simulated Reader 05', 'Simulated Reader 02': 'Simulated Reader 06', 'Simulated Reader 03': 'Simulated Reader 07',
} as const satisfies Record<StationReader, string>
export const HPC_READER = 'Simulated Reader 04'
const allReaders = [...stationReaders, HPC_READER, ...Object.values(otherReader)]
const NINE = Date.parse('2026-01-15T09:00:00+08:00')
const physician = staff[0]!
/** Its file is made, with a signature of its own, once for all. */
const samFile = testSamFolder.read()
const samFolder = { ...testSamFolder, read: () => samFile }

/**
 * A clinic in one process: readers, cards, NHIA's centre, a store and a daemon's half that can die at any moment. What would
 * survive then can be taken at each moment, and the world be set back to it as often as wanted.
 */
export class CrashWorld {
  readonly clock = new RewindableClock(NINE)
  readonly cards: ReadonlyMap<string, PatientCard>
  readonly clinic: Clinic
  readonly engine: ChipEngine
  readonly readers: Readers
  /** Told of each moment at which the process could die. */
  onPlace: (place: Place) => void = () => {}
  /** Whether survivors are wanted of deaths within a transaction too: all commits are copied then. */
  diesWithin = true
  counts = { commit: 0, command: 0, message: 0 }
  /** Whether the disk was full since the world was last set back to its beginning. */
  wasFull = false
  #trouble: Trouble = {}
  #line: CentreLine | undefined
  #life: CrashLife | undefined
  #store: Buffer | undefined

  private constructor(patients: Readonly<Record<string, Patient>>) {
    this.cards = new Map(Object.entries(patients).map(([name, patient]) => (
      [name, new PatientCard(patient, (moment) => this.#command(moment, name))]
    )))
    const shelf: ShelvedCard[] = [...this.cards].map(([card, made]) => ({ card, label: { zh: '', en: '' }, make: () => made }))
    const hpc = { card: 'professional', label: { zh: '', en: '' }, make: () => this.#watched(new ProfessionalCard(physician)) }
    this.clinic = new Clinic('no-reader', 1, [...shelf, hpc])
    const events = new EventStream(this.clock)
    const epochs = new EpochCounter(new StateDirectory(mkdtempSync(join(tmpdir(), 'nhicardd-crash-'))), 0, 0)
    this.readers = new Readers({ epochs, events, log: openLog('silent') })
    this.engine = new ChipEngine({
      readers: this.readers, clock: this.clock, root: testRoot, environment: 'test', samFolder,
      idc: this.#idc(), entropy: { bytes: (length) => this.life.entropy.bytes(length) }, changed: () => {},
      remote: {
        call: (...message) => this.line.call(...message), upload: () => this.line.upload(), download: () => this.line.download(),
      },
    })
    const link = new InProcessLink(this.clinic)
    this.readers.attach(link)
    for (const reader of allReaders) this.clinic.addReader(reader)
    const database = memory()
    openStore(database, { clock: this.clock })
    this.#store = database.serialize()
  }

  static async open(patients: Readonly<Record<string, Patient>>): Promise<CrashWorld> {
    const world = new CrashWorld(patients)
    world.#line = await CentreLine.open({
      clock: world.clock,
      told: (moment, message) => {
        if (moment === 'before') world.counts.message += 1
        world.#place({ what: 'message', moment, ...moment === 'before' ? { message } : {} })
      },
      faultOf: () => {
        const { line } = world.#trouble
        return line?.at === world.counts.message - 1 ? line.fault : undefined
      },
    }, [...world.cards.values()].map(({ card }) => card.issued))
    // what is loaded with its first call is loaded now: later, nothing takes time that the seed does not decide
    const nothing = { outpatientFee: null, costFee: null, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
    await world.start(0).call('visit.write', {
      patientId: '-', birthday: '2000-01-01', treatmentDateTime: '2000-01-01T00:00:00', diagnoses: { mainCode: '' }, fees: nothing,
    })
    return world
  }

  get line(): CentreLine {
    return this.#line!
  }

  /** Everything that is durable of the life under way. */
  get bytes(): Buffer {
    if (this.#store === undefined && this.life.database.inTransaction) throw new RangeError('what is in a transaction is not durable')
    return this.#store ??= this.life.database.serialize()
  }

  get life(): CrashLife {
    if (this.#life === undefined) throw new RangeError('nobody lives')
    return this.#life
  }

  /** What would be left if the process died now. */
  survivors(): Survivors {
    const seats = new Map(this.clinic.cards().flatMap(({ card, readerName }) => readerName === null ? [] : [[card, readerName] as const]))
    return {
      now: this.clock.now(), store: this.bytes, centre: this.line.bytes, late: [...this.line.late], seats,
      cards: new Map([...this.cards].map(([name, card]) => [name, card.memory])),
    }
  }

  /** The process is dead, and its machines stand as it left them; all cards are in their owners' hands. */
  async restore({ now, store, centre, cards, late }: Survivors): Promise<void> {
    this.#life?.die()
    this.#life = undefined
    this.#trouble = {}
    this.onPlace = () => {}
    for (const reader of allReaders) this.clinic.remove(reader)
    this.engine.close()
    this.clock.rewind(now)
    this.#store = store
    await this.line.restore(centre, late)
    for (const [name, bytes] of cards) this.cards.get(name)?.restore(bytes)
  }

  /** A new process. @param seed no other life of this world may have had it */
  start(seed: number): CrashLife {
    this.#life = new CrashLife(this, seed, this.bytes)
    return this.#life
  }

  plan(trouble: Trouble): void {
    this.#trouble = trouble
    this.counts = { commit: 0, command: 0, message: 0 }
  }

  /** A person puts a card into a reader, wherever it was. */
  async insert(reader: string, card: string): Promise<void> {
    const seat = this.clinic.cards().find((one) => one.card === card)?.readerName
    if (seat === reader) return
    if (this.clinic.cardIn(reader) !== undefined) this.clinic.remove(reader)
    this.clinic.insert(reader, card)
    await this.#life?.desk.settleAll()
  }

  remove(card: string): void {
    const seat = this.clinic.cards().find((one) => one.card === card)?.readerName
    if (seat != null) this.clinic.remove(seat)
  }

  answered(moment: 'before' | 'after'): void {
    this.#place({ what: 'answer', moment })
  }

  /** Called around every commit of the living store. @throws Error of SQLite for a full disk */
  commit(moment: 'before' | 'after'): void {
    if (moment === 'after') {
      this.#store = undefined
      if (this.diesWithin) void this.bytes
    } else if (this.#isFull(this.counts.commit++)) {
      this.wasFull = true
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    }
    this.#place({ what: 'commit', moment })
  }

  #isFull(commit: number): boolean {
    const { diskFull: { from = Infinity, count = 0 } = {} } = this.#trouble
    return commit >= from && commit < from + count
  }

  #command(moment: 'before' | 'after', card: string): void {
    const { pull } = this.#trouble
    if (moment === 'before') this.counts.command += 1
    if (pull?.at === this.counts.command - 1 && pull.moment === moment) this.remove(card)
    this.#place({ what: 'command', moment })
  }

  /** The professional's card, of which nothing is written: commands to it are moments as well. */
  #watched(card: SimulatedCard): SimulatedCard {
    const transmit = card.transmit.bind(card)
    card.transmit = (capdu) => {
      this.#place({ what: 'command', moment: 'before' })
      const answer = transmit(capdu)
      this.#place({ what: 'command', moment: 'after' })
      return answer
    }
    return card
  }

  #place(place: Place): void {
    this.onPlace(place)
  }

  /** Answers while the line is up, as whoever is asked is the same centre. */
  #idc(): Idc {
    const idc = new StandInIdc(this.clock, new SeededRandom(3), [testClinic], insuredPeople)
    const up = <Args extends unknown[], Value>(ask: (...args: Args) => Promise<Value>) => async (...args: Args) => {
      idc.reachable = this.#line?.isUp ?? true
      this.#place({ what: 'message', moment: 'before' })
      const answer = await ask(...args)
      this.#place({ what: 'message', moment: 'after' })
      return answer
    }
    return {
      hello: up((samId) => idc.hello(samId)), authenticate: up((...args) => idc.authenticate(...args)),
      prove: up((...args) => idc.prove(...args)), beginCard: up((...args) => idc.beginCard(...args)),
      finishCard: up((...args) => idc.finishCard(...args)), checkInsurance: up((...args) => idc.checkInsurance(...args)),
      cardContent: up((...args) => idc.cardContent(...args)), treatmentNumber: up((...args) => idc.treatmentNumber(...args)),
    }
  }
}
