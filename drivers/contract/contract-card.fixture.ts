import { cardShelf } from '#simulator/card-shelf'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import type { ContractCard } from './reader-link.contract.ts'

/** The contract's cards by their names on the simulator's shelf. */
export const cardKeys: Readonly<Record<ContractCard, string>> = { wang: 'hc.wang', lin: 'hc.lin', mute: 'mute' }

/** The same card for readers that speak T=0 only. */
export function inT0(card: SimulatedCard): SimulatedCard {
  const atr = card.atr.length === 0 ? card.atr : Uint8Array.of(0x3b, 0x00)
  return { atr, reset: () => card.reset(), transmit: (capdu) => card.transmit(capdu) }
}

const shelf = cardShelf(1)

export function cardFor(card: ContractCard): SimulatedCard {
  const shelved = shelf.find(({ card: key }) => key === cardKeys[card])
  if (shelved === undefined) throw new Error(`no card ${card} on the shelf`)
  return shelved.make()
}
