import { rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import type { LocalName } from '#protocols/cs6/local/index'
import { remoteCallNamed, type RemoteName } from '#protocols/cs6/remote/index'
import { remotePath } from '#protocols/cs6/remote-call'
import { serviceTypes } from '#protocols/cs6/service-type'
import type { SiteStatus } from '#protocols/port/remote-centre'
import { cardShelf } from '#simulator/card-shelf'
import type { Cloud } from '#simulator/cloud/cloud'
import { openDoor, type OpenDoor } from '../doors/cs6/door.fixture.ts'

/** Who comes, and who is there. */
export interface Patient {
  /** Of the shelf. */
  readonly card: string
  /** A physician whose card lies in the other reader. */
  readonly physician: boolean
}

export const patients: Readonly<Record<string, Patient>> = {
  'a patient with visits left': { card: 'hc.wang', physician: false },
  'a patient with none left': { card: 'hc.used-up', physician: false },
  'a patient before a physician': { card: 'hc.wang', physician: true },
}

export const HC = 'Simulated Reader 01'
export const HPC_PIN = '123456'

/** What the visit is, whichever way it is told. */
export const diagnoses = { mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '' } as const
export const fees = { outpatientFee: 500, costFee: 150, inpatientFee: null, inpatient30Fee: null, inpatient180Fee: null } as const
export const orders = [
  {
    orderType: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID', days: 7, totalQuantity: '00014.0',
    deliveryNotes: '01',
  },
  {
    orderType: '3', treatmentItemCode: '33070B', treatmentPosition: '', usage: '', days: null, totalQuantity: '00001.0',
    deliveryNotes: '03',
  },
] as const

export interface Reply {
  readonly statusCode: number
  readonly [field: string]: unknown
}

/** A whole daemon, NHIA's two sites on loopback, and one clock for all of them. */
export class StoryClinic {
  readonly patient: Patient
  readonly id: string
  readonly birthday: string
  readonly door: OpenDoor

  private constructor(patient: Patient, door: OpenDoor) {
    const person = cardShelf(1).find(({ card }) => card === patient.card)?.make().issued?.person
    if (person === undefined) throw new Error(`no health card ${patient.card}`)
    this.patient = patient
    this.id = person.idCardNum
    this.birthday = person.birthday
    this.door = door
  }

  static async open(patient: Patient): Promise<StoryClinic> {
    const door = await openDoor({ world: patient.physician ? 'three-cards' : 'one-clinic', withCloud: true })
    const { clinic } = door.running
    if (patient.card !== 'hc.wang') {
      clinic.remove(HC)
      clinic.insert(HC, patient.card)
    }
    const story = new StoryClinic(patient, door)
    await story.rpc('card.status') // the sites are there with the first call that is about cards
    return story
  }

  get cloud(): Cloud {
    const { cloud } = this.door.running
    if (cloud === undefined) throw new Error('nobody asked for the sites yet')
    return cloud
  }

  get sites(): readonly SiteStatus[] {
    return this.door.running.daemon.sites()
  }

  /** Where a program of 6.0 finds the remote API: the daemon in place of NHIA. */
  get proxy(): string {
    return `${this.door.running.url}/nhia`
  }

  /** @returns the result, or what went wrong */
  async rpc(method: string, params: object = {}): Promise<Record<string, unknown> & { readonly failed?: string }> {
    const answer = await this.door.running.rpc(method, params)
    if ('result' in answer) return answer.result as Record<string, unknown>
    const { error: { data } } = answer as { error: { data?: { name?: string } } }
    return { failed: data?.name ?? 'an error without a name', ...data }
  }

  /** All that the centre keeps of the person's card, and the visits it counted. */
  atCentre() {
    const { control } = this.cloud
    return { visits: control.visits(this.id), cards: control.cardFiles(this.id) }
  }

  /** All that the card says of itself. */
  async onCard() {
    const forPhysicians = this.patient.physician ? ['card.readPrescriptions'] : []
    const methods = ['card.readRegister', 'card.readTreatments', 'card.readCumulative', ...forPhysicians]
    const read: Record<string, unknown> = {}
    for (const method of methods) read[method] = await this.rpc(method)
    return read
  }

  close(): Promise<void> {
    return this.door.close()
  }
}

/** What a program of 6.0 knows when a step begins: the last good reply of each call. */
export type Known = Readonly<Partial<Record<RemoteName, Reply>>>

/** One thing a program of 6.0 does. */
export type Step = { readonly onlyWhen?: (known: Known, patient: Patient) => boolean } & (
  | { readonly local: LocalName, readonly body?: object, readonly reply?: object }
  /** Signed by the cards for this call alone: the centre takes a signature once (3245). */
  | { readonly remote: RemoteName, readonly params?: (known: Known) => object, readonly reply?: object }
)

const noneLeft = (known: Known) => known['BasicData/Register2']?.['treatmentCounter'] === '00'
/** ROC, of the visit that was counted. */
export const timeOf = (known: Known): string => String(known['SequelNumber/Next']?.['treatmentDateTime'])
const text = (amount: number | null) => amount === null ? '' : String(amount)
const wantedFees = Object.fromEntries(Object.entries(fees).map(([name, amount]) => [name, text(amount)]))
const treatment = (known: Known) => ({ afterCheck: '1', treatmentDateTime: timeOf(known), ...diagnoses, ...wantedFees })

/** A visit as a program of control software 6.0 does it, from its start (nhi-facts §2.4, §2.5). */
export const visitOf6: readonly Step[] = [
  { local: 'GET /api/common/v1/Status', reply: { status: { initialized: false } } },
  { local: 'POST /api/common/v1/Initial' },
  { local: 'POST /api/sam/v1/Verification' },
  { local: 'POST /api/hpc/v1/Verification/Hpc', body: { pin: HPC_PIN }, onlyWhen: (_, { physician }) => physician },
  { local: 'DELETE /api/hc/v1/Logout' },
  { remote: 'BasicData/Query' },
  { remote: 'BasicData/Register2' },
  { remote: 'HcContent/Update', onlyWhen: noneLeft },
  { remote: 'BasicData/Register2', onlyWhen: noneLeft, reply: { treatmentCounter: '06' } },
  { remote: 'SequelNumber/Next', params: () => ({ treatmentItem: '01', babyTreatment: '', afterCheck: '1' }) },
  { remote: 'Treatment/WriteCodeFee', params: treatment },
  { remote: 'Treatment/WriteCodeFee', params: treatment, reply: { statusCode: 3209 } },
  {
    remote: 'Prescription/Write',
    params: (known) => ({
      treatmentDateTime: timeOf(known),
      prescriptions: orders.map(({ orderType, days, ...order }) => ({
        ...order, treatmentDateTime: timeOf(known), treatmentItem: orderType, days: days === null ? '' : String(days).padStart(2, '0'),
      })),
    }),
  },
]

/** A program of control software 6.0. */
export class Program6 {
  readonly #story: StoryClinic
  readonly #remoteAddress: string
  #known: Known = {}

  /** @param remoteAddress of NHIA, or of the daemon's proxy */
  constructor(story: StoryClinic, remoteAddress: string) {
    this.#story = story
    this.#remoteAddress = remoteAddress
  }

  get known(): Known {
    return this.#known
  }

  isDone(step: Step): boolean {
    return step.onlyWhen?.(this.#known, this.#story.patient) ?? true
  }

  /** @returns undefined where the step is not for this patient */
  async take(step: Step): Promise<Reply | undefined> {
    if (!this.isDone(step)) return undefined
    return 'local' in step ? this.local(step.local, step.body) : this.remote(step.remote, step.params?.(this.#known))
  }

  async local(name: LocalName, body: object = {}): Promise<Reply> {
    const [verb = '', path = ''] = name.split(' ')
    return (await this.#story.door.ask(verb, path, verb === 'GET' ? undefined : body)).json as Reply
  }

  /** A signature by those cards that the call may name and that are there, and the call. */
  async remote(name: RemoteName, params: object = {}): Promise<Reply> {
    const { service, cards } = remoteCallNamed(name)
    const all = this.#story.patient.physician && cards.includes('hpcHc')
    const { statusCode, ...bundle } = await this.local(
      all ? 'POST /api/hc/v1/Signature/HpcHc' : 'POST /api/hc/v1/Signature/Hc', { serviceType: serviceTypes[service].code },
    )
    if (statusCode !== 0) return { statusCode, unsigned: true }
    const answer = await this.post(remotePath(name), { ...bundle, ...params })
    const reply = { ...answer, statusCode: Number(answer['statusCode']) }
    if (reply.statusCode === 0) this.#known = { ...this.#known, [name]: reply }
    return reply
  }

  async post(path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.#remoteAddress}${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    })
    return await answer.json() as Record<string, unknown>
  }
}

/** A call of the native API or of csHIS, and what it needs to know of those before. */
interface Call {
  readonly method: string
  readonly params?: (story: StoryClinic, known: KnownCalls) => object
  readonly onlyWhen?: (known: KnownCalls, patient: Patient) => boolean
}
export type KnownCalls = Readonly<Record<string, Record<string, unknown>>>

const visitIn = (known: KnownCalls, method: string) => (
  String((known[method]?.['visit'] as { readonly treatmentDateTime?: unknown } | undefined)?.treatmentDateTime)
)
const ofOwner = ({ id, birthday }: StoryClinic, treatmentDateTime: string) => ({ patientId: id, birthday, treatmentDateTime })
const ordersOf = (treatmentDateTime: string) => orders.map((order) => ({ ...order, treatmentDateTime }))
const item = { treatmentItem: '01', babyTreatment: '' } as const
const verifyPin: Call = { method: 'hpc.verifyPin', params: () => ({ pin: HPC_PIN }), onlyWhen: (_, { physician }) => physician }
const leftIn = (known: KnownCalls, method: string, field: string) => (
  (known[method]?.[field] as { readonly treatmentCounter?: unknown } | undefined)?.treatmentCounter
)

/** The same visit by the native API. */
export const nativeVisit: readonly Call[] = [
  { method: 'sam.verify' },
  verifyPin,
  { method: 'card.readRegister' },
  { method: 'card.updateContent', onlyWhen: (known) => leftIn(known, 'card.readRegister', 'register') === 0 },
  { method: 'visit.takeNumber', params: () => ({ ...item, afterCheck: '1' }) },
  {
    method: 'visit.write',
    params: (story, known) => ({ ...ofOwner(story, visitIn(known, 'visit.takeNumber')), afterCheck: '1', diagnoses, fees }),
  },
  {
    method: 'visit.writeOrders',
    params: (story, known) => {
      const then = visitIn(known, 'visit.takeNumber')
      return { ...ofOwner(story, then), orders: ordersOf(then) }
    },
  },
]

/** And by the functions of csHIS. */
export const csHisVisit: readonly Call[] = [
  { method: 'cshis.csVerifySAMDC' },
  verifyPin,
  { method: 'cshis.hisGetRegisterBasic2' },
  { method: 'cshis.csUpdateHCContents', onlyWhen: (known) => leftIn(known, 'cshis.hisGetRegisterBasic2', 'validity') === 0 },
  { method: 'cshis.hisGetSeqNumber256N1', params: () => ({ ...item, treatAfterCheck: '1' }) },
  {
    method: 'cshis.hisWriteTreatmentData',
    params: (story, known) => ({
      ...ofOwner(story, visitIn(known, 'cshis.hisGetSeqNumber256N1')), data: { icd10: true, afterCheck: '1', ...diagnoses, ...fees },
    }),
  },
  {
    method: 'cshis.hisWriteMultiPrescriptSign',
    params: (story, known) => {
      const then = visitIn(known, 'cshis.hisGetSeqNumber256N1')
      return { ...ofOwner(story, then), data: ordersOf(then) }
    },
  },
]

/** A HIS that makes calls of the daemon alone. */
export class HisProgram {
  readonly #story: StoryClinic
  #known: KnownCalls = {}

  constructor(story: StoryClinic) {
    this.#story = story
  }

  get known(): KnownCalls {
    return this.#known
  }

  /** @returns undefined where the call is not for this patient */
  async make({ method, params, onlyWhen }: Call): Promise<(Record<string, unknown> & { readonly failed?: string }) | undefined> {
    if (onlyWhen?.(this.#known, this.#story.patient) === false) return undefined
    const result = await this.#story.rpc(method, params?.(this.#story, this.#known))
    if (result.failed === undefined) this.#known = { ...this.#known, [method]: result }
    return result
  }
}

/** `YYYY-MM-DDTHH:mm:ss` as 6.0 has it. */
export const rocTime = rocDateTimeFromIso
