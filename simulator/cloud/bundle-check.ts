import { MalformedError } from '#protocols/bytes/malformed'
import { timeOfClientRandom } from '#protocols/cs6/client-random'
import type { RemoteDeclaration } from '#protocols/cs6/remote-call'
import { serviceTypes, type ServiceTypeName } from '#protocols/cs6/service-type'
import { cardsOf, type SignatureBundle } from '#protocols/cs6/signature-bundle'
import type { Provenance } from '#protocols/provenance'
import { clinicTime } from '#protocols/visit/clinic-time'
import type { CardHolder, Environment, KnownProfessional, Module } from './centre-rows.ts'
import type { CentreStore } from './centre-store.ts'
import type { ModuleKeys } from './module-keys.ts'
import { Refusal } from './refusal.ts'

interface Verdict {
  readonly statusCode: number
  readonly provenance: Provenance
}

/** What the centre answers to each thing that may be wrong with a bundle, in the order in which it looks (the order is ours). */
export const bundleVerdicts = {
  otherEnvironment: { statusCode: 1003, provenance: { source: 'nhi-facts §3.2 (1003 production/test mix), §7' } },
  otherInstitution: {
    statusCode: 1011,
    provenance: { source: 'nhi-facts §3.2 (1011 HospID & SAMID mismatch); that it is said of an unknown module too is assumed' },
  },
  contractExpired: { statusCode: 1302, provenance: { source: 'nhi-facts §3.2 (1302)' } },
  suspended: { statusCode: 1303, provenance: { source: 'nhi-facts §3.2 (1303)' } },
  cancelled: { statusCode: 1304, provenance: { source: 'nhi-facts §3.2 (1304)' } },
  keyAbsent: { statusCode: 3300, provenance: { assumed: 'nhi-facts §3.2 (3300 key absent) does not say whose key' } },
  signatureWrong: { statusCode: 3100, provenance: { source: 'nhi-facts §3.2 (3100 signature check)' } },
  tooOld: {
    statusCode: 3100, provenance: { assumed: 'nhi-facts §2.3, §8.8 give the 8 hours and the 1 hour, and no code beside upload’s 8203' },
  },
  fromTheFuture: { statusCode: 3100, provenance: { assumed: 'no source speaks of clocks that are ahead (docs/open-profile.md §12)' } },
  replayed: { statusCode: 3245, provenance: { source: 'nhi-facts §3.2 (3245 signature already taken)' } },
  otherCards: {
    statusCode: 3100, provenance: { assumed: 'nhi-facts §2.5 says whose signature a call wants, not what it answers to another' },
  },
  professionalAbsent: { statusCode: 3243, provenance: { assumed: 'as of a card of another profession (nhi-facts §3.2, 3243)' } },
  cardUnknown: {
    statusCode: 3203, provenance: { assumed: 'a card that the centre does not know is none in force (nhi-facts §3.2, 3203)' },
  },
  otherOwner: { statusCode: 3100, provenance: { assumed: 'card and owner do not belong together: no module signs that' } },
  professionalUnknown: {
    statusCode: 3500, provenance: { assumed: 'a card that the centre cannot check (nhi-facts §3.2, 3500 PKI failed)' },
  },
  professionalRevoked: { statusCode: 1424, provenance: { source: 'nhi-facts §3.2 (1424 revoked)' } },
  professionalOutOfDate: { statusCode: 1422, provenance: { source: 'nhi-facts §3.2 (1422 certificate not in force)' } },
} as const satisfies Readonly<Record<string, Verdict>>

export type BundleFault = keyof typeof bundleVerdicts

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
