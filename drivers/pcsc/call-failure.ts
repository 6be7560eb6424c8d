import { scardError, type ScardClass } from '#protocols/pcsc/scard-error'
import type { TransferFailure } from '#protocols/port/reader-link'
import type { HealthCount } from '#protocols/reader/health'

const SCARD_F_COMM_ERROR = 0x80100013

/** What a failed call makes of a transfer. */
export const failureOf = {
  ok: 'readerFailed', cardGone: 'cardRemoved', cardReset: 'cardChanged', cardSilent: 'cardSilent',
  readerGone: 'readerLost', serviceGone: 'readerLost', busy: 'readerBusy',
  transient: 'readerFailed', fault: 'readerFailed',
} as const satisfies Record<ScardClass, TransferFailure>

/** What of a failed call is counted, because a reader that wears shows it. */
export const wearOf: Partial<Record<ScardClass, HealthCount>> = {
  cardGone: 'removedInTransfer', cardReset: 'cardReset', cardSilent: 'cardSilent', transient: 'transmissionError',
}

/** The code of a ScardFailure; undefined of any other error. */
export function scardOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('scard' in error)) return undefined
  return typeof error.scard === 'number' ? error.scard : undefined
}

/** The exchange did not come to its end, or the card did not answer: a further try may well succeed. */
export function isTransmissionError(error: unknown): boolean {
  const code = scardOf(error)
  if (code === undefined) return false
  return code === SCARD_F_COMM_ERROR || ['cardSilent', 'transient'].includes(scardError(code).class)
}
