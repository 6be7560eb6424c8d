/** Something that passes one by one, is counted, and may be struck before one of it. */
export class Turnstile {
  /** Lengths of what has passed. */
  readonly passed: number[] = []
  struck = false
  readonly #at: number
  readonly #strike: () => void

  constructor(at = Infinity, strike: () => void = () => {}) {
    this.#at = at
    this.#strike = strike
  }

  pass(length: number): void {
    const index = this.passed.push(length) - 1
    if (index !== this.#at) return
    this.struck = true
    this.#strike()
  }
}
