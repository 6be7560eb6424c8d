import { dataMessage } from '#protocols/auth/role-authentication'
import { hex } from '#protocols/bytes/hex'
import { clientRandom, CLIENT_RANDOM_BYTES } from '#protocols/cs6/client-random'
import type { RemoteDeclaration } from '#protocols/cs6/remote-call'
import type { ServiceTypeName } from '#protocols/cs6/service-type'
import { bundleMessage, signedBundle, type BundleCards, type SignatureBundle, type Unsigned } from '#protocols/cs6/signature-bundle'
import { sign } from '#protocols/crypto/ecdsa'
import type { ProfessionName } from '#protocols/nhi-card/profession'
import type { Clock } from '#protocols/port/clock'
import { cardShelf } from '../card-shelf.ts'
import { hpcIdOf } from '../cards/professional-card.ts'
import type { IssuedCard } from '../cards/simulated-card.ts'
import { testPrivateKey } from '../cards/test-keys.ts'
import type { SamHolder } from '../cards/sam-card.ts'
import { SeededRandom } from '../seeded-random.ts'
import { staff, testClinic } from '../staff.ts'

export const shelf = cardShelf(1)

export function issued(card: string): IssuedCard {
  const found = shelf.find((shelved) => shelved.card === card)?.make().issued
  if (found === undefined) throw new Error(`no health card ${card}`)
  return found
}

export interface Desk {
  readonly holder?: Pick<SamHolder, 'samId' | 'hospitalId'>
  /** Card of the shelf. */
  readonly hc?: string
  readonly hpc?: ProfessionName
}

/** A clinic that makes signature bundles as its module would, for the cards that lie on its desk. */
export class ClinicCaller {
  readonly #clock: Clock
  readonly #random = new SeededRandom(6)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  unsigned(cards: BundleCards, { holder = testClinic, hc = 'hc.wang', hpc = 'physician' }: Desk = {}): Unsigned {
    const { hcId, person } = issued(hc)
    const professional = staff.find(({ profession }) => profession === hpc)!
    const isOf = (kind: 'hc' | 'hpc') => cards === kind || cards === 'hpcHc'
    return {
      clientRandom: clientRandom(this.#clock.now(), this.#random.bytes(CLIENT_RANDOM_BYTES)),
      hospitalId: holder.hospitalId, samId: holder.samId,
      hcId: isOf('hc') ? hex(hcId) : '', hcIdNo: isOf('hc') ? person.idCardNum : '',
      hpcId: isOf('hpc') ? hex(hpcIdOf(professional.serialNumber)) : '', hpcIdNo: isOf('hpc') ? professional.idCardNum : '',
    }
  }

  signed(service: ServiceTypeName, bundle: Unsigned): SignatureBundle {
    return signedBundle(bundle, sign(dataMessage(bundleMessage(service, bundle)), testPrivateKey(bundle.samId)))
  }

  /** As a call wants it: with a professional where it may be. */
  bundleFor({ service, cards }: Pick<RemoteDeclaration, 'service' | 'cards'>, desk: Desk = {}): SignatureBundle {
    const shown = desk.hpc !== undefined && cards.includes('hpcHc') ? 'hpcHc' : cards[0]
    return this.signed(service, this.unsigned(shown, desk))
  }
}
