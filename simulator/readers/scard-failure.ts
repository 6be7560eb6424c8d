import { scardError } from '#protocols/pcsc/scard-error'
import type { ScardFailure } from '#protocols/port/pcsc-context'

/** What a call to the simulated service fails with. */
export function scardFailure(code: number): ScardFailure {
  return Object.assign(new Error(scardError(code).name), { scard: code })
}
