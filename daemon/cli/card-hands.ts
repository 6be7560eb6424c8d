import { createInterface } from 'node:readline'

const HELP = 'commands on standard input: insert [card], remove, swap <card>, quit'

/** A shelf of simulated cards, whatever a card is. */
export type Shelf<Card> = readonly {
  readonly card: string, readonly label: { readonly zh: string, readonly en: string }, readonly make: () => Card
}[]

/** What moves a simulated card. */
export interface CardHands<Card> {
  insert(card: Card): void
  remove(): void
  swap(card: Card): void
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints the cards there are. */
export function listCards(shelf: Shelf<unknown>): void {
  for (const { card, label } of shelf) say(`${card}\t${label.zh}\t${label.en}`)
}

/** @throws Error that names what is wrong */
export function cardOf<Card>(shelf: Shelf<Card>, key: string): Card {
  const shelved = shelf.find(({ card }) => card === key)
  if (shelved === undefined) throw new Error(`no card ${key}; --list shows them`)
  return shelved.make()
}

/** Lines on standard input move the card, until `quit`; the end of the input ends nothing: a service has none. */
export async function moveCards<Card>(hands: CardHands<Card>, shelf: Shelf<Card>, first: string): Promise<void> {
  say(HELP)
  for await (const line of createInterface({ input: process.stdin })) {
    const [command = '', key = first] = line.trim().split(/\s+/)
    try {
      if (command === 'insert') hands.insert(cardOf(shelf, key))
      else if (command === 'remove') hands.remove()
      else if (command === 'swap') hands.swap(cardOf(shelf, key))
      else if (command === 'quit') return
      else if (command !== '') say(HELP)
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
    }
  }
  return new Promise(() => {})
}
