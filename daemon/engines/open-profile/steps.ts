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
import type { RemoteCentre } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import type { Environment } from '#protocols/sam/cloud-sam'
import type { Caller } from '../../handlers/handler.ts'
import type { PresentCard } from '../../sessions/present-card.ts'
import type { CardsInHand } from '../../sessions/cards-in-hand.ts'
import type { Place } from '../../sessions/readers.ts'
import type { Around } from './around.ts'
import { authenticateCard, SamForgotten } from './card-authentication.ts'
import type { ClinicCards, Hpc, Sam } from './clinic-cards.ts'
import { CloudSam, type Root } from './cloud-sam.ts'
import { pinStateOf } from './pin-state.ts'
import { ProfileCard } from './profile-card.ts'
import { showRole } from './role-showing.ts'
import { authenticateSam } from './sam-authentication.ts'
import { holderOf, SamCard } from './sam-card.ts'
import { cloudSamIn, type SamFolder } from './sam-folder.ts'
import type { SecurityModule } from './security-module.ts'
import { institutionSide, type InstitutionSide } from './institution-side.ts'
import type { OpenSession, Station } from './station.ts'

const SHORT = 256

/** A security module in hand; to select it ends what it had authenticated. */
type Module = (choose: 'select' | 'selected') => Promise<SecurityModule>

export interface StepOptions extends Around {
  readonly entropy: Entropy
  readonly root: Root
  readonly environment: Environment
  readonly samFolder: SamFolder
  /** NHIA's remote API for control software 6.0 and its upload, where it is configured. */
  readonly remote?: (RemoteCentre & UploadCentre) | undefined
}

/**
 * The steps by which the three cards come to trust each other, for one call. The health card is in hand for all of it;
 * professional card and SAM, which are everybody's, while something is sent to them.
 */
export class Steps {
  readonly #clinic: ClinicCards
  readonly #hand: CardsInHand
  readonly #caller: Caller
  readonly #options: StepOptions

  constructor(clinic: ClinicCards, hand: CardsInHand, caller: Caller, options: StepOptions) {
    this.#clinic = clinic
    this.#hand = hand
    this.#caller = caller
    this.#options = options
  }

  /**
   * With the professional card in hand.
   * @throws NhicardError HPC_ABSENT, or when it is not the one that was meant any more
   */
  async withHpc<Value>(meant: Hpc | undefined, act: (card: PresentCard, hpc: Hpc) => Promise<Value>): Promise<Value> {
    if (meant === undefined) throw this.#noHpc()
    return this.#hand.during('hpc', meant.place, async (card) => {
      if (this.#clinic.hpc !== meant) throw this.#lost(meant.place, 'identifyHpc')
      try {
        return await act(card, meant)
      } finally {
        // before anybody else has it in hand
        if (this.#clinic.hpc === meant && meant.session?.channel.ended) this.#clinic.endHpcSession()
      }
    })
  }

  /** Takes one step after another until nothing is missing. @returns undefined when nothing was, as in most calls */
  reach(station: Station, wanted: Wanted, until?: AuthenticationStep): Promise<void> | undefined {
    return needs(station.snapshot, wanted).length === 0 ? undefined : this.#walk(station, wanted, until)
  }

