import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Journal } from '#protocols/port/journal'
import type { Caller } from '../handlers/handler.ts'
import type { KeptNumber } from './patient-numbers.ts'

type Told = Pick<KeptNumber, 'visitId' | 'patientId'>

/**
 * Keeps that numbers were told, once they have left: one that did not is given to whoever asks for the same again. What a full disk
 * does not take is kept as soon as it does.
 */
export class ToldNumbers {
  readonly #unkept = new Map<string, Told & { readonly journal: Journal }>()

  tellWhenSent(journal: Journal, { visitId, patientId }: Told, { onSent }: Caller): void {
    const told = () => {
      this.#unkept.set(visitId, { journal, visitId, patientId })
      this.keepIfPossible()
    }
    if (onSent === undefined) told()
    else onSent(told)
  }

  /** To be called before anybody is told a number as one that nobody was told. @throws NhicardError STORE_FULL, STORE_UNAVAILABLE */
  keep(): void {
    for (const { journal, visitId, patientId } of this.#unkept.values()) {
      try {
        journal.note({ visitId, patientId, kind: 'number.told', content: {} })
      } catch (error) {
        if (error instanceof NhicardError) throw error
        // nothing more can be kept of this visit, as of one whose patient was forgotten since: it holds up nobody else
      }
      this.#unkept.delete(visitId)
    }
  }

  /** It was told all the same: what cannot be kept now is kept later, or whoever asks for the same after a crash is told it once more. */
  keepIfPossible(): void {
    try {
      this.keep()
    } catch (error) {
      if (!(error instanceof NhicardError)) throw error
    }
  }
}
