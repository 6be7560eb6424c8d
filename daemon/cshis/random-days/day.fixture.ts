import { expect } from 'vitest'
import { MalformedError } from '#protocols/bytes/malformed'
import type { CshisFunction } from '#protocols/cshis/function'
import { cshisFunctions, type CshisInputs, type CshisName } from '#protocols/cshis/index'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { MethodName } from '#protocols/native-api/registry'
import { clinicTime } from '#protocols/visit/clinic-time'
import { SeededRandom } from '#simulator/seeded-random'
import { HC, HPC } from '../../engines/open-profile/card-faults.fixture.ts'
import { PlainJournal } from '../../visits/plain-journal.fixture.ts'
import { FromCard } from '../../sessions/epoch.ts'
import { memoryOf } from '../buffer-memory.fixture.ts'
import { FunctionDesk } from '../function-desk.fixture.ts'
import { present, withinLimits, type CardFiles } from './card-files.fixture.ts'
import { patientCards, type PatientCard } from './patient-cards.fixture.ts'

export type Outcome = { readonly code: number, readonly output?: object }
/** A call, and the card of the patient before and after it. */
export interface Called extends Outcome {
  readonly before: CardFiles
  readonly after: CardFiles
}
/** How often which function ended how. */
export type Tally = Map<string, number>

/** 0, and notices beside an answer (nhi-facts §3.1: 5010 the same day, 5174 without 就醫識別碼). */
export const isDone = (code: number) => code === 0 || code === 5010 || code === 5174
const NAMED = -1
/** nhi-facts §3.1. */
const NO_HC = 4013, UNREACHABLE = 4061
const LONGEST = 0x7fff
export const MINUTE = 60_000, DAY_MS = 1_440 * MINUTE
/** The PIN of every professional card, and of the patient who set one. */
const HPC_PIN = '123456', HC_PIN = '1234'

/** What may touch the patient's PIN: a blocked one is opened by an update. */
const ofPins: ReadonlySet<string> = new Set([
  'card.verifyPin', 'card.enablePin', 'card.changePin', 'card.disablePin', 'csVerifyHCPIN', 'csInputHCPIN', 'csDisableHCPIN',
  'csUpdateHCContents', 'csUpdateHCNoReset',
])

/** A clinic with a patient's card in its reader, or none: what the steps of a day work on. */
export class Day {
  readonly random: SeededRandom
  readonly desk: FunctionDesk
  readonly story: string[] = []
  readonly cards = patientCards()
  /** PINs that people believe they have, by card. */
  readonly pins = new Map<string, string>([['hc.pin', HC_PIN]])
  /** The same of professionals; three wrong ones in a row lock it. */
  readonly #hpcPins = new Map<string, string>()
  isCentreThere = true
  /** Whether it answered every message of the last call. */
  wasCentreSure = true
  patient: PatientCard = this.cards[0]
  isCardIn = false
  hpc: string | undefined = 'hpc.physician'
  /** What somebody does at the pad next. */
  atPad = 'cancelled'
  /** What somebody enters there in turn, before that. */
  entries: string[] = []
  readonly #tally: Tally
  readonly #known = new Map<PatientCard, string>()

  constructor(seed: number, tally: Tally) {
    this.random = new SeededRandom(seed)
    this.#tally = tally
    const withJournal = this.random.below(2) === 0
    this.desk = new FunctionDesk({
      world: 'three-cards', cards: this.cards.map(({ shelved }) => shelved), pad: () => this.entries.shift() ?? this.atPad,
      ...withJournal ? { journal: new PlainJournal({ now: () => this.desk.desk.clock.now() }) } : {},
    })
    this.desk.desk.clinic.remove(HC)
    for (const card of this.cards) this.#known.set(card, standing(card))
  }

  /** `YYYY-MM-DDTHH:mm:ss` */
  get now(): string {
    return clinicTime(this.desk.desk.clock.now())
  }

  pass(ms: number): void {
    this.desk.desk.clock.advance(ms)
  }

