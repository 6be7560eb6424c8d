import { readBasic } from '../engines/chip.ts'
import type { Readers } from '../sessions/readers.ts'
import type { Handlers } from './handler.ts'

export function cardHandlers(readers: Readers): Pick<Handlers, 'readers.list' | 'readers.health' | 'card.readBasic'> {
  return {
    'readers.list': () => ({ readers: readers.list() }),
    'readers.health': () => ({ readers: readers.health() }),
    'card.readBasic': async ({ reader }, caller) => readers.withCard(reader, caller, async (card) => {
      const basic = await readBasic(card)
      return { reader: card.reader, epoch: card.epoch, basic }
    }),
  }
}
