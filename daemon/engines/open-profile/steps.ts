import { profileApplications } from '#protocols/auth/applications'
import { needs, type AuthenticationStep, type Wanted } from '#protocols/auth/needs'
import { professionIn } from '#protocols/auth/role'
import { hex, unhex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { CardKind } from '#protocols/auth/profile-object'
import { getData, select } from '#protocols/iso7816/commands/index'
import { HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { cardId } from '#protocols/nhi-card/card-id'
import type { Entropy } from '#protocols/port/entropy'
import type { AuthenticatingKind } from '#protocols/port/idc'
import type { Environment } from '#protocols/sam/cloud-sam'
import { samIdentity } from '#protocols/sam/identity'
import type { Caller } from '../../handlers/handler.ts'
import type { PresentCard } from '../../sessions/present-card.ts'
import type { CardsAt, Place } from '../../sessions/readers.ts'
import type { Around } from './around.ts'
import { authenticateCard } from './card-authentication.ts'
import type { ClinicCards, Sam } from './clinic-cards.ts'
import { CloudSam, type Root } from './cloud-sam.ts'
import { pinStateOf } from './pin-state.ts'
import { ProfileCard } from './profile-card.ts'
import { showRole } from './role-showing.ts'
import { authenticateSam } from './sam-authentication.ts'
import { SamCard } from './sam-card.ts'
import { cloudSamIn, type SamFolder } from './sam-folder.ts'
import type { SecurityModule } from './security-module.ts'
import type { OpenSession, Station } from './station.ts'

const SHORT = 256

export interface StepOptions extends Around {
  readonly entropy: Entropy
  readonly root: Root
  readonly environment: Environment
  readonly samFolder: SamFolder
}

/** The steps by which the three cards come to trust each other, with all of them in hand for one call. */
export class Steps {
  readonly #clinic: ClinicCards
  readonly #cards: CardsAt
  readonly #caller: Caller
  readonly #options: StepOptions

  constructor(clinic: ClinicCards, cards: CardsAt, caller: Caller, options: StepOptions) {
    this.#clinic = clinic
    this.#cards = cards
    this.#caller = caller
    this.#options = options
  }

  cardAt({ reader }: Place): PresentCard {
    const card = this.#cards(reader)
    if (card === undefined) throw new NhicardError('CARD_ABSENT', { reader })
    return card
  }

  /** Takes one step after another until nothing is missing. */
  async reach(station: Station, wanted: Wanted, until?: AuthenticationStep): Promise<void> {
    let before: AuthenticationStep | undefined
    for (;;) {
      const [step] = needs(station.snapshot, wanted)
      if (step === undefined || step === until) return
      if (step === before) throw new NhicardError('SESSION_LOST', { reader: station.place?.reader ?? '', step })
      before = step
      await this.#perform(station, step, wanted)
    }
  }

  async #perform(station: Station, step: AuthenticationStep, wanted: Wanted): Promise<void> {
    switch (step) {
      case 'identifySam': throw new NhicardError('SAM_ABSENT', {})
      case 'identifyHc': throw new NhicardError('CARD_ABSENT', { reader: station.place?.reader ?? '' })
      case 'identifyHpc': throw this.#noHpc()
      case 'authenticateSam': return this.#authenticateSam()
      case 'authenticateHc': return this.#authenticateHc(station)
      case 'authenticateHpc': return this.#authenticateHpc()
      case 'verifyHcPin': throw this.#pinMissing(station)
      case 'verifyHpcPin': throw new NhicardError('HPC_PIN_REQUIRED', { reader: this.#clinic.hpc?.place.reader ?? '' })
      case 'proveHpc': return this.#proveHpc(station, wanted)
      case 'proveIdc': return this.#proveIdc(station)
    }
  }

  #noHpc(): NhicardError {
    return new NhicardError('HPC_ABSENT', {})
  }

  #pinMissing({ place, snapshot: { value: { hc } } }: Station): NhicardError {
    const reader = place?.reader ?? ''
    const blocked = typeof hc !== 'string' && hc.present.pin === 'blocked'
    return new NhicardError(blocked ? 'PIN_BLOCKED' : 'PIN_REQUIRED', { reader })
  }

  async #authenticateSam(): Promise<void> {
    this.#caller.progress?.('authenticatingSam')
    const sam = this.#clinic.sam
    if (sam === undefined) throw new NhicardError('SAM_ABSENT', {})
    const module = await this.#module(sam, 'select')
    sam.holder = module.holder
    sam.centre = undefined
    try {
      sam.centre = await authenticateSam(module, this.#options)
      sam.problem = undefined
    } catch (error) {
      if (error instanceof NhicardError) sam.problem = error.name
      throw error
    }
    this.#clinic.tellAll({ type: 'samAuthenticated' })
  }

  /** @param choose whether the card's application has to be chosen, which ends what it had authenticated */
  async #module(sam: Sam, choose: 'select' | 'selected'): Promise<SecurityModule> {
    const { place } = sam
    if (place === undefined) {
      const file = cloudSamIn(this.#options.samFolder, this.#options.environment)
      if (file === undefined) throw new NhicardError('SAM_ABSENT', {})
      return new CloudSam(file, { ...this.#options, conversation: () => sam.centre?.conversation })
    }
    const card = new ProfileCard(this.cardAt(place))
    if (choose === 'select') await selected(card, 'sam')
    const { result } = sam.holder === undefined ? await card.ask(getData, { tag: samIdentity.tag, le: SHORT }) : {}
    const holder = sam.holder ?? (result === undefined ? undefined : samIdentity.content.decode(result))
    if (holder === undefined) throw new NhicardError('CARD_KIND_WRONG', { reader: place.reader, wanted: 'SAM' })
    return new SamCard(card, holder)
  }

  async #authenticateHc(station: Station): Promise<void> {
    this.#caller.progress?.('authenticatingCard')
    if (station.place === undefined) throw new NhicardError('CARD_ABSENT', { reader: '' })
    const present = this.cardAt(station.place)
    const session = await this.#opened('hc', present)
    present.identify(hex(session.cardId), 'GET DATA card id')
    station.send({ type: 'hcAuthenticated' })
    station.session = session
    station.send({ type: 'hcPinFound', pin: await pinStateOf(new ProfileCard(present, session.channel)) })
  }

  async #authenticateHpc(): Promise<void> {
    this.#caller.progress?.('authenticatingCard')
    const hpc = this.#clinic.hpc
    if (hpc === undefined) throw this.#noHpc()
    const present = this.cardAt(hpc.place)
    hpc.session = await this.#opened('hpc', present)
    this.#clinic.tellAll({ type: 'hpcAuthenticated' })
    const pin = await pinStateOf(new ProfileCard(present, hpc.session.channel))
    this.#clinic.tellAll({ type: 'hpcPinFound', pin })
  }

  async #opened(kind: AuthenticatingKind, present: PresentCard): Promise<OpenSession> {
    const sam = this.#clinic.sam
    if (sam === undefined) throw new NhicardError('SAM_ABSENT', {})
    const card = new ProfileCard(present)
    await selected(card, kind)
    const { result: id } = await card.ask(getData, { tag: cardId.tag, le: SHORT })
    if (id?.length !== 12) throw new NhicardError('AUTHENTICATION_FAILED', { reader: present.reader, code: 4029 })
    const keys = await authenticateCard(kind, card, id, await this.#module(sam, 'selected'), this.#options)
    return { channel: new HostSecureMessaging(keys), cardId: id }
  }

  async #proveHpc(station: Station, wanted: Wanted): Promise<void> {
    this.#caller.progress?.('provingProfessional')
    const hpc = this.#clinic.hpc
    if (station.session === undefined || station.place === undefined || hpc?.session === undefined) throw this.#noHpc()
    const role = await showRole(
      new ProfileCard(this.cardAt(station.place), station.session.channel), station.session.cardId,
      { bearer: 'hpc', card: new ProfileCard(this.cardAt(hpc.place), hpc.session.channel) },
      'update' in wanted ? 'writeAllergies' : 'read', this.#options,
    )
    const profession = professionIn(role)
    if (profession !== undefined) station.send({ type: 'hpcProved', profession })
  }

  async #proveIdc(station: Station): Promise<void> {
    const centre = this.#clinic.sam?.centre
    if (station.session === undefined || station.place === undefined || centre === undefined) throw new NhicardError('SAM_ABSENT', {})
    const hc = new ProfileCard(this.cardAt(station.place), station.session.channel)
    await showRole(hc, station.session.cardId, { bearer: 'idc', centre }, 'nothing', this.#options)
    station.send({ type: 'idcProved' })
  }
}

async function selected(card: ProfileCard, kind: CardKind): Promise<void> {
  const { sw } = await card.ask(select, { aid: unhex(profileApplications[kind].aid) })
  if (sw !== 0x9000) throw new NhicardError('CARD_KIND_WRONG', { reader: card.present.reader, wanted: kind.toUpperCase() })
}
