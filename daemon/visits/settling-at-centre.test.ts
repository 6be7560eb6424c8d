import { describe, expect, test } from 'vitest'
import { rocDateTimeFromIso } from '#protocols/bytes/roc-date-time'
import type { RemoteParams } from '#protocols/cs6/remote/index'
import type { VisitRecord } from '#protocols/journal/visit-record'
import { writeEntries } from '#protocols/journal/write-entries'
import { hcFiles } from '#protocols/nhi-card/contents'
import type { Called } from './crash/crash-life.fixture.ts'
import type { LineFault } from './crash/centre-line.fixture.ts'
import { CrashWorld, HPC_READER, type Survivors } from './crash/crash-world.fixture.ts'
import { patients } from './crash/patient-card.fixture.ts'
import { MortalDesk } from './mortal-desk.fixture.ts'
import type { ProxiedWrite } from './proxied-writes.ts'
import { VisitLog, type LoggedVisit } from './visit-log.ts'

const READER = 'Simulated Reader 01'
const MINUTE = 65_000

const treatment = (then: string): RemoteParams<'Treatment/WriteCodeFee'> => ({
  afterCheck: '1', treatmentDateTime: then, mainCode: 'J069', subCode1: 'R05', subCode2: '', subCode3: '', subCode4: '', subCode5: '',
  outpatientFee: '500', costFee: '200', inpatientFee: '', inpatient30Fee: '', inpatient180Fee: '',
})
const order = (then: string, code: string) => ({
  treatmentDateTime: then, treatmentItem: '1', treatmentItemCode: code, treatmentPosition: '', usage: 'BID', days: '07',
  totalQuantity: '00014.0', deliveryNotes: '01',
})
const orders = (then: string, ...codes: readonly string[]): RemoteParams<'Prescription/Write'> => ({
  treatmentDateTime: then, prescriptions: codes.map((code) => order(then, code)),
})

/** A visit that was counted through our proxy, and what is written to it. */
class ProxiedVisit {
  static #life = 0
  readonly world: CrashWorld
  readonly then: string

  private constructor(world: CrashWorld, then: string) {
    this.world = world
    this.then = then
  }

  static async begin(world: CrashWorld, beginning: Survivors, withProfessional: boolean): Promise<ProxiedVisit> {
    await world.restore(beginning)
    await ProxiedVisit.#live(world, withProfessional)
    const called = await world.life.proxied('r1', () => {})
    const { visit: { treatmentDateTime } } = resultOf(called) as { readonly visit: { readonly treatmentDateTime: string } }
    return new ProxiedVisit(world, treatmentDateTime)
  }

  static async #live(world: CrashWorld, withProfessional: boolean): Promise<void> {
    const life = world.start(ProxiedVisit.#life += 1)
    if (withProfessional) {
      world.clinic.insert(HPC_READER, 'professional')
      await life.call('hpc.verifyPin', { pin: '123456' })
    }
    await world.insert(READER, 'first')
  }

  /** The next process, with the cards put in anew. */
  async dieAs(left: Survivors, withProfessional: boolean): Promise<void> {
    await this.world.restore(left)
    await ProxiedVisit.#live(this.world, withProfessional)
  }

  write(name: ProxiedWrite, codes: readonly string[] = ['A000000300', 'A000000301']): Promise<Called> {
    const then = rocDateTimeFromIso(this.then)
    if (name === 'Treatment/WriteCodeFee') return this.world.life.proxiedCall(name, treatment(then), 'r1')
    if (name === 'Prescription/Write') return this.world.life.proxiedCall(name, orders(then, ...codes), 'r1')
    return this.world.life.proxiedCall(name, { treatmentDateTime: then }, 'r1')
  }

  /** Once whoever looks after it has looked. @returns what the program is told */
  async writeWith(name: ProxiedWrite, fault: LineFault, codes?: readonly string[]): Promise<Called> {
    this.world.plan({ line: { at: 0, fault } })
    const called = await this.write(name, codes)
    await this.world.life.desk.settleAll()
    return called
  }

  async wait(ms = MINUTE): Promise<void> {
    await this.world.clock.advance(ms, () => this.world.life.desk.settleAll())
  }

  get record(): VisitRecord {
    return this.#logged.record!
  }

  lookedAfter(): void {
    this.#logged.add('visit.settled', { note: '已向健保署查明' })
  }

