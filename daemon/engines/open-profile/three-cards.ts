import { securityStatusOf } from '#protocols/auth/three-card-status'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { SecureMessagingError } from '#protocols/iso7816/secure-messaging-error'
import type { Caller } from '../../handlers/handler.ts'
import type { Basic } from '#protocols/nhi-card/basic'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import { FromCard } from '../../sessions/epoch.ts'
import type { Place } from '../../sessions/readers.ts'
import { noteCard, notePatient, noteProfessional } from './audit-notes.ts'
import type { Professional } from './card-identity.ts'
import type { CardCall, ThreeCardsOptions } from './card-call.ts'
import { cardStates } from './card-states.ts'
import { ClinicCards, type HealthStation } from './clinic-cards.ts'
import { HealthSession } from './health-session.ts'
import type { InstitutionSide } from './institution-side.ts'
import { operatePin, pinErrorOf, type PinRequest } from './pin-operation.ts'
import { ProfileCard } from './profile-card.ts'
import { professionalDataOf, publicBasicOf } from './public-data.ts'
import { isFree, whereGranted } from './optional-right.ts'
import { longestRest, Rests } from './rest.ts'
import { sessionOf, type Station } from './station.ts'
import { Steps } from './steps.ts'

export type { CardCall, ThreeCardsOptions } from './card-call.ts'

/** The three cards of a clinic, as the open profile has them, and the calls on them. */
export class ThreeCards {
  readonly clinic: ClinicCards
  readonly #options: ThreeCardsOptions
  readonly #rests: Rests<Station | ClinicCards>
  #told = ''

