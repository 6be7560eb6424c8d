import type { Wanted } from '#protocols/auth/needs'
import { Icd10Table } from '#protocols/codes/icd10-table'
import type { CshisInputs, CshisName, CshisOutputs } from '#protocols/cshis/index'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Clock } from '#protocols/port/clock'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { Professional } from '../engines/open-profile/card-identity.ts'
import type { HealthSession } from '../engines/open-profile/health-session.ts'
import type { ThreeCards } from '../engines/open-profile/three-cards.ts'
import type { Caller } from '../handlers/handler.ts'
import type { FromCard } from '../sessions/epoch.ts'
import type { VisitDesk } from '../visits/visit-desk.ts'
import type { Journaling } from '../visits/visit-log.ts'
import { CshisRefusal } from './refusal.ts'

/** The card that is inserted is no professional card (nhi-facts §3.1). */
const NO_PROFESSIONAL = 4034, NO_PROFESSIONAL_ID = 5056, EXPIRED = 9140

/** What a function returns: a code, and what stands in the buffers when there is anything in them. */
export interface Answer<Output> {
  /** 0, a notice beside an answer (5010, nhi-facts §3.1), or a state that is the answer itself. Default 0. */
  readonly code?: number
  readonly output?: Output
  /** By buffer of text: its bytes as they stand on the card, where they differ from what the text would be written with. */
  readonly bytes?: Readonly<Record<string, Uint8Array>>
  /** Of a call that writes several records and stopped: how many stand on the card, as it said itself; the first ones. */
  readonly written?: number
}

export interface CallOptions {
  readonly caller: Caller
  /** Of the health card; undefined for the only one. */
  readonly reader: string | undefined
  /** Whether diagnoses are wanted, or given, as ICD-10 codes in brackets. */
  readonly icd10: boolean
}

/** What one call of a function has to work with. */
export class CshisCall {
  readonly cards: ThreeCards
  readonly clock: Clock
  readonly desk: VisitDesk
  readonly caller: Caller
  readonly reader: string | undefined
  readonly icd10: boolean

  readonly #codes: () => Icd10Table

  constructor(
    { cards, clock, desk }: { readonly cards: ThreeCards, readonly clock: Clock, readonly desk: VisitDesk },
    { caller, reader, icd10 }: CallOptions, codes: () => Icd10Table = () => Icd10Table.none,
  ) {
    this.cards = cards
    this.clock = clock
    this.desk = desk
    this.caller = caller
    this.reader = reader
    this.icd10 = icd10
    this.#codes = codes
  }

  /** Where the steps of a visit are kept; undefined without a store. @throws NhicardError STORE_UNAVAILABLE */
  journaling(): Promise<Journaling | undefined> {
    return this.desk.journaling('cshis')
  }

  /** The table of ICD-10 codes. @throws NhicardError ICD_TABLE_DAMAGED */
  get codes(): Icd10Table {
    return this.#codes()
  }

  /**
   * How a diagnosis that stands on the card is shown to this caller: as it stands, or as the ICD-10 code it stands for.
   * What is in no table stays as it stands, as an ICD-9 code does.
   * @throws NhicardError ICD_TABLE_DAMAGED
   */
  shown(): (stored: string) => string {
    if (!this.icd10) return (stored) => stored
    const { codes } = this
    return (stored) => codes.decode(stored) ?? stored
  }

  /**
   * Work on the health card, once everything it wants has been authenticated.
   * @param optional wanted besides where nobody need do anything for it
   * @throws NhicardError
   */
  health<Output>(
    wanted: Wanted, work: (session: HealthSession) => Promise<Answer<Output>>, optional?: Wanted,
  ): Promise<FromCard<Answer<Output>>> {
    const { reader, caller } = this
    return this.#named(this.cards.withHealthCard({ reader, wanted, caller, optional }, work))
  }

  /** What a professional card says to anybody. @throws NhicardError, CshisRefusal */
  professional<Output>(work: (professional: Professional) => Answer<Output>): Promise<FromCard<Answer<Output>>> {
    return this.#named(this.cards.professional(undefined, this.caller).then((from) => from.map(work)))
  }

  /**
   * An operation with the PIN of the professional card, at its reader's pad. Nobody enters a PIN for a card that does not say
   * whose it is (5056), or is past its validity (9140): that these come first is assumed, the manual lists the codes alone.
   * @throws NhicardError, CshisRefusal
   */
  async professionalPin(operation: 'verify' | 'change' | 'unlock'): Promise<FromCard<Answer<never>>> {
    const said = await this.#named(this.cards.professional(undefined, this.caller)).catch((error: unknown) => {
      throw error instanceof NhicardError && error.name === 'CARD_UNRECOGNISED' ? new CshisRefusal(NO_PROFESSIONAL_ID) : error
    })
    const validTo = said.open(said.epoch)?.info.validTo
    if (validTo != null && validTo < clinicTime(this.clock.now()).slice(0, validTo.length)) throw new CshisRefusal(EXPIRED)
    const done = this.cards.professionalPin(undefined, { operation, typed: undefined }, this.caller)
    return this.#named(done.then((from) => from.map(() => ({}))))
  }

  /** A card that nobody recognises, while a professional card is wanted, is taken for one in its place (4034). */
  #named<Value>(work: Promise<Value>): Promise<Value> {
    return work.catch((error: unknown) => {
      const isMissing = error instanceof NhicardError && error.name === 'HPC_ABSENT'
      if (isMissing && this.cards.clinic.seen('other').length > 0) throw new CshisRefusal(NO_PROFESSIONAL)
      throw error
    })
  }
}

export type Implementation<Name extends CshisName> = (
  call: CshisCall, input: CshisInputs<Name>,
) => Promise<Answer<CshisOutputs<Name>> | FromCard<Answer<CshisOutputs<Name>>>>

/** @throws NhicardError and CshisRefusal */
export type Implementations<Name extends CshisName = CshisName> = { readonly [One in Name]: Implementation<One> }
