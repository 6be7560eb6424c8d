/** An answer of control software 6.0 that is no success; nothing of the caller's stands in it. */
export class Cs6Refusal extends Error {
  override readonly name = 'Cs6Refusal'
  readonly statusCode: number

  /** @param statusCode nhi-facts §3.2 */
  constructor(statusCode: number) {
    super(`status ${statusCode}`)
    this.statusCode = statusCode
  }
}
