import { securityStatusOf } from '#protocols/auth/three-card-status'
import { needs, type Wanted } from '#protocols/auth/needs'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { SecureMessagingError } from '#protocols/iso7816/secure-messaging-error'
import type { Caller } from '../../handlers/handler.ts'
import type { FromCard } from '../../sessions/epoch.ts'
import type { Readers } from '../../sessions/readers.ts'
import { ClinicCards } from './clinic-cards.ts'
import { HealthSession } from './health-session.ts'
import type { Station } from './station.ts'
import { Steps, type StepOptions } from './steps.ts'

export interface ThreeCardsOptions extends StepOptions {
  readonly readers: Readers
}

/** What a call wants of the cards. */
export interface CardCall {
  /** Of the health card; undefined for the only one. */
  readonly reader: string | undefined
  readonly wanted: Wanted
  /** Wanted besides, where it can be had without anybody doing anything. */
  readonly optional?: Wanted
  readonly caller: Caller
}

/** The three cards of a clinic, as the open profile has them, and the calls on them. */
export class ThreeCards {
  readonly clinic: ClinicCards
  readonly #options: ThreeCardsOptions

  constructor(options: ThreeCardsOptions) {
    this.#options = options
    this.clinic = new ClinicCards(options)
  }

  /**
   * Runs a call on a health card once everything it wants has been authenticated, with the cards held meanwhile.
   * @throws NhicardError what stands in the way, by name
   */
  async withHealthCard<Value>(
    { reader, wanted, optional, caller }: CardCall, call: (session: HealthSession) => Promise<Value>,
  ): Promise<FromCard<Value>> {
    await this.clinic.look(caller)
    const station = this.clinic.stationFor(reader)
    const { place } = station
    return this.#options.readers.withCards([place, ...this.clinic.others()], caller, async (cards) => {
      const steps = new Steps(this.clinic, cards, caller, this.#options)
      return this.#guarded(station, async () => {
        await steps.reach(station, wanted)
        if (optional !== undefined && this.#isFree(station, optional)) await steps.reach(station, optional)
        caller.progress?.('readingCard')
        const { session } = station
        if (session === undefined) throw new NhicardError('SESSION_LOST', { reader: place.reader, step: 'authentication' })
        return call(new HealthSession(steps.cardAt(place), session, securityStatusOf(station.snapshot)))
      })
    })
  }

  /** Whether nothing but exchanges among the cards is missing. */
  #isFree(station: Station, wanted: Wanted): boolean {
    const { value: { hpc } } = station.snapshot
    if (this.clinic.hpc === undefined || typeof hpc === 'string' || hpc.present.pin !== 'verified') return false
    return needs(station.snapshot, wanted).every((step) => step === 'proveHpc')
  }

  /** A session that broke is over, for us as for the card. */
  async #guarded<Value>(station: Station, call: () => Promise<Value>): Promise<Value> {
    try {
      return await call()
    } catch (error) {
      // an answer that never came leaves the counters of the two sides apart
      station.send({ type: 'hcSessionEnded' })
      if (this.clinic.hpc?.session?.channel.ended) this.clinic.endHpcSession()
      if (!(error instanceof SecureMessagingError)) throw error
      const reader = station.place?.reader ?? ''
      throw new NhicardError('SESSION_LOST', { reader, step: error.reason }, { cause: error })
    }
  }
}
