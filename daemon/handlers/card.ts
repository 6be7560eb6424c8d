import { readBasic, readBasicWithin } from '../engines/chip.ts'
import type { FromCard } from '../sessions/epoch.ts'
import type { PresentCard } from '../sessions/present-card.ts'
import type { Readers } from '../sessions/readers.ts'
import type { Caller, Handlers } from './handler.ts'

/** What is known of cards beside their public data. */
export interface KnownCards {
  /** Whether a session is open with the card in a reader, which choosing the application would end. */
  readonly isOpen: (reader: string) => boolean
  /** The reader of the only health card among several cards; undefined when there is none, or more than one. */
  readonly onlyHealthCard: (caller: Caller) => Promise<string | undefined>
}

/** Calls back with the 身分證號 of the health card in a reader, which goes nowhere from here. */
export type WithOwner = <Value>(
  reader: string, caller: Caller, work: (patientId: string) => Promise<Value>,
) => Promise<FromCard<Value>>

const basicOf = (card: PresentCard, { isOpen }: Pick<KnownCards, 'isOpen'>) => isOpen(card.reader) ? readBasicWithin(card) : readBasic(card)

export function ownersOf(readers: Readers, known: Pick<KnownCards, 'isOpen'>): WithOwner {
  return (reader, caller, work) => readers.withCard(reader, caller, async (card) => {
    const { idCardNum } = await basicOf(card, known)
    return work(idCardNum)
  })
}

export function cardHandlers(
  readers: Readers, known: KnownCards,
): Pick<Handlers, 'readers.list' | 'readers.health' | 'card.readBasic'> {
  return {
    'readers.list': () => ({ readers: readers.list() }),
    'readers.health': () => ({ readers: readers.health() }),
    'card.readBasic': async ({ reader: given }, caller) => {
      const several = readers.list().filter(({ card }) => card !== null).length > 1
      const reader = given ?? (several ? await known.onlyHealthCard(caller) : undefined)
      return readers.withCard(reader, caller, async (card) => {
        const basic = await basicOf(card, known)
        caller.audit?.({ patientId: basic.idCardNum })
        return { reader: card.reader, epoch: card.epoch, basic }
      })
    },
  }
}
