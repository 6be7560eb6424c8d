import { cardShelf, type ShelvedCard } from './card-shelf.ts'
import type { SimulatedCard } from './cards/simulated-card.ts'
import type { World } from '#protocols/native-api/method'

/** What a reader of the clinic tells whoever attached it. */
export interface ClinicListener {
  readerAdded(name: string): void
  readerRemoved(name: string): void
  inserted(name: string, card: SimulatedCard): void
  removed(name: string): void
  /** Another program reset the card. */
  reset(name: string): void
}

interface Place {
  key: string
  card: SimulatedCard
}

/** Worlds by the names that examples use: which readers there are, and what they hold at the start. */
const worlds: Readonly<Record<World, Readonly<Record<string, string | null>>>> = {
  'one-clinic': { 'Simulated Reader 01': 'hc.wang', 'Simulated Reader 02': null },
  'no-reader': {},
  'three-cards': { 'Simulated Reader 01': 'hc.wang', 'Simulated Reader 02': 'hpc.physician' },
  'dedicated-reader': {
    'Simulated Reader 01': 'hc.wang', 'Simulated Reader 02': 'hpc.physician', 'Simulated Reader 03': 'sam',
  },
  'pharmacist': { 'Simulated Reader 01': 'hc.wang', 'Simulated Reader 02': 'hpc.pharmacist' },
  'check-up': { 'Simulated Reader 01': 'hc.mother', 'Simulated Reader 02': 'hpc.physician' },
  'pin-card': { 'Simulated Reader 01': 'hc.pin', 'Simulated Reader 02': null },
}

/** A simulated clinic: readers, and cards that somebody inserts, removes and swaps. Deterministic from its seed. */
export class Clinic {
  readonly #shelf: readonly ShelvedCard[]
  readonly #readers = new Map<string, Place | null>()
  /** A card keeps what was written to it, in whichever reader it is put next. */
  readonly #made = new Map<string, SimulatedCard>()
  #listener: ClinicListener | undefined

  /** @param extra cards of a test or scenario, beside those of the shelf */
  constructor(world: World = 'one-clinic', seed = 1, extra: readonly ShelvedCard[] = []) {
    this.#shelf = [...extra, ...cardShelf(seed)]
    for (const [name, key] of Object.entries(worlds[world])) {
      const shelved = this.#find(key ?? '')
      this.#readers.set(name, shelved === undefined ? null : { key: shelved.card, card: this.#cardOf(shelved) })
    }
  }

  /** Reports what is there, then every change. */
  attach(listener: ClinicListener): void {
    this.#listener = listener
    for (const [name, place] of this.#readers) {
      listener.readerAdded(name)
      if (place !== null) listener.inserted(name, place.card)
    }
  }

  detach(): void {
    this.#listener = undefined
  }

  cardIn(name: string): SimulatedCard | undefined {
    return this.#readers.get(name)?.card
  }

  cards(): { card: string, label: ShelvedCard['label'], readerName: string | null }[] {
    const where = new Map([...this.#readers].flatMap(([name, place]) => (place === null ? [] : [[place.key, name]])))
    return this.#shelf.map(({ card, label }) => ({ card, label, readerName: where.get(card) ?? null }))
  }

  addReader(name: string): void {
    if (this.#readers.has(name)) return
    this.#readers.set(name, null)
    this.#listener?.readerAdded(name)
  }

  removeReader(name: string): void {
    if (this.#readers.delete(name)) this.#listener?.readerRemoved(name)
  }

  /** A card is in one place only: it leaves the reader it was in. */
  insert(name: string, key: string): 'readerUnknown' | 'cardUnknown' | 'readerOccupied' | undefined {
    if (!this.#readers.has(name)) return 'readerUnknown'
    const shelved = this.#find(key)
    if (shelved === undefined) return 'cardUnknown'
    if (this.#readers.get(name) != null) return 'readerOccupied'
    this.#take(key)
    const card = this.#cardOf(shelved)
    this.#readers.set(name, { key, card })
    this.#listener?.inserted(name, card)
    return undefined
  }

  remove(name: string): 'cardAbsent' | undefined {
    if (this.#readers.get(name) == null) return 'cardAbsent'
    this.#readers.set(name, null)
    this.#listener?.removed(name)
    return undefined
  }

  /** The hand was faster than the reader's poll: another card is there, and nobody is told. */
  swap(name: string, key: string): 'cardUnknown' | 'cardAbsent' | undefined {
    const shelved = this.#find(key)
    if (shelved === undefined) return 'cardUnknown'
    if (this.#readers.get(name) == null) return 'cardAbsent'
    if (this.#readers.get(name)?.key !== key) this.#take(key)
    const card = this.#cardOf(shelved)
    card.reset()
    this.#readers.set(name, { key, card })
    return undefined
  }

  /** What another program on the PC may do at any time. */
  resetCard(name: string): void {
    const place = this.#readers.get(name)
    if (place == null) return
    place.card.reset()
    this.#listener?.reset(name)
  }

  #find(key: string): ShelvedCard | undefined {
    return this.#shelf.find(({ card }) => card === key)
  }

  #cardOf({ card: key, make }: ShelvedCard): SimulatedCard {
    const card = this.#made.get(key) ?? make()
    this.#made.set(key, card)
    return card
  }

  #take(key: string): void {
    for (const [name, place] of this.#readers) if (place?.key === key) this.remove(name)
  }
}
