import type { Order } from '../order-list.ts'
import type { Called } from './crash-life.fixture.ts'
import { HPC_READER, otherReader, type CrashWorld, type StationReader } from './crash-world.fixture.ts'

export interface NumberTask {
  readonly do: 'number'
  readonly door: 'native' | 'cshis' | 'remoteProxy'
  /** Of native callers. */
  readonly key?: string
  /** 就醫類別; 01 when left out. */
  readonly item?: string
  /** Whether two calls ask for it at once. */
  readonly twice?: true
}

/** What a clerk does with one patient, one thing after the other. `of`: the place of the number in the same list. */
export type Task =
  | NumberTask
  | { readonly do: 'undo', readonly of: number }
  | { readonly do: 'update' }
  | { readonly do: 'write', readonly of: number }
  | { readonly do: 'orders', readonly of: number, readonly orders: readonly Order[], readonly key: string }
  /** Card into the other reader of the station. */
  | { readonly do: 'move' }
  | { readonly do: 'wait', readonly ms: number }

export interface Station {
  readonly patient: string
  readonly reader: StationReader
  readonly tasks: readonly Task[]
  /** Whether the professional card lies beside it. */
  readonly withProfessional?: true
  /** Whether the card is put into the other reader when something goes wrong. */
  readonly moves?: true
}

/** What a clerk was told. */
export type Outcome =
  | { readonly told: { readonly treatmentDateTime: string, readonly sequenceNumber: string }, readonly isRepeat: boolean }
  | { readonly done: true }
  /** The last answer, after which the clerk gave up. */
  | { readonly failed: string, readonly code: number | undefined }

/** By station: the outcomes of its tasks, as far as it has come. It survives, as a HIS has a database of its own. */
export type HisMemory = readonly (readonly Outcome[])[]

