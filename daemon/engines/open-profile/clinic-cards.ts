import type { ThreeCardEvent } from '#protocols/auth/three-card.machine'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { professionOfClass } from '#protocols/hpc-card/contents'
import type { ProfessionName } from '#protocols/nhi-card/profession'
import type { Environment } from '#protocols/sam/cloud-sam'
import type { RemovalReason } from '../../actors/reader.machine.ts'
import type { Caller } from '../../handlers/handler.ts'
import { CallQueue } from '../../sessions/queue.ts'
import { byReader } from '../../sessions/reader-order.ts'
import type { Place, Readers } from '../../sessions/readers.ts'
import { CardLookout, type SeenCard } from './card-lookout.ts'
import { whyNoCard } from './missing-card.ts'
import type { Centre } from './sam-authentication.ts'
import { cloudSamIn, forgetCloudSam, type SamFolder } from './sam-folder.ts'
import type { SamHolder } from './security-module.ts'
import { Station, type OpenSession } from './station.ts'

/** The security module of the clinic: which, and as far as it is authenticated. */
export interface Sam {
  readonly form: 'card' | 'cloud'
  readonly place: Place | undefined
  holder: SamHolder | undefined
  centre: Centre | undefined
  /** Name of the error that its last authentication ended with. */
  problem: string | undefined
}

/** The professional card of the clinic. */
export interface Hpc {
  readonly place: Place
  /** In hex, where it told. */
  readonly id: string | undefined
  session: OpenSession | undefined
  profession: ProfessionName | null
  /** Last day, `YYYY-MM-DD`. */
  validTo: string | null
  triesLeft: number | null
}

/** The station of a health card. */
export type HealthStation = Station & { readonly place: Place }

interface Options {
  readonly readers: Readers
  readonly environment: Environment
  readonly samFolder: SamFolder
}

/** Which of the three cards is where. Each health card has a machine of its own (`Station`); SAM and professional card are everybody's. */
export class ClinicCards {
  readonly #options: Options
  readonly lookout: CardLookout
  readonly #stations = new Map<string, Station>()
  /** Of a cloud SAM with the data centre. */
  readonly cloudTurns = new CallQueue('cloud SAM')
  /** Without a health card. */
  readonly base = new Station(undefined)
  readonly #changed: () => void
  #sam: Sam | undefined
  /** Names in the folder of the cloud SAM when it was looked at. */
  #samFiles = ''
  #hpc: Hpc | undefined

