import type { BundleCards, SignatureBundle } from '#protocols/cs6/signature-bundle'
import type { ServiceTypeName } from '#protocols/cs6/service-type'
import type { Caller } from '../handlers/handler.ts'
import type { FromCard } from '../sessions/epoch.ts'
import type { ThreeCards } from './open-profile/three-cards.ts'

/**
 * Who does what a card's protected part is needed for.
 * - `chip`: we ourselves, by the open profile of simulated cards, and the public part of real ones
 * - `official-cs6`: the console of control software 6.0 on the same PC, behind its own :5066
 * - `official-cshis`: the official DLL, 32 bits, in a child process
 *
 * The last two are written for by this interface and stand nowhere yet: no PC with them was at hand.
 */
export type EngineName = 'chip' | 'official-cs6' | 'official-cshis'

export interface BundleRequest {
  readonly cards: BundleCards
  readonly service: ServiceTypeName
  /** Of the health card, where there is more than one. */
  readonly reader?: string | undefined
}

/** What every door stands on. All of it throws NhicardError. */
export interface Engine extends Pick<
  ThreeCards, 'states' | 'verifySam' | 'logout' | 'healthPin' | 'professionalPin' | 'publicBasic' | 'professional' | 'hasReader'
> {
  readonly name: EngineName
  /** The proof that NHIA wants beside a call (nhi-facts §2.4). What came of a health card is void once the card is gone. */
  bundle(request: BundleRequest, caller: Caller): Promise<SignatureBundle | FromCard<SignatureBundle>>
}