  get #logged(): LoggedVisit {
    const { clock, life } = this.world
    return new VisitLog({ journal: life.store.journal, clock, entropy: life.entropy }).of(patients.first.person.idCardNum, this.then)
  }

  stateOf(name: ProxiedWrite): string | undefined {
    const { treatments, orders: lists, undo } = this.record
    return { 'Treatment/WriteCodeFee': treatments.at(-1), 'Prescription/Write': lists.at(-1), 'SequelNumber/Rollback': undo }[name]?.state
  }

  /** Whether NHIA has carried it out. */
  isAtCentre(name: ProxiedWrite): boolean {
    const { store } = this.world.line
    const { idCardNum } = patients.first.person
    if (name === 'SequelNumber/Rollback') {
      return store.visits(idCardNum).some(({ treatmentDateTime, undone }) => treatmentDateTime === this.then && undone)
    }
    if (name === 'Prescription/Write') return this.ordersAtCentre > 0
    return this.#records('visits').some((visit) => visit?.treatmentDateTime === this.then && visit.outpatientFee === 500)
  }

  get ordersAtCentre(): number {
    return this.#records('orders').filter((one) => one?.treatmentDateTime === this.then).length
  }

  #records<Name extends 'visits' | 'orders'>(name: Name) {
    const { store } = this.world.line
    const [hcId = ''] = store.cardsOf(patients.first.person.idCardNum)
    const { record: { length }, count, decode } = hcFiles[name]
    const bytes = store.file(hcId, name)!
    return Array.from({ length: count }, (_, at) => (
      decode(bytes.subarray(at * length, (at + 1) * length)) as ReturnType<(typeof hcFiles)[Name]['decode']>
    ))
  }
}

function resultOf(called: Called): Readonly<Record<string, unknown>> {
  if ('result' in called) return called.result
  throw new Error(JSON.stringify(called))
}

const calls: readonly ProxiedWrite[] = ['Treatment/WriteCodeFee', 'Prescription/Write', 'SequelNumber/Rollback']
const faults: readonly LineFault[] = ['requestLost', 'replyLost', 'late', 'unreachable']
const world = await CrashWorld.open(patients)
const beginning = world.survivors()
const begun = (withProfessional = true) => ProxiedVisit.begin(world, beginning, withProfessional)

/** Nobody is told to write what NHIA has, nor that signatures are kept which nobody was ever told. */
function expectTruth(visit: ProxiedVisit, name: ProxiedWrite, about: string): void {
  const { pending, orders: lists } = visit.record
  const said = pending === null ? '' : pending.step.zh + pending.step.en
  expect(said, about).not.toMatch(/補寫|write the rest|signatures are kept|簽章都已保存/)
  const state = visit.stateOf(name)
  if (visit.isAtCentre(name)) expect(state, about).not.toBe('notThere')
  if (state === 'notThere') expect(said, about).toMatch(/^健保署(?:沒有|仍有)/)
  if (state === 'stopped' || state === 'underWay') {
    expect(pending?.waitsFor, about).toBe('person')
    expect(said, about).toMatch({
      'Treatment/WriteCodeFee': /Treatment\/NoNeedHPC/, 'Prescription/Write': /Prescription\/Query/,
      'SequelNumber/Rollback': /SequelNumber\/Rollback/,
    }[name])
  }
  for (const list of lists) for (const { stands } of list.orders) expect(stands, about).not.toBe(state === 'done' ? 'unknown' : 'onCard')
}

/** At rest, with card and professional card there: all is known, and fits. */
async function expectSettled(visit: ProxiedVisit, name: ProxiedWrite, about: string): Promise<void> {
  for (let minutes = 0; minutes < 3; minutes++) {
    expectTruth(visit, name, about)
    await visit.wait()
  }
  await visit.world.life.desk.settleAll()
  expectTruth(visit, name, about)
  expect(visit.stateOf(name), about).toBe(visit.isAtCentre(name) ? 'done' : 'notThere')
  expect(visit.record.pending === null, about).toBe(visit.isAtCentre(name))
}

describe.each(calls)('%s of a program of 6.0 through us', (name) => {
  test.each(faults)('whose message is %s is settled by what the centre has', async (fault) => {
    const visit = await begun()
    expect(await visit.writeWith(name, fault)).toMatchObject({ failed: '6.0', code: fault === 'unreachable' ? 1700 : 1702 })
    await expectSettled(visit, name, fault)
  })

  test('is looked for by the next process when this one dies, wherever that was', async () => {
    const visit = await begun()
    const left: { readonly survivors: Survivors, readonly about: string }[] = []
    visit.world.onPlace = ({ what, moment, message }) => {
      left.push({ survivors: visit.world.survivors(), about: `${what} ${moment}` })
      // and the request that was about to leave still gets there
      const late = message === undefined ? [] : [{ ...message, at: visit.world.clock.now() + 20_000 }]
      if (late.length > 0) left.push({ survivors: { ...visit.world.survivors(), late }, about: `${what} ${moment}, late` })
    }
    expect(await visit.write(name)).toHaveProperty('result')
    visit.world.onPlace = () => {}
    expect(left.map(({ about }) => about)).toEqual(expect.arrayContaining(['message before', 'message before, late', 'message after']))
    for (const { survivors, about } of left) {
      await visit.dieAs(survivors, true)
      if (visit.stateOf(name) === undefined) expect(visit.isAtCentre(name), about).toBe(false)
      else await expectSettled(visit, name, about)
    }
  })

  test('waits for a person while the patient is away, and the person ends that', async () => {
    const visit = await begun()
    visit.world.plan({ line: { at: 0, fault: 'replyLost' } })
    const calledIn = visit.write(name)
    visit.world.onPlace = ({ what, moment }) => {
      if (what === 'message' && moment === 'after') visit.world.remove('first')
    }
    await calledIn
    visit.world.onPlace = () => {}
    await visit.wait(60 * MINUTE)
    expect(visit.stateOf(name)).toBe('stopped')
    expectTruth(visit, name, 'away')
    visit.lookedAfter()
    expect(visit.record.pending).toBeNull()
    // and the card that comes back later changes nothing of that
    await visit.world.insert(READER, 'first')
    expect(visit.record.pending).toBeNull()
  })

  test('is settled once the centre is there again', async () => {
    const visit = await begun()
    visit.world.plan({ line: { at: 0, fault: 'replyLost' } })
    visit.world.onPlace = ({ what, moment }) => {
      if (what === 'message' && moment === 'after') visit.world.line.isUp = false
    }
    await visit.write(name)
    visit.world.onPlace = () => {}
    await visit.wait(5 * MINUTE)
    expect(visit.stateOf(name)).toBe('stopped')
    visit.world.line.isUp = true
    await visit.wait(60 * MINUTE)
    expect(visit.stateOf(name)).toBe('done')
    expect(visit.record.pending).toBeNull()
  })
})

