import type { Journal, NewEntry, VisitFilter } from '#protocols/port/journal'
import { VirtualClock } from '#simulator/virtual-clock'
import { HC, repaired } from '../engines/open-profile/card-faults.fixture.ts'
import { ThreeCardDesk, type Called } from '../engines/open-profile/three-card-desk.fixture.ts'
import { PlainJournal } from './plain-journal.fixture.ts'
import { VisitLog } from './visit-log.ts'
import type { VisitRecord } from '#protocols/journal/visit-record'

class Died extends Error {}

/**
 * A desk whose process can die before or after anything is kept, or at a command to a card, and begin anew: what was kept and
 * what stands on the cards is all that is left.
 */
export class MortalDesk implements Journal {
  readonly desk: ThreeCardDesk
  /** Moments before and after what was kept, so far. */
  moments = 0
  #journal: PlainJournal
  #isDead = false
  #diesAt = Infinity

  constructor() {
    this.#journal = new PlainJournal(new VirtualClock('2026-01-15T09:00:00+08:00'))
    this.#journal.onCommit = () => this.#moment()
    this.desk = new ThreeCardDesk({ world: 'three-cards', journal: this })
  }

  get entries(): PlainJournal['entries'] {
    return this.#journal.entries
  }

  /** The process dies at so many moments from now on. */
  dieAtMoment(at: number): void {
    this.#diesAt = this.moments + at
  }

  /** The same at so many commands to cards from now on. @param isDone whether the card still hears the last one */
  dieAtCommand(at: number, isDone: boolean): void {
    this.desk.failAt(at, (answer) => {
      if (isDone) answer()
      this.#isDead = true
      return undefined
    })
  }

  /** What a dead process was about to say nobody hears. */
  async call(method: Parameters<ThreeCardDesk['call']>[0], params: object = {}): Promise<Called | 'died'> {
    try {
      const called = await this.desk.call(method, params)
      return this.#isDead ? 'died' : called
    } catch (error) {
      if (this.#isDead) return 'died'
      throw error
    }
  }

  /** Another process on the same journal, with the cards inserted anew. */
  async restart(afterPowerCut: boolean): Promise<void> {
    this.#journal = this.#journal.reopened({ afterPowerCut })
    this.#journal.onCommit = () => this.#moment()
    this.#diesAt = Infinity
    this.#isDead = false
    this.desk.clinic.remove(HC)
    repaired(this.desk.clinic, { [HC]: 'hc.wang' })
    await this.desk.call('auth.logout', { card: 'all' })
    await this.desk.call('hpc.verifyPin', { pin: '123456' })
  }

  /** What the desk finds out by the card. */
  async settle(): Promise<void> {
    const call = { reader: undefined, wanted: { read: 'hpc' }, caller: {} } as const
    await this.desk.cards.withHealthCard(call, (session) => this.desk.visits.settle(session))
  }

  record(patientId: string, treatmentDateTime: string): VisitRecord | undefined {
    const log = new VisitLog({ journal: this, clock: this.desk.clock, entropy: { bytes: (length) => new Uint8Array(length) } })
    return log.of(patientId, treatmentDateTime).record
  }

  add(...entries: readonly NewEntry[]): void {
    this.#alive().add(...entries)
  }

  note(...entries: readonly NewEntry[]): void {
    this.#alive().note(...entries)
  }

  entriesOf(visitId: string): ReturnType<Journal['entriesOf']> {
    return this.#alive().entriesOf(visitId)
  }

  visits(filter: VisitFilter): readonly string[] {
    return this.#alive().visits(filter)
  }

  visitWithKey(idempotencyKey: string): string | undefined {
    return this.#alive().visitWithKey(idempotencyKey)
  }

  #alive(): PlainJournal {
    if (this.#isDead) throw new Died()
    return this.#journal
  }

  #moment(): void {
    if (this.moments++ === this.#diesAt) this.#isDead = true
    this.#alive()
  }
}
