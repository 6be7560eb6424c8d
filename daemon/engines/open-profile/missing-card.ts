import { NhicardError } from '#protocols/errors/nhicard-error'
import type { ReaderStatusShape } from '#protocols/native-api/schemas'
import type { CardLookout } from './card-lookout.ts'

/** The card that somebody wanted. */
export interface WantedCard {
  /** undefined for the only one. */
  readonly reader: string | undefined
  readonly wanted: 'HC' | 'HPC'
}

/** Why none was recognised, said as plainly as the readers allow. */
export function whyNoCard(
  { reader, wanted }: WantedCard, all: readonly ReaderStatusShape[], lookout: Pick<CardLookout, 'in' | 'failure'>,
): NhicardError {
  const readers = all.filter((one) => reader === undefined || one.reader === reader)
  if (readers.length === 0) {
    return reader === undefined ? new NhicardError('READER_ABSENT', {}) : new NhicardError('READER_UNKNOWN', { reader })
  }
  const empty = readers.filter(({ card }) => card === null)
  const full = readers.filter(({ card }) => card !== null)
  // a SAM or another role's card is in its own place, as long as a reader is free for the one that is wanted
  const strangers = full.filter((one) => !lookout.in(one.reader).some(({ kind }) => kind !== 'other'))
  const holding = empty.length === 0 ? full : strangers
  const [first] = holding
  if (first === undefined) return new NhicardError('CARD_ABSENT', { reader: namesOf(empty) })
  const failure = reader === undefined && holding.length > 1 ? undefined : lookout.failure(first.reader)
  if (failure !== undefined) return failure
  if (first.card?.mute) return new NhicardError('CARD_SILENT', { reader: first.reader, step: 'reset' })
  return new NhicardError('CARD_KIND_WRONG', { reader: namesOf(holding), wanted })
}

function namesOf(readers: readonly ReaderStatusShape[]): string {
  return readers.map(({ reader }) => reader).join(', ')
}