describe('diagnoses of a program of 6.0 without fees', () => {
  test.each([true, false])('whose answer is lost are seen by a physician alone (there is one: %s)', async (withProfessional) => {
    const visit = await begun(withProfessional)
    visit.world.plan({ line: { at: 0, fault: 'replyLost' } })
    const then = rocDateTimeFromIso(visit.then)
    await visit.world.life.proxiedCall('Treatment/WriteCodeFee', { ...treatment(then), outpatientFee: '', costFee: '' }, 'r1')
    await visit.world.life.desk.settleAll()
    await visit.wait(3 * MINUTE)
    expect(visit.stateOf('Treatment/WriteCodeFee')).toBe(withProfessional ? 'done' : 'stopped')
    expect(visit.record.pending?.waitsFor).toBe(withProfessional ? undefined : 'person')
  })
})

describe('orders of a program of 6.0', () => {
  test('without a professional card are left to a person, however long that takes', async () => {
    const visit = await begun(false)
    await visit.writeWith('Prescription/Write', 'replyLost')
    await visit.wait(10 * MINUTE)
    expect(visit.stateOf('Prescription/Write')).toBe('stopped')
    expectTruth(visit, 'Prescription/Write', 'alone')
  })

  test('that were lost and written again stand once, and nothing waits', async () => {
    const visit = await begun()
    await visit.writeWith('Prescription/Write', 'requestLost')
    await visit.wait(3 * MINUTE)
    expect(visit.record.pending?.step.en).toMatch(/^NHIA does not have these 2 orders/)
    const { hexSignatureItems } = resultOf(await visit.write('Prescription/Write'))
    expect(visit.record.orders.at(-1)?.orders.map(({ signature }) => signature)).toEqual(hexSignatureItems)
    expect([visit.record.pending, visit.ordersAtCentre]).toEqual([null, 2])
  })

  test('that are found have no signature, for nobody tells it', async () => {
    const visit = await begun()
    await visit.writeWith('Prescription/Write', 'replyLost')
    expect(visit.record.orders).toMatchObject([{ state: 'done', written: 2, orders: [{ signature: null }, { signature: null }] }])
  })

  test('are told from those of a list that is known', async () => {
    const visit = await begun()
    await visit.write('Prescription/Write')
    await visit.writeWith('Prescription/Write', 'requestLost', ['A000000301'])
    await visit.wait()
    expect([visit.stateOf('Prescription/Write'), visit.ordersAtCentre]).toEqual(['notThere', 2])
  })
})

describe('a card that has the visit', () => {
  const [treatmentIntended] = writeEntries['treatment.intended'].examples, [ordersIntended] = writeEntries['orders.intended'].examples
  const [undoIntended] = writeEntries['undo.intended'].examples
  const door = 'remoteProxy'
  const intentions: Readonly<Record<ProxiedWrite, (visit: LoggedVisit) => void>> = {
    'Treatment/WriteCodeFee': (visit) => visit.add('treatment.intended', { ...treatmentIntended!, door }),
    'Prescription/Write': (visit) => visit.add('orders.intended', { ...ordersIntended!, door, signatures: [] }),
    'SequelNumber/Rollback': (visit) => visit.add('undo.intended', { ...undoIntended!, door }),
  }

  test.each(calls)('says nothing of %s', async (name) => {
    const mortal = new MortalDesk()
    await mortal.call('hpc.verifyPin', { pin: '123456' })
    await mortal.call('card.readPrescriptions')
    const log = new VisitLog({ journal: mortal, clock: mortal.desk.clock, entropy: { bytes: (length) => new Uint8Array(length) } })
    const visit = log.of('Z199999016', undoIntended!.treatmentDateTime)
    intentions[name](visit)
    const before = mortal.entries.length
    await mortal.settle()
    expect(mortal.entries.length).toBe(before)
    expect(visit.record?.pending?.waitsFor).toBe('person')
  })
})
