import { readBasic, readBasicWithin } from '../engines/chip.ts'
import type { Readers } from '../sessions/readers.ts'
import type { Caller, Handlers } from './handler.ts'

/** What is known of cards beside their public data. */
export interface KnownCards {
  /** Whether a session is open with the card in a reader, which choosing the application would end. */
  readonly isOpen: (reader: string) => boolean
  /** The reader of the only health card among several cards; undefined when there is none, or more than one. */
  readonly onlyHealthCard: (caller: Caller) => Promise<string | undefined>
}

export function cardHandlers(
  readers: Readers, { isOpen, onlyHealthCard }: KnownCards,
): Pick<Handlers, 'readers.list' | 'readers.health' | 'card.readBasic'> {
  return {
    'readers.list': () => ({ readers: readers.list() }),
    'readers.health': () => ({ readers: readers.health() }),
    'card.readBasic': async ({ reader: given }, caller) => {
      const several = readers.list().filter(({ card }) => card !== null).length > 1
      const reader = given ?? (several ? await onlyHealthCard(caller) : undefined)
      return readers.withCard(reader, caller, async (card) => {
        const basic = await (isOpen(card.reader) ? readBasicWithin(card) : readBasic(card))
        caller.audit?.({ patientId: basic.idCardNum })
        return { reader: card.reader, epoch: card.epoch, basic }
      })
    },
  }
}
