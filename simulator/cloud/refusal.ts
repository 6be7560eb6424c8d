import { counterparts } from '#protocols/errors/official/counterpart'

/** The centre does not do what it was asked; the status code of nhi-facts §3.2 says why, and nothing happens. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly statusCode: number

  constructor(statusCode: number) {
    super(`the centre answers ${statusCode}`)
    this.statusCode = statusCode
  }
}

const statusCodes = new Map(counterparts.map(({ csHIS, cs6 }) => [csHIS, cs6]))

/** What 6.0 says where csHIS has a code of its own. @param otherwise where it says nothing like it */
export function statusOf(csHisCode: number, otherwise: number): number {
  return statusCodes.get(csHisCode) ?? otherwise
}