const outpatient = { treatmentItem: '01', babyTreatment: '', afterCheck: '1' } as const
export const diagnoses = { mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' }
export const fees = { outpatientFee: 500, costFee: 200, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null }
/** ms until a clerk tries again. */
const PATIENCE = 65_000
const ATTEMPTS = 6
/** Codes that another try may change. */
const WORTH_ANOTHER: readonly number[] = [4000, 4061, 5007, 5130, 6018]
/** The rules refuse it, and will do so again (nhi-facts §3.1); what begins with 5 and is none of these is worth another try. */
const isFinal = (called: Called) => (
  'failed' in called && called.code !== undefined && called.code > 1800 && called.code < 9999 && !WORTH_ANOTHER.includes(called.code)
)
/** An undo that is repeated finds the visit undone; an update finds nothing due. */
const DONE_BEFORE = { undo: [5153, 5150], update: [9081] } as const

/** Programs of a clinic at their stations. They repeat what they were not told, and go on from there. */
export class HisProgram {
  readonly #world: CrashWorld
  readonly #stations: readonly Station[]
  readonly #outcomes: Outcome[][]
  /** Patients who will not come back. */
  readonly gone = new Set<string>()

  constructor(world: CrashWorld, stations: readonly Station[], memory: HisMemory = stations.map(() => [])) {
    this.#world = world
    this.#stations = stations
    this.#outcomes = memory.map((outcomes) => [...outcomes])
  }

  get memory(): HisMemory {
    return this.#outcomes.map((outcomes) => [...outcomes])
  }

  /** All stations at once, each until its list is done. */
  async work(): Promise<void> {
    await Promise.all(this.#stations.map((station, at) => this.#workAt(station, this.#outcomes[at]!)))
  }

  async #workAt(station: Station, outcomes: Outcome[]): Promise<void> {
    for (let task = station.tasks[outcomes.length]; task !== undefined && !this.gone.has(station.patient);) {
      await this.#until(station, task, outcomes)
      task = station.tasks[outcomes.length]
    }
  }

  async #until(station: Station, task: Task, outcomes: Outcome[]): Promise<void> {
    const before = outcomes.length
    const { clock, life } = this.#world
    let last: Called = { result: {} }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        await clock.advance(PATIENCE, () => life.desk.settleAll())
        if (attempt === ATTEMPTS / 2) this.#world.line.isUp = true
      }
      await this.#sit(station, attempt)
      await clock.advance(1000, () => life.desk.settleAll())
      last = await this.#try(station, task, outcomes)
      if (outcomes.length > before) return
      if (isFinal(last)) break
    }
    outcomes.push('failed' in last ? last : { done: true })
  }

  /** The card in its reader, and a professional card that has shown its PIN where one is wanted. */
  async #sit({ patient, reader, moves, withProfessional }: Station, attempt: number): Promise<void> {
    const seat = this.#world.clinic.cards().find(({ card }) => card === patient)?.readerName
    const wanted = moves && attempt % 2 === 1 ? otherReader[reader] : reader
    if (seat == null || (moves && attempt > 0)) await this.#world.insert(wanted, patient)
    if (!withProfessional || this.#world.clinic.cardIn(HPC_READER) !== undefined) return
    this.#world.clinic.insert(HPC_READER, 'professional')
    await this.#world.life.call('hpc.verifyPin', { pin: '123456' })
  }

  #try(station: Station, task: Task, outcomes: Outcome[]): Promise<Called> {
    const { life, clock } = this.#world
    const seat = this.#world.clinic.cards().find(({ card }) => card === station.patient)?.readerName ?? station.reader
    const reader = `r${Number(seat.slice(-2))}`
    const { person } = this.#world.cards.get(station.patient)!.patient
    const place = outcomes.length
    const keep = (outcome: Outcome) => {
      outcomes[place] ??= outcome
    }
    const done = (codes: readonly number[] = []) => (called: Called) => {
      const isDone = 'result' in called || codes.includes(called.code ?? 0)
      if (isDone) keep({ done: true })
    }
    const visit = (of: number) => {
      const outcome = outcomes[of]
      return outcome !== undefined && 'told' in outcome ? outcome.told : undefined
    }
    const owner = { reader, patientId: person.idCardNum, birthday: person.birthday }
    switch (task.do) {
      case 'number': return this.#number(reader, task, keep)
      case 'undo': {
        const { treatmentDateTime } = visit(task.of) ?? {}
        if (treatmentDateTime === undefined) return this.#skipped(keep)
        return life.call('visit.undo', { reader, treatmentDateTime }, done(DONE_BEFORE.undo))
      }
      case 'update': return life.call('card.updateContent', { reader }, done(DONE_BEFORE.update))
      case 'write': {
        const { treatmentDateTime } = visit(task.of) ?? {}
        if (treatmentDateTime === undefined) return this.#skipped(keep)
        return life.call('visit.write', { ...owner, treatmentDateTime, afterCheck: '1', diagnoses, fees }, done())
      }
      case 'orders': {
        const { treatmentDateTime } = visit(task.of) ?? {}
        if (treatmentDateTime === undefined) return this.#skipped(keep)
        const orders = task.orders.map((order) => ({ ...order, treatmentDateTime }))
        return life.call('visit.writeOrders', { ...owner, treatmentDateTime, orders, idempotencyKey: task.key }, (called) => {
          if ('result' in called && called.result['code'] === 0) keep({ done: true })
        })
      }
      case 'move': return this.#moved(station, keep)
      case 'wait': return clock.advance(task.ms, () => life.desk.settleAll()).then(() => this.#skipped(keep))
    }
  }

  async #skipped(keep: (outcome: Outcome) => void): Promise<Called> {
    keep({ done: true })
    return { result: {} }
  }

  async #moved({ patient, reader }: Station, keep: (outcome: Outcome) => void): Promise<Called> {
    await this.#world.insert(otherReader[reader], patient)
    return this.#skipped(keep)
  }

  async #number(
    reader: string, { door, key, twice, item = '01' }: NumberTask, keep: (outcome: Outcome) => void,
  ): Promise<Called> {
    const { life } = this.#world
    const arrived = (called: Called) => {
      if (!('result' in called)) return
      const { visit, isRepeat = false } = called.result as {
        readonly visit: { readonly treatmentDateTime: string, readonly sequenceNumber: string }, readonly isRepeat?: boolean
      }
      const { treatmentDateTime, sequenceNumber } = visit
      keep({ told: { treatmentDateTime, sequenceNumber }, isRepeat })
    }
    const native = () => life.call('visit.takeNumber', {
      ...outpatient, treatmentItem: item, reader, ...key === undefined ? {} : { idempotencyKey: key },
    }, arrived)
    if (door === 'remoteProxy') return life.proxied(reader, arrived)
    if (door === 'native') return twice ? (await Promise.all([native(), native()]))[0] : native()
    return life.cshis('hisGetSeqNumber256', { treatmentItem: item, babyTreatment: '', treatAfterCheck: '1', reader }, arrived)
  }
}
