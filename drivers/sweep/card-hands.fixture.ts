import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from '#protocols/iso7816/apdu'
import { commandPipeline } from '#protocols/iso7816/pipeline'
import { basicExchanges } from '#protocols/nhi-card/basic-read'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { cardFor } from '../contract/contract-card.fixture.ts'
import type { ContractCard } from '../contract/reader-link.contract.ts'
import { CountedCalls } from './counted-calls.fixture.ts'

/** Where cards go in and out. */
export interface CardPlace {
  insert(slot: number, card: SimulatedCard): void
  remove(slot: number): void
}

/** The hands at a reader: they know which card is in which slot, whatever the reader says of it. */
export class CardHands {
  readonly #place: CardPlace
  readonly #make: (card: ContractCard) => SimulatedCard
  readonly #inside = new Map<number, ContractCard>()
  /** What must not come twice to any card put in. */
  readonly counted = new CountedCalls()
  readonly #watches = new Set<{ readonly slot: number, readonly seen: Set<ContractCard> }>()

  /** @param make the card as this reader needs it */
  constructor(place: CardPlace, make: (card: ContractCard) => SimulatedCard = cardFor) {
    this.#place = place
    this.#make = make
  }

  at(slot: number): ContractCard | undefined {
    return this.#inside.get(slot)
  }

  /** Nothing when a card is in it already. */
  insert(slot: number, card: ContractCard): void {
    if (this.#inside.has(slot)) return
    this.#inside.set(slot, card)
    for (const watch of this.#watches) if (watch.slot === slot) watch.seen.add(card)
    this.#place.insert(slot, this.counted.at(this.#make(card)))
  }

  /** Nothing when there is no card in it. */
  remove(slot: number): void {
    if (this.#inside.delete(slot)) this.#place.remove(slot)
  }

  /** One card out, the other in, at once. */
  swap(slot: number): void {
    const before = this.#inside.get(slot)
    this.remove(slot)
    this.insert(slot, before === 'wang' ? 'lin' : 'wang')
  }

  /** The card in a slot out and in again, at once. */
  pushBack(slot: number): void {
    const card = this.#inside.get(slot)
    if (card === undefined) return
    this.remove(slot)
    this.insert(slot, card)
  }

  /** Which cards were in a slot from now until `end`. */
  watch(slot: number): { readonly end: () => ReadonlySet<ContractCard> } {
    const inside = this.#inside.get(slot)
    const watch = { slot, seen: new Set(inside === undefined ? [] : [inside]) }
    this.#watches.add(watch)
    return {
      end: () => {
        this.#watches.delete(watch)
        return watch.seen
      },
    }
  }
}

/** What a card answers to the commands of a basic read when nothing is between. */
export function basicAnswersOf(card: ContractCard): readonly Uint8Array[] {
  const chip = cardFor(card)
  chip.reset()
  return basicExchanges.map(({ capdu }) => {
    const pipeline = commandPipeline(decodeCommandApdu(capdu))
    let turn = pipeline.next()
    while (turn.done !== true) {
      turn = pipeline.next(decodeResponseApdu(chip.transmit(encodeCommandApdu(turn.value)) ?? new Uint8Array()))
    }
    return encodeResponseApdu(turn.value)
  })
}
