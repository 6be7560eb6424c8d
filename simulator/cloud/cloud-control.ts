import { hex } from '#protocols/bytes/hex'
import { hcFileList, type HcFileName, type RecordIn } from '#protocols/nhi-card/contents'
import type { InsuranceStanding } from '#protocols/visit/insurance'
import type { SamStanding, StandInIdc } from './idc.ts'
import type { CloudFaultPlan, PlannedFault } from './cloud-fault.ts'
import type { CentreStore } from './centre-store.ts'
import type { CheckList, CountedVisit, Insurance, ModuleStanding } from './centre-rows.ts'
import type { RemoteDesk } from './remote-desk.ts'
import type { Site } from './site.ts'

/** What a module that is not valid is to the authentication of cards, which knows fewer kinds. */
const samStandings: Readonly<Record<ModuleStanding, SamStanding>> = {
  valid: 'valid', contractExpired: 'expired', suspended: 'suspended', cancelled: 'suspended', keyAbsent: 'valid',
}

export interface ControlledParts {
  readonly store: CentreStore
  readonly desk: RemoteDesk
  readonly idc: StandInIdc
  readonly faults: CloudFaultPlan
  /** Asked when it is wanted: sites are made with this control. */
  readonly sites: () => readonly Site[]
}

/** What a test, a scenario or a person changes in the simulated cloud. None of it is NHIA's. */
export class CloudControl {
  readonly #parts: ControlledParts

  constructor(parts: ControlledParts) {
    this.#parts = parts
  }

  plan(fault: PlannedFault): void {
    this.#parts.faults.add(fault)
  }

  clearFaults(): void {
    this.#parts.faults.clear()
  }

  get faultsWaiting(): number {
    return this.#parts.faults.waiting
  }

  /** Calls so far, of both sites. */
  get calls(): number {
    return this.#parts.faults.calls
  }

  /** Calls that somebody waits for in vain. */
  get unanswered(): number {
    return this.#parts.faults.unanswered
  }

  sites(): readonly { readonly origin: string, readonly runs: boolean }[] {
    return this.#parts.sites().map(({ origin, runs }) => ({ origin, runs }))
  }

  /** Connections are refused from now on. @param site 1 or 2. @throws RangeError */
  stopSite(site: number): Promise<void> {
    return this.#site(site).stop()
  }

  /** @param site 1 or 2. @throws RangeError */
  startSite(site: number): Promise<void> {
    return this.#site(site).start()
  }

  insure(idCardNum: string, standing: InsuranceStanding): void {
    this.#change(idCardNum, { standing })
  }

  putOnCheckList(idCardNum: string, checkList: CheckList): void {
    this.#change(idCardNum, { checkList })
  }

  /** The insurance has another status of the person, which the card does not have yet. */
  changeIdentity(idCardNum: string, insured: RecordIn<'insured'>): void {
    this.#change(idCardNum, { content: { ...this.#parts.store.insurance(idCardNum).content, insured } })
  }

  /** Whether the insurance's own system answers the centre. */
  set insuranceAnswers(answers: boolean) {
    this.#parts.desk.insuranceAnswers = answers
  }

  judge(samId: string, standing: ModuleStanding): void {
    this.#parts.store.judge(samId, standing)
    this.#parts.idc.judge(samId, samStandings[standing])
  }

  revokeProfessional(hpcId: string): void {
    this.#parts.store.revokeProfessional(hpcId)
  }

  /** In the order in which they were counted. */
  visits(idCardNum?: string): readonly CountedVisit[] {
    return this.#parts.store.visits(idCardNum)
  }

  /** What stands on the cards of somebody, by card and file, in hex from record 1 on. */
  cardFiles(idCardNum: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
    const { store } = this.#parts
    const files = (hcId: string) => hcFileList.map(({ name }) => (
      [name, hex(store.file(hcId, name as HcFileName) ?? new Uint8Array())] as const
    ))
    return Object.fromEntries(store.cardsOf(idCardNum).map((hcId) => [hcId, Object.fromEntries(files(hcId))]))
  }

  #change(idCardNum: string, change: Partial<Insurance>): void {
    const { store, idc } = this.#parts
    const insurance = { ...store.insurance(idCardNum), ...change }
    store.insure(idCardNum, insurance)
    idc.insure(idCardNum, { standing: insurance.standing, ...insurance.content })
  }

  #site(site: number): Site {
    const found = this.#parts.sites()[site - 1]
    if (found === undefined) throw new RangeError(`no site ${site}`)
    return found
  }
}
