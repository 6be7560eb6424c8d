import { securityStatusOf } from '#protocols/auth/three-card-status'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { SecureMessagingError } from '#protocols/iso7816/secure-messaging-error'
import type { Caller } from '../../handlers/handler.ts'
import type { Basic } from '#protocols/nhi-card/basic'
import type { CardStatesShape } from '#protocols/native-api/three-cards'
import { FromCard } from '../../sessions/epoch.ts'
import { CardsInHand } from '../../sessions/cards-in-hand.ts'
import type { PresentCard } from '../../sessions/present-card.ts'
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
import { SessionRests } from './session-rests.ts'
import { sessionOf, type Station } from './station.ts'
import { Steps } from './steps.ts'

export type { CardCall, ThreeCardsOptions } from './card-call.ts'

/** The three cards of a clinic, as the open profile has them, and the calls on them. */
export class ThreeCards {
  readonly clinic: ClinicCards
  readonly #options: ThreeCardsOptions
  readonly #rests: SessionRests
  #told = ''

  constructor(options: ThreeCardsOptions) {
    this.#options = options
    this.clinic = new ClinicCards(options, () => this.#tell())
    this.#rests = new SessionRests(this.clinic, options.clock, () => this.#tell())
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
    await this.clinic.look(caller, () => true)
    const [first, second] = this.clinic.seen('hc')
    return second === undefined ? first?.place.reader : undefined
  }

  /**
   * Runs a call on a health card once everything it wants has been authenticated, with the cards held meanwhile.
   * @throws NhicardError what stands in the way, by name
   */
  withHealthCard<Value>(
    { reader, wanted, optional, caller }: CardCall, call: (session: HealthSession) => Promise<Value>,
  ): Promise<FromCard<Value>> {
    return this.#at(reader, caller, async (station, steps, card) => {
      const reaching = steps.reach(station, wanted)
      if (reaching !== undefined) await reaching
      if (optional !== undefined && isFree(station, optional, this.clinic.hpc !== undefined)) {
        await whereGranted(async () => steps.reach(station, optional))
      }
      noteProfessional(caller, this.clinic.hpc)
      caller.progress?.('readingCard')
      const status = securityStatusOf(station.snapshot)
      const session = new HealthSession(card, sessionOf(station), {
        status, institution: () => steps.institution(station), mayStill: () => !station.hasLostRole(status),
      })
      try {
        return await call(session)
      } finally {
        if (session.isOver) station.send({ type: 'hcSessionEnded' })
      }
    })
  }

  /** Runs a call that wants the institution's side alone, once its module is authenticated. @throws NhicardError */
  async withInstitution<Value>(caller: Caller, call: (institution: InstitutionSide) => Promise<Value>): Promise<Value> {
    await this.clinic.look(caller)
    const { sam, base } = this.clinic
    if (sam === undefined) throw new NhicardError('SAM_ABSENT', {})
    this.clinic.oneSam()
    return this.#without(caller, async (steps) => {
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
    const { reader, epoch } = hpc.place
    const value = await this.#without(caller, async (steps) => {
      await steps.reach(base, { card: 'hpc' })
      return call(steps.institution(base))
    })
    return new FromCard(reader, epoch, () => value)
  }

  /**
   * An operation with the PIN of a health card, in its session.
   * @throws NhicardError PIN_* and what stands in the way
   */
  healthPin(
    reader: string | undefined, { operation, typed }: Omit<PinRequest, 'kind'>, caller: Caller,
  ): Promise<FromCard<Place>> {
    return this.#at(reader, caller, async (station, steps, present) => {
      const { place } = station
      await steps.reach(station, { read: 'samAndPin' }, typed?.verified ? undefined : 'verifyHcPin')
      const card = new ProfileCard(present, sessionOf(station).channel)
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
    await this.clinic.look(caller, (one) => one === reader)
    const hpc = this.clinic.professionalFor(reader)
    noteCard(caller, hpc)
    const { base } = this.clinic
    const { place } = hpc
    await this.#without(caller, async (steps) => {
      await steps.reach(base, { card: 'hpc' }, typed?.verified ? undefined : 'verifyHpcPin')
      await steps.withHpc(hpc, async (present) => {
        if (caller.gone?.()) throw new NhicardError('CALLER_GONE', { reader: place.reader })
        if (hpc.session === undefined) throw new NhicardError('SESSION_LOST', { reader: place.reader, step: 'authentication' })
        const card = new ProfileCard(present, hpc.session.channel)
        caller.progress?.('waitingForPin')
        const request = { kind: 'hpc', operation, typed } as const
        const output = await operatePin(request, card, this.#options)
        hpc.triesLeft = output.triesLeft
        this.clinic.tellAll({ type: 'hpcPinFound', pin: output.pin })
        const error = pinErrorOf(request, place.reader, output)
        if (error !== undefined) throw error
      })
    })
    return new FromCard(place.reader, place.epoch, () => place)
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
      await this.#without({}, async (steps) => steps.reach(base, { card: 'sam' }))
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
    if (this.clinic.sam === undefined) throw new NhicardError('SAM_ABSENT', {})
    this.clinic.oneSam()
    await this.#without(caller, (steps) => steps.verifySam())
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

  /**
   * With a health card in hand, for all of the call. What else it wants it takes while something is sent to it, so that other
   * stations go on while this one waits for the data centre.
   * @param reader undefined for the only health card
   */
  async #at<Value>(
    reader: string | undefined, caller: Caller, call: (station: HealthStation, steps: Steps, card: PresentCard) => Promise<Value>,
  ): Promise<FromCard<Value>> {
    caller.progress?.('lookingAtCards')
    const looking = this.clinic.look(caller, (one) => reader === undefined || one === reader)
    if (looking !== undefined) await looking
    notePatient(caller, this.clinic.healthCard(reader))
    const station = this.clinic.stationFor(reader)
    const { place } = station
    const { readers } = this.#options
    const value = await readers.withCardAt(place, [], caller, (card) => (
      this.#guarded(station, () => call(station, this.#steps(caller, new CardsInHand(readers, card)), card))
    ))
    return new FromCard(place.reader, place.epoch, () => value)
  }

  /** Without a health card. */
  async #without<Value>(caller: Caller, call: (steps: Steps) => Promise<Value>): Promise<Value> {
    return this.#guarded(this.clinic.base, () => call(this.#steps(caller, new CardsInHand(this.#options.readers))))
  }

  #steps(caller: Caller, hand: CardsInHand): Steps {
    return new Steps(this.clinic, hand, caller, this.#options)
  }

  /** A session that broke is over, for us as for the card. */
  async #guarded<Value>(station: Station, call: () => Promise<Value>): Promise<Value> {
    const { snapshot, place } = station
    if (place !== undefined) this.clinic.lookout.inHand(place.reader, true)
    this.#rests.inUse(station)
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
      if (place !== undefined) this.clinic.lookout.inHand(place.reader, false)
      this.#rests.begin(station)
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