  insert(patient: PatientCard = this.patient): void {
    this.story.push(patient.key)
    this.desk.desk.clinic.remove(HC)
    this.patient = patient
    this.desk.desk.clinic.insert(HC, patient.key)
    this.isCardIn = true
    // nobody wrote to it while it was away
    expect(standing(patient)).toEqual(this.#known.get(patient))
  }

  takeOut(): void {
    this.desk.desk.clinic.remove(HC)
    this.isCardIn = false
  }

  get hpcPin(): string {
    return this.#hpcPins.get(this.hpc ?? '') ?? HPC_PIN
  }

  set hpcPin(pin: string) {
    this.#hpcPins.set(this.hpc ?? '', pin)
  }

  /** Another professional card, or none. */
  professional(card: string | undefined): void {
    this.desk.desk.clinic.remove(HPC)
    if (card !== undefined) this.desk.desk.clinic.insert(HPC, card)
    this.hpc = card
  }

  /** Somebody at the counter has the professional's PIN verified where that is possible. */
  async verified(): Promise<void> {
    if (this.hpc !== undefined) await this.desk.desk.call('hpc.verifyPin', { pin: this.hpcPin })
  }

  centre(isThere: boolean): void {
    this.desk.desk.centre.reachable = isThere
    this.isCentreThere = isThere
  }

  /** Mostly the owner of the card. */
  whose(): { readonly isRight: boolean, readonly owner: PatientCard['owner'] } {
    const { owner } = this.random.below(8) === 0 ? this.random.pick(this.cards) : this.patient
    const { patientId, birthday } = this.patient.owner
    return { isRight: owner.patientId === patientId && owner.birthday === birthday, owner }
  }

  /** The time of a visit that stands on the card, mostly the newest; now and then of none. */
  visitTime(): string {
    const visits = present(this.patient.files().visits)
    const at = this.random.below(2) === 0 ? 0 : this.random.below(visits.length + 1)
    return visits[at]?.treatmentDateTime ?? '2025-12-31T23:59:59'
  }

  /**
   * Calls a function, by values or by bytes. Whatever is refused changes nothing.
   * @param mayStop of a function that may write a part and then stop
   */
  async call<Name extends CshisName>(name: Name, input: CshisInputs<Name>, { mayStop = false } = {}): Promise<Called> {
    const byBytes = this.random.below(2) === 0
    return this.watched(name, async () => byBytes ? this.#byBytes(name, input) : this.#byValues(name, input), { mayStop, input, byBytes })
  }

  /** Calls a method of the native API; an error by name is code -1, and the story has the name. */
  async native(name: MethodName, params: object): Promise<Called & { readonly failed?: string, readonly details?: object }> {
    let told: { readonly failed?: string, readonly details?: object } = {}
    const called = await this.watched(name, async () => {
      const answer = await this.desk.desk.call(name, params)
      if (!('failed' in answer)) return { code: 0 }
      told = answer
      this.story.push(answer.failed)
      return { code: NAMED }
    }, { mayStop: false, input: {}, byBytes: false })
    return { ...called, ...told }
  }

  /** One of the next messages to the centre is lost. */
  loseMessage(): void {
    if (this.desk.desk.hasFailed) this.desk.desk.failAt(this.random.below(8), { centre: 'unreachable' })
  }

  async watched(
    name: string, work: () => Promise<Outcome>, { mayStop, input, byBytes }: { mayStop: boolean, input: object, byBytes: boolean },
  ): Promise<Called> {
    const before = this.patient.files()
    const [{ desk }, pin] = [this.desk, this.patient.pin()]
    const mayLose = !desk.hasFailed
    this.story.push(`${this.now} ${name}${byBytes ? ' by bytes' : ''} ${JSON.stringify(input)}`)
    const outcome = await work()
    const { code } = outcome
    this.story.push(`  ${code}`)
    this.#tally.set(`${name} ${code}`, (this.#tally.get(`${name} ${code}`) ?? 0) + 1)
    const after = this.patient.files()
    withinLimits(after)
    if (!isDone(code) && !mayStop) expect(after).toEqual(before)
    if (!this.isCardIn) expect(after).toEqual(before)
    if (code === NO_HC) expect(this.isCardIn).toBe(false)
    this.wasCentreSure = this.isCentreThere && !(mayLose && desk.hasFailed)
    // there is no upload behind this centre
    if (code === UNREACHABLE && name !== 'csUploadData') expect(this.wasCentreSure).toBe(false)
    if (!ofPins.has(name)) expect(this.patient.pin()).toEqual(pin)
    this.#known.set(this.patient, standing(this.patient))
    return { ...outcome, before, after }
  }

  async #byValues<Name extends CshisName>(name: Name, input: CshisInputs<Name>): Promise<Outcome> {
    return this.#named(async () => {
      const answer = await this.desk.library.call(name, input, { caller: {}, reader: undefined, icd10: false })
      return (answer instanceof FromCard ? answer.open(answer.epoch) : answer) ?? { code: NaN }
    })
  }

  /** As a DLL would be called, and back from its buffers. */
  async #byBytes<Name extends CshisName>(name: Name, input: CshisInputs<Name>): Promise<Outcome> {
    const { inputs, output }: CshisFunction = cshisFunctions[name]
    const given = new Map<string, unknown>(Object.entries(input))
    let encoded: Record<string, Uint8Array>
    try {
      encoded = Object.fromEntries(Object.entries(inputs).map(([one, { encode }]) => [one, encode(given.get(one))]))
    } catch (error) {
      // what has no spelling can only be given by values
      if (error instanceof MalformedError) return this.#byValues(name, input)
      throw error
    }
    const room = Object.fromEntries(Object.keys(output).map((buffer) => [buffer, LONGEST]))
    return this.#named(async () => {
      const call = { inputs: encoded, room, memory: memoryOf(name, room), caller: {}, reader: undefined }
      const answer = await this.desk.library.callBuffers(name, call)
      const { code, written } = answer instanceof FromCard ? answer.open(answer.epoch) ?? { code: NaN, written: {} } : answer
      const values = Object.entries(written).map(([buffer, bytes]) => [buffer, output[buffer]?.decode(bytes)])
      return values.length === 0 ? { code } : { code, output: Object.fromEntries(values) as object }
    })
  }

  async #named(work: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof NhicardError) || error.name === 'INTERNAL_FAILED') throw error
      this.story.push(error.name)
      return { code: NAMED }
    }
  }
}

/** Files and PIN of a card, to compare. */
function standing(card: PatientCard): string {
  return JSON.stringify([card.files(), card.pin()])
}
