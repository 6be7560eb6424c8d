import type { Journal } from '#protocols/port/journal'
import type { Caller } from '../handlers/handler.ts'
import type { KeptNumber } from './patient-numbers.ts'

type Told = Pick<KeptNumber, 'visitId' | 'patientId'>

/**
 * Keeps that numbers were told, once they have left: one that did not is given to whoever asks for the same again. What a full disk
 * does not take is kept as soon as it does.
 */
export class ToldNumbers {
  readonly #unkept = new Map<string, Told>()

  tellWhenSent(journal: Journal, { visitId, patientId }: Told, { onSent }: Caller): void {
    const told = () => {
      this.#unkept.set(visitId, { visitId, patientId })
      try {
        this.keep(journal)
      } catch {
        // it was told all the same: it is kept later, or whoever asks for the same after a crash is told it once more
      }
    }
    if (onSent === undefined) told()
    else onSent(told)
  }

  /** To be called before anybody is told a number as one that nobody was told. @throws NhicardError STORE_FULL, STORE_UNAVAILABLE */
  keep(journal: Journal): void {
    for (const { visitId, patientId } of this.#unkept.values()) {
      journal.note({ visitId, patientId, kind: 'number.told', content: {} })
      this.#unkept.delete(visitId)
    }
  }
}