  constructor(options: ThreeCardsOptions) {
    this.#options = options
    this.#rests = new Rests(options.clock)
    this.clinic = new ClinicCards(options, () => this.#tell())
  }

  /**
   * Looks at cards that nobody has looked at yet.
   * @param reader of the health card that is meant
   * @throws NhicardError READER_UNKNOWN
   */
  async states(caller: Caller, reader?: string): Promise<CardStatesShape> {
    if (reader !== undefined) this.#options.readers.nameOf(reader)
    await this.clinic.look(caller)
    return cardStates(this.clinic, reader)
  }

  /** The reader of the only health card; undefined when there is none, or more than one. */
  async onlyHealthCard(caller: Caller): Promise<string | undefined> {
    await this.clinic.look(caller)
    const [first, second] = this.clinic.seen('hc')
    return second === undefined ? first?.place.reader : undefined
  }

  /**
   * Runs a call on a health card once everything it wants has been authenticated, with the cards held meanwhile.
   * @throws NhicardError what stands in the way, by name
   */
  async withHealthCard<Value>(
    { reader, wanted, optional, caller }: CardCall, call: (session: HealthSession) => Promise<Value>,
  ): Promise<FromCard<Value>> {
    const station = await this.#station(reader, caller)
    const { place } = station
    return this.#held(station, caller, async (steps) => {
      await steps.reach(station, wanted)
      if (optional !== undefined && isFree(station, optional, this.clinic.hpc !== undefined)) {
        await whereGranted(async () => steps.reach(station, optional))
      }
      noteProfessional(caller, this.clinic.hpc)
      caller.progress?.('readingCard')
      const status = securityStatusOf(station.snapshot)
      const session = new HealthSession(steps.cardAt(place), sessionOf(station), status, () => steps.institution(station))
      try {
        return await call(session)
      } finally {
        if (session.isOver) station.send({ type: 'hcSessionEnded' })
      }
    })
  }

  /** Work on each health card that lies in a reader and may be read now, one after the other; what stands in the way of one is its own. */
  async eachHealthCard(work: (session: HealthSession) => Promise<void>): Promise<void> {
    await this.clinic.look({})
    for (const { place: { reader } } of this.clinic.seen('hc')) {
      try {
        await this.withHealthCard({ reader, wanted: { read: 'samAndPin' }, caller: {} }, work)
      } catch (error) {
        if (!(error instanceof NhicardError)) throw error
      }
    }
  }

  /** Runs a call that wants the institution's side alone, once its module is authenticated. @throws NhicardError */
  async withInstitution<Value>(caller: Caller, call: (institution: InstitutionSide) => Promise<Value>): Promise<Value> {
    await this.clinic.look(caller)
    const { sam, base } = this.clinic
    if (sam === undefined) throw new NhicardError('SAM_ABSENT', {})
    this.clinic.oneSam()
    return this.#withSam(caller, async (steps) => {
      await steps.reach(base, { card: 'sam' })
      return call(steps.institution(base))
    })
  }

  /** The same with a professional card too, whose PIN is verified. @throws NhicardError */
  async withProfessional<Value>(caller: Caller, call: (institution: InstitutionSide) => Promise<Value>): Promise<FromCard<Value>> {
    await this.clinic.look(caller)
    const { base, hpc } = this.clinic
    if (hpc === undefined) throw new NhicardError('HPC_ABSENT', {})
    noteCard(caller, hpc)
    const others = this.clinic.others().filter((place) => place !== hpc.place)
    return this.#heldAt([hpc.place, ...others], base, caller, async (steps) => {
      await steps.reach(base, { card: 'hpc' })
      return call(steps.institution(base))
    })
  }

  /**
   * An operation with the PIN of a health card, in its session.
   * @throws NhicardError PIN_* and what stands in the way
   */
  async healthPin(
    reader: string | undefined, { operation, typed }: Omit<PinRequest, 'kind'>, caller: Caller,
  ): Promise<FromCard<Place>> {
    const station = await this.#station(reader, caller)
    const { place } = station
    return this.#held(station, caller, async (steps) => {
      await steps.reach(station, { read: 'samAndPin' }, typed?.verified ? undefined : 'verifyHcPin')
      const card = new ProfileCard(steps.cardAt(place), sessionOf(station).channel)
      caller.progress?.('waitingForPin')
      const request = { kind: 'hc', operation, typed } as const
      const output = await operatePin(request, card, this.#options)
      station.send({ type: 'hcPinFound', pin: output.pin })
      const error = pinErrorOf(request, place.reader, output)
      if (error !== undefined) throw error
      return place
    })
  }

  /** The same of a professional card. */
  async professionalPin(
    reader: string | undefined, { operation, typed }: Omit<PinRequest, 'kind'>, caller: Caller,
  ): Promise<FromCard<Place>> {
    await this.clinic.look(caller)
    const hpc = this.clinic.professionalFor(reader)
    noteCard(caller, hpc)
    const { base } = this.clinic
    const others = this.clinic.others().filter((place) => place !== hpc.place)
    return this.#heldAt([hpc.place, ...others], base, caller, async (steps) => {
      await steps.reach(base, { card: 'hpc' }, typed?.verified ? undefined : 'verifyHpcPin')
      if (hpc.session === undefined) throw new NhicardError('SESSION_LOST', { reader: hpc.place.reader, step: 'authentication' })
      const card = new ProfileCard(steps.cardAt(hpc.place), hpc.session.channel)
      caller.progress?.('waitingForPin')
      const request = { kind: 'hpc', operation, typed } as const
      const output = await operatePin(request, card, this.#options)
      hpc.triesLeft = output.triesLeft
      this.clinic.tellAll({ type: 'hpcPinFound', pin: output.pin })
      const error = pinErrorOf(request, hpc.place.reader, output)
      if (error !== undefined) throw error
      return hpc.place
    })
  }

  /** Whether there is any reader. */
  get hasReader(): boolean {
    return this.#options.readers.list().length > 0
  }

  /** The public basic data of a health card, of a real one too. @throws NhicardError */
  publicBasic(reader: string | undefined, caller: Caller): Promise<FromCard<Basic>> {
    return publicBasicOf(this.clinic, this.#options.readers, { reader, caller })
  }

  /** What the professional card says to anybody. @throws NhicardError */
  professional(reader: string | undefined, caller: Caller): Promise<FromCard<Professional & Place>> {
    return professionalDataOf(this.clinic, this.#options.readers, { reader, caller })
  }

  /**
   * Authenticates the security module when nobody has yet, as at the start of the day (nhi-facts §1.2). What stands in the
   * way is shown by `states`, and told to whoever calls next.
   */
  async prepare(): Promise<void> {
    try {
      await this.clinic.look({})
      const { sam, base } = this.clinic
      if (sam === undefined) return
      await this.#withSam({}, async (steps) => steps.reach(base, { card: 'sam' }))
    } catch (error) {
      if (!(error instanceof NhicardError)) throw error
    }
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#rests.close()
  }

  /** Authenticates the security module with the data centre, anew when it was before. @throws NhicardError */
  async verifySam(caller: Caller): Promise<void> {
    await this.clinic.look(caller)
    const { sam, base } = this.clinic
    if (sam === undefined) throw new NhicardError('SAM_ABSENT', {})
    this.clinic.oneSam()
    await this.#withSam(caller, async (steps) => {
      this.clinic.endSamSession()
      return steps.reach(base, { card: 'sam' })
    })
  }

  /**
   * The cards forget what they have authenticated, and so do we: a card's session is over when its keys are.
   * @returns the cards that were there
   */
  logout(which: 'hc' | 'hpc' | 'all'): ('hc' | 'hpc')[] {
    const { hpc } = this.clinic
    const stations = this.clinic.stations()
    const gone: ('hc' | 'hpc')[] = []
    if (which !== 'hpc' && stations.length > 0) {
      for (const station of stations) station.send({ type: 'hcSessionEnded' })
      gone.push('hc')
    }
    if (which !== 'hc' && hpc !== undefined) {
      hpc.session = undefined
      this.clinic.tellAll({ type: 'loggedOut' })
      gone.push('hpc')
    }
    this.#tell()
    return gone
  }

  async #station(reader: string | undefined, caller: Caller): Promise<HealthStation> {
    caller.progress?.('lookingAtCards')
    await this.clinic.look(caller)
    notePatient(caller, this.clinic.healthCard(reader))
    return this.clinic.stationFor(reader)
  }

  #held<Value>(station: HealthStation, caller: Caller, call: (steps: Steps) => Promise<Value>): Promise<FromCard<Value>> {
    return this.#heldAt([station.place, ...this.clinic.others()], station, caller, call)
  }

  /** With the security module alone, which as a card is held meanwhile. */
  async #withSam<Value>(caller: Caller, call: (steps: Steps) => Promise<Value>): Promise<Value> {
    const { sam, base } = this.clinic
    if (sam?.place !== undefined) {
      const held = await this.#heldAt([sam.place], base, caller, call)
      return held.open(held.epoch) as Value // nothing in it is of a patient's card
    }
    return this.#guarded(base, () => call(new Steps(this.clinic, () => undefined, caller, this.#options)))
  }

  #heldAt<Value>(
    places: readonly [Place, ...Place[]], station: Station, caller: Caller, call: (steps: Steps) => Promise<Value>,
  ): Promise<FromCard<Value>> {
    return this.#options.readers.withCards(places, caller, (cards) =>
      this.#guarded(station, () => call(new Steps(this.clinic, cards, caller, this.#options))))
  }

  /** Sessions rest from now on, until the next call with them. */
  #rest(station: Station): void {
    const { sam, hpc, base } = this.clinic
    if (station.session !== undefined) {
      this.#rests.start(station, longestRest.hc, () => {
        station.send({ type: 'hcTimedOut' })
        this.#tell()
      })
    }
    if (hpc?.session !== undefined) this.#rests.start(base, longestRest.hpc, () => this.clinic.tellAll({ type: 'hpcTimedOut' }))
    if (sam?.centre !== undefined) this.#rests.start(this.clinic, longestRest.sam, () => this.clinic.endSamSession('samTimedOut'))
  }

  #inUse(station: Station): void {
    for (const one of [station, this.clinic.base, this.clinic]) this.#rests.stop(one)
  }

  /** A session that broke is over, for us as for the card. */
  async #guarded<Value>(station: Station, call: () => Promise<Value>): Promise<Value> {
    this.#inUse(station)
    const { snapshot } = station
    let isUntold = true
    try {
      const value = await call()
      // what is everybody's is told where it changes
      isUntold = station.snapshot !== snapshot
      return value
    } catch (error) {
      const isVerdict = error instanceof NhicardError && /^(?:PIN|HPC|PROFESSION|VISIT|UPDATE)_/.test(error.name)
      // an answer that never came leaves the counters of the two sides apart
      if (!isVerdict || station.session?.channel.ended) station.send({ type: 'hcSessionEnded' })
      if (this.clinic.hpc?.session?.channel.ended) this.clinic.endHpcSession()
      if (!(error instanceof SecureMessagingError)) throw error
      throw new NhicardError('SESSION_LOST', { reader: station.place?.reader ?? '', step: error.reason }, { cause: error })
    } finally {
      this.#rest(station)
      if (isUntold) this.#tell()
    }
  }

  /** Once for each change that shows. */
  #tell(): void {
    const states = cardStates(this.clinic)
    const told = JSON.stringify(states)
    if (told === this.#told) return
    this.#told = told
    this.#options.changed(states)
  }
}
