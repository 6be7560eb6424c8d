import { newCard, usedCard, type HcImage } from '#simulator/cards/hc-image'
import { HealthCard } from '#simulator/cards/health-card'
import type { SimulatedCard } from '#simulator/cards/simulated-card'
import type { Person } from '#simulator/people'
import { expired, usedUp } from '#simulator/insured-people'
import { people } from '#simulator/people'

/** Somebody with a card, as it was issued. */
export interface Patient {
  readonly person: Person
  readonly image: HcImage
}

const [first, second, third] = people(7, 3) as [Person, Person, Person]

export const patients = {
  first: { person: first, image: usedCard },
  second: { person: second, image: newCard },
  third: { person: third, image: newCard },
  usedUp: { person: usedUp, image: { ...newCard, validity: [{ cardValidity: '2031-12-31', treatmentCounter: 0 }] } },
  expired: { person: expired, image: { ...newCard, validity: [{ cardValidity: '2025-12-31', treatmentCounter: 5 }] } },
} as const satisfies Record<string, Patient>

/**
 * A health card whose memory outlives its electronics: what was written can be taken away and put into a new one, as the memory
 * of a card that lost its power. Every command of it is told of, before and after.
 */
export class PatientCard implements SimulatedCard {
  readonly patient: Patient
  readonly #told: (moment: 'before' | 'after') => void
  #card: HealthCard

  constructor(patient: Patient, told: (moment: 'before' | 'after') => void) {
    this.patient = patient
    this.#told = told
    this.#card = PatientCard.#made(patient)
  }

  static #made({ person, image }: Patient): HealthCard {
    return new HealthCard(person, { image })
  }

  get card(): HealthCard {
    return this.#card
  }

  get atr(): Uint8Array {
    return this.#card.atr
  }

  get memory(): Uint8Array {
    return this.#card.eeprom.read(0, Infinity)
  }

  /** A card that has this memory, and no power yet. */
  restore(memory: Uint8Array): void {
    this.#card = PatientCard.#made(this.patient)
    this.#card.eeprom.write(0, memory)
  }

  reset(): void {
    this.#card.reset()
  }

  transmit(capdu: Uint8Array): Uint8Array | undefined {
    this.#told('before')
    const answer = this.#card.transmit(capdu)
    this.#told('after')
    return answer
  }
}
