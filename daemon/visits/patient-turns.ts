/** One after the other for each patient, whichever reader the card is in: a card that was pulled may come back in another one. */
export class PatientTurns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Begins once everybody who came before for this patient is done, however that ended. */
  async with<Value>(patientId: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(patientId) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#last.set(patientId, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(patientId) === mine) this.#last.delete(patientId)
    }
  }
}
