import { MalformedError } from '#protocols/bytes/malformed'
import { timeOfClientRandom } from '#protocols/cs6/client-random'
import { bundleVerdicts, type BundleFault } from '#protocols/cs6/bundle-verdict'
import type { RemoteDeclaration } from '#protocols/cs6/remote-call'
import { serviceTypes, type ServiceTypeName } from '#protocols/cs6/service-type'
import { cardsOf, type SignatureBundle } from '#protocols/cs6/signature-bundle'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { CardHolder, Environment, KnownProfessional, Module } from './centre-rows.ts'
import type { CentreStore } from './centre-store.ts'
import type { ModuleKeys } from './module-keys.ts'
import { Refusal } from './refusal.ts'

/** A bundle from further ahead of the centre's clock is refused (docs/open-profile.md §12). */
export const AHEAD_MS = 5 * 60_000
const DATE_LENGTH = 10

/** Who stands behind a bundle that counts. */
export interface BundleOwners {
  readonly module: Module
  /** Where the bundle tells of a health card. */
  readonly holder?: CardHolder
  readonly professional?: KnownProfessional
}

/** What is wrong with the bundle itself. */
export class BundleRefusal extends Refusal {
  readonly fault: BundleFault

  constructor(fault: BundleFault) {
    super(bundleVerdicts[fault].statusCode)
    this.fault = fault
  }
}

function refuse(fault: BundleFault): never {
  throw new BundleRefusal(fault)
}

/** Looks at signature bundles, and takes each of them once. */
export class BundleCheck {
  readonly #store: CentreStore
  readonly #keys: ModuleKeys
  readonly #environment: Environment

  constructor(store: CentreStore, keys: ModuleKeys, environment: Environment) {
    this.#store = store
    this.#keys = keys
    this.#environment = environment
  }

  /**
   * In a transaction of the store: the bundle is used up as soon as its signature counts, whatever is wrong behind that.
   * @throws BundleRefusal
   */
  owners({ service, cards }: Pick<RemoteDeclaration, 'service' | 'cards'>, bundle: SignatureBundle, now: number): BundleOwners {
    const module = this.signer(service, bundle, now)
    const shown = cardsOf(bundle)
    if (shown === 'hc' && !cards.includes(shown) && cards.includes('hpcHc')) refuse('professionalAbsent')
    if (shown === undefined || !cards.includes(shown)) refuse('otherCards')
    return {
      module,
      ...bundle.hcId === '' ? {} : { holder: this.#holder(bundle) },
      ...bundle.hpcId === '' ? {} : { professional: this.#professional(bundle, now) },
    }
  }

  /** Whose bundle it is, for whoever asks for no cards; it is used up. @throws BundleRefusal */
  signer(service: ServiceTypeName, bundle: SignatureBundle, now: number): Module {
    const module = this.#store.module(bundle.samId)
    if (module !== undefined && module.environment !== this.#environment) refuse('otherEnvironment')
    if (module === undefined || module.hospitalId !== bundle.hospitalId) refuse('otherInstitution')
    if (module.standing !== 'valid') refuse(module.standing)
    if (!this.#keys.isBundle(service, bundle)) refuse('signatureWrong')
    const until = timeOf(bundle) + serviceTypes[service].lifetime
    if (now > until) refuse('tooOld')
    if (timeOf(bundle) > now + AHEAD_MS) refuse('fromTheFuture')
    if (!this.#store.useRandom(bundle.samId, bundle.clientRandom, until, now)) refuse('replayed')
    return module
  }

  #holder({ hcId, hcIdNo }: SignatureBundle): CardHolder {
    const holder = this.#store.card(hcId)
    if (holder === undefined) refuse('cardUnknown')
    if (holder.idCardNum !== hcIdNo) refuse('otherOwner')
    return holder
  }

  #professional({ hpcId, hpcIdNo }: SignatureBundle, now: number): KnownProfessional {
    const professional = this.#store.professional(hpcId)
    if (professional?.hpcIdNo !== hpcIdNo) refuse('professionalUnknown')
    if (professional.revoked) refuse('professionalRevoked')
    const today = clinicTime(now).slice(0, DATE_LENGTH)
    if (today < professional.validFrom || today > professional.validTo) refuse('professionalOutOfDate')
    return professional
  }
}

/** One that is signed and tells no time is as good as a wrong one. */
function timeOf({ clientRandom }: SignatureBundle): number {
  try {
    return timeOfClientRandom(clientRandom)
  } catch (error) {
    if (error instanceof MalformedError) refuse('signatureWrong')
    throw error
  }
}
