import type { SignatureBundle } from '#protocols/cs6/signature-bundle'
import type { Caller } from '../../handlers/handler.ts'
import type { FromCard } from '../../sessions/epoch.ts'
import type { BundleRequest, Engine } from '../engine.ts'
import { bundleOfCard, bundleOfProfessional, bundleOfSam } from './signature-bundle.ts'
import { ThreeCards } from './three-cards.ts'

/** The cards themselves, and the data centre behind them. */
export class ChipEngine extends ThreeCards implements Engine {
  readonly name = 'chip'

  bundle({ cards, service, reader }: BundleRequest, caller: Caller): Promise<SignatureBundle | FromCard<SignatureBundle>> {
    switch (cards) {
      case 'sam': return this.withInstitution(caller, (institution) => bundleOfSam(institution, service))
      case 'hpc': return this.withProfessional(caller, (institution) => bundleOfProfessional(institution, service))
      case 'hc': return this.withHealthCard(
        { reader, wanted: { read: 'samAndPin' }, caller }, (session) => bundleOfCard(session, service),
      )
      case 'hpcHc': return this.withHealthCard(
        { reader, wanted: { read: 'hpc' }, caller }, (session) => bundleOfCard(session, service, 'surely'),
      )
    }
  }
}