  /** @param changed told after anything about the three cards changed */
  constructor(options: Options, changed: () => void) {
    this.#options = options
    this.#changed = changed
    this.lookout = new CardLookout(options.readers, (card) => this.#found(card))
    options.readers.watch({ ended: (place, reason) => this.#ended(place, reason) })
  }

  get sam(): Sam | undefined {
    return this.#sam
  }

  get hpc(): Hpc | undefined {
    return this.#hpc
  }

  /** Looks at cards as the lookout does, and at the folder of the cloud SAM. @returns undefined when it is done already */
  look(caller: Caller, isMeant = (_reader: string) => false): Promise<void> | undefined {
    const looking = this.lookout.look(caller, isMeant)
    return looking === undefined ? this.#lookAtFolder() : looking.then(() => this.#lookAtFolder())
  }

  /**
   * The professional card in a reader, or the only one, for what it says to anybody.
   * @throws NhicardError HPC_ABSENT, HPC_AMBIGUOUS, CARD_KIND_WRONG
   */
  professionalCard(reader: string | undefined): SeenCard {
    const cards = reader === undefined ? this.lookout.of('hpc') : this.lookout.in(reader)
    const [card, second] = cards
    if (second !== undefined) throw new NhicardError('HPC_AMBIGUOUS', { readers: namesOf(cards) })
    if (card === undefined) throw reader === undefined ? new NhicardError('HPC_ABSENT', {}) : this.#whyNone(reader, 'HPC')
    const { place, kind } = card
    if (kind !== 'hpc') throw new NhicardError('CARD_KIND_WRONG', { reader: place.reader, wanted: 'HPC' })
    return card
  }

  /**
   * The same for everything else.
   * @throws NhicardError as `professionalCard`, ENVIRONMENT_MIXED
   */
  professionalFor(reader: string | undefined): Hpc {
    const { place } = this.professionalCard(reader)
    if (this.#options.environment === 'production') throw new NhicardError('ENVIRONMENT_MIXED', {})
    if (this.#hpc?.place.reader !== place.reader) throw new NhicardError('HPC_AMBIGUOUS', { readers: namesOf(this.lookout.of('hpc')) })
    return this.#hpc
  }

  stations(): readonly Station[] {
    return [...this.#stations.values()]
  }

  /** @throws NhicardError HPC_AMBIGUOUS when it is not clear whose rights are meant */
  oneHpc(): void {
    const cards = this.lookout.of('hpc')
    if (cards.length > 1) throw new NhicardError('HPC_AMBIGUOUS', { readers: namesOf(cards) })
  }

  /** @throws NhicardError SAM_AMBIGUOUS when there are two as cards; a card counts before a file */
  oneSam(): void {
    const cards = this.lookout.of('sam')
    if (cards.length > 1) throw new NhicardError('SAM_AMBIGUOUS', { readers: namesOf(cards) })
  }

  /** Of the health card in a reader, or in the first reader that has one. */
  station(reader?: string): Station | undefined {
    const [first] = [...this.#stations.keys()].sort(byReader)
    const place = reader ?? first
    return place === undefined ? undefined : this.#stations.get(place)
  }

  /** Whether a session is open with the card in a reader: choosing an application would end it. */
  isOpen(reader: string): boolean {
    if (this.#sam?.place?.reader === reader) return this.#sam.centre !== undefined
    if (this.#hpc?.place.reader === reader) return this.#hpc.session !== undefined
    return this.#stations.get(reader)?.session !== undefined
  }

  seen(kind: SeenCard['kind']): readonly SeenCard[] {
    return this.lookout.of(kind)
  }

  /**
   * The health card in a reader, or the only one, for what it says to anybody; a real one too.
   * @throws NhicardError why there is none
   */
  healthCard(reader: string | undefined): SeenCard {
    const cards = reader === undefined ? this.lookout.of('hc') : this.lookout.in(reader)
    const [card, second] = cards
    if (second !== undefined) throw new NhicardError('READER_AMBIGUOUS', { readers: namesOf(cards) })
    if (card === undefined) throw this.#whyNone(reader)
    if (card.kind !== 'hc') throw new NhicardError('CARD_KIND_WRONG', { reader: card.place.reader, wanted: 'HC' })
    return card
  }

  /**
   * The station of the health card in a reader, or of the only one.
   * @throws NhicardError why there is none
   */
  stationFor(reader: string | undefined): HealthStation {
    const { place, profile } = this.healthCard(reader)
    if (!profile) throw new NhicardError('PROTECTED_PART_UNAVAILABLE', { reader: place.reader })
    if (this.#options.environment === 'production') throw new NhicardError('ENVIRONMENT_MIXED', {})
    const station = this.#stations.get(place.reader)
    if (station?.place === undefined) throw new NhicardError('CARD_CHANGED', { reader: place.reader, step: 'look' })
    return station as HealthStation
  }

  #whyNone(reader: string | undefined, wanted: 'HC' | 'HPC' = 'HC'): NhicardError {
    return whyNoCard({ reader, wanted }, this.#options.readers.list(), this.lookout)
  }

  /** The professional card was there and is still; its session is over. */
  endHpcSession(): void {
    this.tellAll({ type: 'hpcSessionEnded' })
  }

  /** The security module is there and has to authenticate with the data centre anew. */
  endSamSession(how: 'samSessionEnded' | 'samTimedOut' = 'samSessionEnded'): void {
    if (this.#sam !== undefined) this.#sam.centre = undefined
    this.tellAll({ type: how })
  }

  /** The module does not know of this authentication any more; one that somebody made since stands. */
  forgetCentre(centre: Centre | undefined): void {
    if (this.#sam?.centre === centre) this.endSamSession()
  }

  samFailed(sam: Sam, problem: string): void {
    sam.problem = problem
    this.#changed()
  }

  tellAll(...events: readonly ThreeCardEvent[]): void {
    for (const station of [this.base, ...this.#stations.values()]) for (const event of events) station.send(event)
    const { hpc } = this.base.snapshot.value
    const open = typeof hpc !== 'string' && hpc.present.session === 'open'
    if (this.#hpc !== undefined && !open) this.#hpc.session = undefined
    this.#changed()
  }

  #found({ kind, profile, place, id, professional }: SeenCard): void {
    if (kind === 'hc' && profile) {
      this.#stations.get(place.reader)?.stop()
      const station = new Station(place)
      this.#stations.set(place.reader, station)
      station.send({ type: 'hcInserted' })
      station.send({ type: 'hcIdentified', as: 'hc' })
      this.#catchUp(station)
    }
    if (kind === 'hc') this.#changed()
    if (kind === 'sam' && this.#sam?.form !== 'card') {
      forgetCloudSam(this.#options.samFolder) // a card counts before a file
      this.#sam = { form: 'card', place, holder: undefined, centre: undefined, problem: undefined }
      this.tellAll({ type: 'samInserted' }, { type: 'samIdentified', as: 'sam' })
    }
    if (kind === 'hpc' && this.#hpc === undefined) {
      const { basic, info } = professional ?? {}
      this.#hpc = {
        place, id, session: undefined, triesLeft: null, validTo: info?.validTo ?? null,
        profession: basic === undefined ? null : professionOfClass(basic.classSign) ?? null,
      }
      this.tellAll({ type: 'hpcInserted' }, { type: 'hpcIdentified', as: 'hpc' })
    }
  }

  /** A new station learns what stands already. */
  #catchUp(station: Station): void {
    if (this.#sam !== undefined) {
      station.send({ type: 'samInserted' })
      station.send({ type: 'samIdentified', as: 'sam' })
      if (this.#sam.centre !== undefined) station.send({ type: 'samAuthenticated' })
    }
    if (this.#hpc === undefined) return
    station.send({ type: 'hpcInserted' })
    station.send({ type: 'hpcIdentified', as: 'hpc' })
    if (this.#hpc.session === undefined) return
    station.send({ type: 'hpcAuthenticated' })
    const { value: { hpc } } = this.base.snapshot
    if (typeof hpc !== 'string') station.send({ type: 'hpcPinFound', pin: hpc.present.pin })
  }

  #ended(place: Place, reason: RemovalReason): void {
    const seen = this.lookout.ended(place)
    if (seen === undefined) return
    const how = reason === 'reset' ? 'Reset' : reason === 'readerLost' ? 'Lost' : 'Removed'
    if (seen.kind === 'hc') {
      const station = this.#stations.get(place.reader)
      station?.send({ type: `hc${how}` })
      station?.stop()
      this.#stations.delete(place.reader)
      this.#changed()
    }
    if (seen.kind === 'hpc' && this.#hpc?.place.reader === place.reader) {
      this.#hpc = undefined
      this.tellAll({ type: `hpc${how}` })
      const [other] = this.lookout.of('hpc')
      if (other !== undefined) this.#found(other)
    }
    if (seen.kind === 'sam' && this.#sam?.place?.reader === place.reader) {
      this.#sam = undefined
      this.tellAll({ type: `sam${how}` })
      const [other] = this.lookout.of('sam')
      if (other !== undefined) this.#found(other)
    }
  }

  /** The folder may have been changed since: what stands in it counts, unless there is a card, which counts before a file. */
  #lookAtFolder(): undefined {
    if (this.#sam?.form === 'card') return
    const names = this.#options.samFolder.names().join('/')
    if (this.#sam !== undefined && names === this.#samFiles) return
    this.#samFiles = names
    if (names === '') {
      if (this.#sam === undefined) return
      this.#sam = undefined
      forgetCloudSam(this.#options.samFolder)
      this.tellAll({ type: 'samRemoved' })
      return
    }
    this.#sam = { form: 'cloud', place: undefined, holder: undefined, centre: undefined, problem: undefined }
    try {
      this.#sam.holder = cloudSamIn(this.#options.samFolder, this.#options.environment)
    } catch (error) {
      if (!(error instanceof NhicardError)) throw error
      this.#sam.problem = error.name
    }
    this.tellAll({ type: 'samInserted' }, { type: 'samIdentified', as: 'sam' })
  }
}

function namesOf(cards: readonly SeenCard[]): string {
  return cards.map(({ place }) => place.reader).join(', ')
}
