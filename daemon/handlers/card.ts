import { readBasic, readBasicWithin } from '../engines/chip.ts'
import type { Readers } from '../sessions/readers.ts'
import type { Handlers } from './handler.ts'

/** @param isOpen whether a session is open with the card in a reader, which choosing the application would end */
export function cardHandlers(
  readers: Readers, isOpen: (reader: string) => boolean,
): Pick<Handlers, 'readers.list' | 'readers.health' | 'card.readBasic'> {
  return {
    'readers.list': () => ({ readers: readers.list() }),
    'readers.health': () => ({ readers: readers.health() }),
    'card.readBasic': async ({ reader }, caller) => readers.withCard(reader, caller, async (card) => {
      const basic = await (isOpen(card.reader) ? readBasicWithin(card) : readBasic(card))
      return { reader: card.reader, epoch: card.epoch, basic }
    }),
  }
}
