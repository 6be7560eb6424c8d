import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import { CallError, type NhicardClient } from '#client/node'
import type { CallParams } from '#protocols/native-api/registry'
import type { SeededRandom } from '#simulator/seeded-random'
import type { KillClinic } from './kill-clinic.ts'
import type { KillSwitch } from './kill-switch.ts'

/** A visit whose number a program was told. */
export interface ToldVisit {
  readonly patient: string
  readonly treatmentDateTime: string
  readonly sequenceNumber: string
  /** Whether the program has had it undone; `begun`: it has asked for that, and was not told. */
  undo: 'no' | 'begun' | 'done'
}

type Orders = CallParams<'visit.writeOrders'>['orders']
type Step =
  | { readonly do: 'number', readonly key?: string }
  | { readonly do: 'write' | 'undo' }
  | { readonly do: 'orders', readonly key: string, readonly codes: readonly string[] }
interface Story {
  readonly patient: string
  readonly steps: readonly Step[]
  at: number
  visit: ToldVisit | undefined
  /** Signatures by the place of the order, as they were first told. */
  readonly signatures: string[]
}

/** Numbers go on over all stations, so that a code names one order. */
let lastOrder = 0
/** Until a step that fails is given up. */
const ATTEMPTS = 60
const PAUSE_MS = 100
/** An undo that is repeated finds the visit undone. */
const UNDONE_BEFORE: readonly unknown[] = [5150, 5153]
/** What a card is updated for. */
const DUE: readonly unknown[] = [5001, 5003]
const outpatient = { treatmentItem: '01', babyTreatment: '' } as const
const visitContent = {
  afterCheck: '1',
  diagnoses: { mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' },
  fees: { outpatientFee: 500, costFee: 200, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null },
} as const

export interface StationGround {
  readonly name: string
  readonly clinic: KillClinic
  readonly kills: KillSwitch
  readonly random: SeededRandom
  /** Reader of the clinic, and its place in the daemon's list. */
  readonly reader: string
  readonly readerId: string
  /** Cards of the shelf. */
  readonly patients: readonly [string, ...string[]]
}

/** A program of the clinic at one reader. It survives the daemon, and asks again for what it was not told. */
export class HisStation {
  readonly told: ToldVisit[] = []
  /** What it was told instead of what it wanted, and how often. */
  readonly refusals = new Map<string, number>()
  /** What contradicts what it was told before. */
  readonly problems: string[] = []
  /** Steps that were done, by kind. */
  readonly done = { number: 0, write: 0, orders: 0, undo: 0 }
  readonly #ground: StationGround
  #story: Story | undefined
  #stories = 0

  constructor(ground: StationGround) {
    this.#ground = ground
  }

  get patients(): readonly string[] {
    return this.#ground.patients
  }

  /** Works while the daemon lives. @param mayBegin whether another story may begin @param rested told when a step is done */
  async live(client: NhicardClient, mayBegin: () => boolean, rested: (patient: string) => Promise<void>): Promise<void> {
    for (;;) {
      if (this.#story === undefined && !mayBegin()) return
      const story = (this.#story ??= this.#newStory())
      await this.#step(client, story)
      story.at += 1
      if (story.at >= story.steps.length || story.visit === undefined) this.#story = undefined
      await rested(story.patient)
    }
  }

  #newStory(): Story {
    const { random, patients, name } = this.#ground
    const count = ++this.#stories
    const steps: Step[] = [random.below(2) === 0 ? { do: 'number', key: `${name}-number-${count}` } : { do: 'number' }]
    // whoever asked without a key does something with its visit before it asks anew: a number that was told at the last moment
    // would be told again otherwise
    if (steps[0]?.do === 'number' && (steps[0].key === undefined || random.below(2) === 0)) steps.push({ do: 'write' })
    if (random.below(3) === 0) {
      const codes = Array.from({ length: 1 + random.below(4) }, () => `A${String(++lastOrder).padStart(9, '0')}`)
      steps.push({ do: 'orders', key: `${name}-orders-${count}`, codes })
    }
    if (random.below(3) > 0) steps.push({ do: 'undo' })
    return { patient: random.pick(patients), steps, at: 0, visit: undefined, signatures: [] }
  }

  async #step(client: NhicardClient, story: Story): Promise<void> {
    const step = story.steps[story.at]
    if (step === undefined) return
    const { clinic, random, reader } = this.#ground
    let refusal = ''
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await pause(PAUSE_MS)
      if (clinic.seat(reader, story.patient)) await pause(20)
      const isPulled = attempt === 0 && random.below(10) === 0
      const hand = isPulled ? setTimeout(() => clinic.pull(reader), random.below(120)) : undefined
      try {
        refusal = await this.#try(client, story, step)
      } catch (error) {
        if (!(error instanceof CallError)) throw error
        refusal = error.shape.name === 'VISIT_REFUSED' ? `VISIT_REFUSED ${String(codeOf(error))}` : error.shape.name
      } finally {
        clearTimeout(hand)
      }
      if (refusal === '') {
        this.done[step.do] += 1
        return
      }
      this.refusals.set(`${step.do}: ${refusal}`, (this.refusals.get(`${step.do}: ${refusal}`) ?? 0) + 1)
    }
    this.refusals.set(`given up: ${step.do}: ${refusal}`, 1)
  }

  /** @returns why it is to be tried again; empty: it is done */
  async #try(client: NhicardClient, story: Story, step: Step): Promise<string> {
    const { readerId: reader } = this.#ground
    const { visit } = story
    if (step.do === 'number') return this.#number(client, story, step.key)
    if (visit === undefined) return ''
    const { treatmentDateTime } = visit
    if (step.do === 'orders') {
      return this.#orders(client, story, {
        ...this.#ownerOf(visit), idempotencyKey: step.key, orders: ordersOf(step.codes, treatmentDateTime),
      })
    }
    if (step.do === 'undo') {
      visit.undo = 'begun'
      try {
        await this.#asked(client.call('visit.undo', { reader, treatmentDateTime }))
      } catch (error) {
        if (!(error instanceof CallError) || !UNDONE_BEFORE.includes(codeOf(error))) throw error
      }
      visit.undo = 'done'
      return ''
    }
    await this.#asked(client.call('visit.write', { ...this.#ownerOf(visit), ...visitContent }))
    return ''
  }

  #ownerOf({ patient, treatmentDateTime }: ToldVisit) {
    const { idCardNum: patientId, birthday } = this.#ground.clinic.card(patient).issued.person
    return { reader: this.#ground.readerId, patientId, birthday, treatmentDateTime }
  }

  async #number(client: NhicardClient, story: Story, key: string | undefined): Promise<string> {
    const { readerId: reader } = this.#ground
    const keep = ({ treatmentDateTime, sequenceNumber }: Pick<ToldVisit, 'treatmentDateTime' | 'sequenceNumber'>) => {
      story.visit = { patient: story.patient, treatmentDateTime, sequenceNumber, undo: 'no' }
      this.told.push(story.visit)
    }
    if (key !== undefined) {
      const taken = client.call('visit.takeNumber', { ...outpatient, afterCheck: '1', reader, idempotencyKey: key })
      await this.#asked(taken, ({ visit }) => keep(visit))
      return ''
    }
    const asked = client.call('cshis.hisGetSeqNumber256N1', { ...outpatient, treatAfterCheck: '1', reader })
    const { code, visit } = await this.#asked(asked, ({ visit: told }) => told !== undefined && keep(told))
    if (DUE.includes(code)) await this.#asked(client.call('card.updateContent', { reader }))
    return visit === undefined ? `code ${code}` : ''
  }

  async #orders(client: NhicardClient, story: Story, params: CallParams<'visit.writeOrders'>): Promise<string> {
    await client.call('hpc.verifyPin', { pin: '123456' })
    const { code, signatures } = await this.#asked(client.call('visit.writeOrders', params))
    signatures.forEach((signature, at) => {
      const before = (story.signatures[at] ??= signature)
      if (before !== signature) this.problems.push(`${story.patient}: order ${at + 1} has another signature than it had`)
    })
    return code === 0 ? '' : `code ${code}`
  }

  /** The call has left; when it is answered, the program has kept that before anything else happens. */
  async #asked<Result>(call: Promise<Result>, keep: (result: Result) => void = () => {}): Promise<Result> {
    const { kills } = this.#ground
    const answered = call.then((result) => {
      keep(result)
      kills.tell('answer')
      return result
    })
    answered.catch(() => {}) // looked at below
    await turn()
    kills.tell('call')
    return answered
  }
}

const codeOf = ({ shape }: CallError) => (shape.details as { readonly code?: unknown } | undefined)?.code

function ordersOf(codes: readonly string[], treatmentDateTime: string): Orders {
  return codes.map((treatmentItemCode) => ({
    treatmentDateTime, orderType: '1', treatmentItemCode, treatmentPosition: '', usage: 'BID', days: 7, totalQuantity: '00014.0',
    deliveryNotes: '01',
  }))
}
