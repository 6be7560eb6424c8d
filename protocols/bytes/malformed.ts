/**
 * Bytes, or a value, that are not what their declaration says. Names the declared field and the rule it breaks;
 * never carries the bytes themselves, because they may be a patient's.
 */
export class MalformedError extends Error {
  override readonly name = 'MalformedError'
  readonly field: string
  readonly why: string

  constructor(field: string, why: string) {
    super(`${field}: ${why}`)
    this.field = field
    this.why = why
  }
}
