/** A function's own verdict: the official code it returns, with nothing written into any buffer. */
export class CshisRefusal extends Error {
  override readonly name = 'CshisRefusal'
  /** nhi-facts §3.1. */
  readonly code: number

  constructor(code: number) {
    super(`official code ${code}`)
    this.code = code
  }
}
