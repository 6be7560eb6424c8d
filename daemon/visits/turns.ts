/** One after the other for each name, as of a patient whose card may come back in another reader. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Begins once everybody who came before by this name is done, however that ended. */
  async with<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#last.set(name, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(name) === mine) this.#last.delete(name)
    }
  }
}