  async #walk(station: Station, wanted: Wanted, until?: AuthenticationStep): Promise<void> {
    let before: AuthenticationStep | undefined
    let known = this.#clinic.sam?.centre
    let renewed = false
    for (;;) {
      const [step] = needs(station.snapshot, wanted)
      if (step === undefined || step === until) return
      const centre = this.#clinic.sam?.centre
      // another call may have authenticated the SAM anew meanwhile, which ends what stood on it
      if (step === before && centre === known) throw this.#lost(station.place, step)
      before = step
      known = centre
      try {
        await this.#perform(station, step, wanted)
      } catch (error) {
        if (!(error instanceof SamForgotten) || renewed) throw error
        // as the official component since 3.3 (nhi-facts §1.2): the SAM is authenticated again without anybody asking
        renewed = true
        before = undefined
        this.#clinic.forgetCentre(centre)
      }
    }
  }

  /** The clinic's security module and the data centre behind it, for one call on a health card. */
  institution(station: Station): InstitutionSide {
    return institutionSide({
      clinic: this.#clinic, idc: this.#options.idc, remote: this.#options.remote, clock: this.#options.clock,
      entropy: this.#options.entropy,
      reachSam: async () => this.reach(station, { card: 'sam' }),
      withHpc: (act) => this.withHpc(this.#clinic.hpc, act),
      // a file signs by itself, and so waits for nobody
      signData: (sam, data) => sam.place === undefined
        ? this.#cloudSam(sam).signData(data) : this.#withModule(sam, async (module) => (await module('selected')).signData(data)),
    })
  }

  /** @throws NhicardError */
  verifySam(): Promise<void> {
    return this.#authenticateSam('anew')
  }

  #lost(place: Place | undefined, step: AuthenticationStep): NhicardError {
    return new NhicardError('SESSION_LOST', { reader: place?.reader ?? '', step })
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
      case 'verifyHpcPin': throw this.#hpcPinMissing()
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

  #hpcPinMissing(): NhicardError {
    this.#clinic.oneHpc()
    const { value: { hpc } } = this.#clinic.base.snapshot
    const reader = this.#clinic.hpc?.place.reader ?? ''
    const blocked = typeof hpc !== 'string' && hpc.present.pin === 'blocked'
    return blocked ? new NhicardError('PIN_BLOCKED', { reader }) : new NhicardError('HPC_PIN_REQUIRED', { reader })
  }

  async #authenticateSam(how?: 'anew'): Promise<void> {
    this.#caller.progress?.('authenticatingSam')
    const sam = this.#clinic.sam
    if (sam === undefined) throw new NhicardError('SAM_ABSENT', {})
    try {
      await this.#withModule(sam, async (module) => {
        if (how === 'anew') this.#clinic.endSamSession()
        else if (sam.centre !== undefined) return // somebody else did it meanwhile
        this.#clinic.oneSam()
        const chosen = await module('select')
        sam.holder = chosen.holder
        sam.centre = await authenticateSam(chosen, this.#options)
      })
    } catch (error) {
      if (error instanceof NhicardError) this.#clinic.samFailed(sam, error.name)
      throw error
    }
    if (this.#clinic.sam !== sam) throw this.#lost(sam.place, 'authenticateSam')
    sam.problem = undefined
    this.#clinic.tellAll({ type: 'samAuthenticated' })
  }

  /** Its authentications hang together, so it is in hand for the whole of each: as a card, or as a file for the data centre's sake. */
  async #withModule<Value>(sam: Sam, act: (module: Module) => Promise<Value>): Promise<Value> {
    const { place } = sam
    if (place === undefined) return this.#clinic.cloudTurns.run(() => act(async () => this.#cloudSam(sam)))
    if (this.#options.environment === 'production') throw new NhicardError('ENVIRONMENT_MIXED', {})
    return this.#hand.during('sam', place, (present) => act(async (choose) => {
      const card = new ProfileCard(present)
      if (choose === 'select') await selected(card, 'sam')
      const holder = choose === 'select' ? await holderOf(card) : sam.holder
      if (holder === undefined) throw new NhicardError('CARD_KIND_WRONG', { reader: place.reader, wanted: 'SAM' })
      return new SamCard(card, holder)
    }))
  }

  #cloudSam(sam: Sam): CloudSam {
    const file = cloudSamIn(this.#options.samFolder, this.#options.environment)
    if (file === undefined) throw new NhicardError('SAM_ABSENT', {})
    return new CloudSam(file, { ...this.#options, centre: () => sam.centre })
  }

  async #authenticateHc(station: Station): Promise<void> {
    this.#caller.progress?.('authenticatingCard')
    if (station.place === undefined) throw new NhicardError('CARD_ABSENT', { reader: '' })
    const present = this.#hand.at(station.place)
    const { channel } = await this.#open('hc', present, (session) => {
      present.identify(hex(session.cardId), 'GET DATA card id')
      station.send({ type: 'hcAuthenticated' })
      station.session = session
    })
    station.send({ type: 'hcPinFound', pin: await pinStateOf(new ProfileCard(present, channel)) })
  }

  async #authenticateHpc(): Promise<void> {
    this.#caller.progress?.('authenticatingCard')
    await this.withHpc(this.#clinic.hpc, async (present, hpc) => {
      this.#clinic.oneHpc()
      if (hpc.session !== undefined) return // somebody else did it meanwhile
      const { channel } = await this.#open('hpc', present, (session) => {
        if (this.#clinic.hpc !== hpc) throw this.#lost(hpc.place, 'authenticateHpc')
        // not the card that was looked at: swapped faster than its reader looks
        if (hpc.id !== undefined && hpc.id !== hex(session.cardId)) present.changed('GET DATA card id')
        hpc.session = session
        this.#clinic.tellAll({ type: 'hpcAuthenticated' })
      })
      const pin = await pinStateOf(new ProfileCard(present, channel))
      this.#clinic.tellAll({ type: 'hpcPinFound', pin })
    })
  }

  /** @param opened told before anybody else has the SAM in hand */
  async #open(kind: AuthenticatingKind, present: PresentCard, opened: (session: OpenSession) => void): Promise<OpenSession> {
    const sam = this.#clinic.sam
    if (sam === undefined) throw new NhicardError('SAM_ABSENT', {})
    const card = new ProfileCard(present)
    await selected(card, kind)
    const { result: id } = await card.ask(getData, { tag: cardId.tag, le: SHORT })
    if (id?.length !== 12) throw new NhicardError('AUTHENTICATION_FAILED', { reader: present.reader, code: 4029 })
    return this.#withModule(sam, async (module) => {
      const keys = await authenticateCard(kind, card, id, await module('selected'), this.#options)
      const session = { channel: new HostSecureMessaging(keys), cardId: id }
      opened(session)
      return session
    })
  }

  async #proveHpc(station: Station, wanted: Wanted): Promise<void> {
    this.#caller.progress?.('provingProfessional')
    await this.withHpc(this.#clinic.hpc, async (present, hpc) => {
      if (station.session === undefined || station.place === undefined || hpc.session === undefined) throw this.#noHpc()
      const role = await showRole(
        new ProfileCard(this.#hand.at(station.place), station.session.channel), station.session.cardId,
        { bearer: 'hpc', card: new ProfileCard(present, hpc.session.channel) },
        'update' in wanted ? 'writeAllergies' : 'read', this.#options,
      )
      const profession = professionIn(role)
      if (profession !== undefined) station.send({ type: 'hpcProved', profession })
      if (station.snapshot.context.profession === profession) return
      // the professional card went meanwhile: the health card must not honour its role
      station.send({ type: 'hcSessionEnded' })
      throw this.#lost(station.place, 'proveHpc')
    })
  }

  async #proveIdc(station: Station): Promise<void> {
    const centre = this.#clinic.sam?.centre
    if (station.session === undefined || station.place === undefined || centre === undefined) throw new NhicardError('SAM_ABSENT', {})
    const hc = new ProfileCard(this.#hand.at(station.place), station.session.channel)
    await showRole(hc, station.session.cardId, { bearer: 'idc', centre }, 'nothing', this.#options)
    station.send({ type: 'idcProved' })
  }
}

async function selected(card: ProfileCard, kind: CardKind): Promise<void> {
  const { sw } = await card.ask(select, { aid: unhex(profileApplications[kind].aid) })
  if (sw !== 0x9000) throw new NhicardError('CARD_KIND_WRONG', { reader: card.present.reader, wanted: kind.toUpperCase() })
}
