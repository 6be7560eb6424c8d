import { ClinicServer } from '#simulator/attachments/clinic-server'
import { cardShelf, type ShelvedCard } from '#simulator/card-shelf'
import { HealthCard } from '#simulator/cards/health-card'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import { Clinic } from '#simulator/clinic'
import type { KillSwitch } from './kill-switch.ts'

/** Two stations, and the professional card. */
export const killReaders = ['Simulated Reader 01', 'Simulated Reader 02', 'Simulated Reader 03'] as const
const [, , HPC_READER] = killReaders

/** A card that tells of each command, and does none for the dead. */
class WatchedCard implements SimulatedCard {
  readonly card: SimulatedCard
  readonly #kills: KillSwitch

  constructor(card: SimulatedCard, kills: KillSwitch) {
    this.card = card
    this.#kills = kills
  }

  get atr(): Uint8Array {
    return this.card.atr
  }

  reset(): void {
    this.card.reset()
  }

  transmit(capdu: Uint8Array): Uint8Array | undefined {
    if (!this.#kills.tell('command')) return undefined
    const answer = this.card.transmit(capdu)
    return this.#kills.tell('commandDone') ? answer : undefined
  }
}

/** Readers and cards in this process, which outlive the daemon. */
export class KillClinic {
  readonly server: ClinicServer
  readonly #clinic: Clinic
  readonly #cards: ReadonlyMap<string, WatchedCard>

  private constructor(server: ClinicServer, clinic: Clinic, cards: ReadonlyMap<string, WatchedCard>) {
    this.server = server
    this.#clinic = clinic
    this.#cards = cards
  }

  /** @param keys cards of the shelf that are watched */
  static async open(kills: KillSwitch, keys: readonly string[]): Promise<KillClinic> {
    const shelf = cardShelf(1).filter(({ card }) => keys.includes(card))
    const cards = new Map(shelf.map(({ card, make }) => [card, new WatchedCard(make(), kills)]))
    const watched = shelf.map((shelved): ShelvedCard => ({ ...shelved, make: () => cards.get(shelved.card)! }))
    const clinic = new Clinic('no-reader', 1, watched)
    for (const reader of killReaders) clinic.addReader(reader)
    clinic.insert(HPC_READER, 'hpc.physician')
    return new KillClinic(await ClinicServer.open(clinic), clinic, cards)
  }

  /** The health card itself. */
  card(key: string): HealthCard {
    const card = this.#cards.get(key)?.card
    if (!(card instanceof HealthCard)) throw new RangeError(`${key} is no health card of this clinic`)
    return card
  }

  /** Puts a card into a reader, wherever it was. @returns whether that changed anything */
  seat(reader: string, key: string): boolean {
    if (this.#clinic.cards().find(({ card }) => card === key)?.readerName === reader) return false
    if (this.#clinic.cardIn(reader) !== undefined) this.#clinic.remove(reader)
    this.#clinic.insert(reader, key)
    return true
  }

  pull(reader: string): void {
    this.#clinic.remove(reader)
  }
}
