import { MalformedError } from '#protocols/bytes/malformed'
import { pinVerification, pinVerificationOf } from '#protocols/ccid/pin-data'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import { SlotError } from '../reader/reader.ts'
import type { ExchangeOptions, Piece } from './exchange.ts'
import { roomIn } from './facts.ts'
import { refusalError } from './slot-fault.ts'

export interface PinCommand {
  readonly apdu: Uint8Array
  readonly entry: PinEntry
  /** NAD, PCB and LEN where the reader is given blocks of T=1. */
  readonly prologue?: Uint8Array
}

/**
 * Has a PIN entered at the reader's pad (CCID rev 1.1 §6.1.11): the digits go from there to the card and never here.
 * @returns what the card answered
 * @throws SlotError `pinTimeout`, `pinCancelled`, and `pinPadAbsent` for a reader that does not know the command:
 * nothing was sent to the card then
 */
export async function enterPin(
  { commands, facts, patience }: ExchangeOptions, { apdu, entry, prologue }: PinCommand,
): Promise<Piece> {
  const abData = spelt(() => pinVerification.encode(pinVerificationOf({
    entry, apdu, ...(prologue === undefined ? {} : { prologue }),
    ...(facts.pinMessage === undefined ? {} : { message: facts.pinMessage }),
  })))
  if (abData.length > roomIn(facts)) throw new SlotError('refused', 'commandTooLong')
  const outcome = await commands.run(
    { name: 'PC_to_RDR_Secure', bBWI: 0, wLevelParameter: 0, abData }, patience.pin(entry.timeoutS),
  )
  if ('refusal' in outcome) {
    const { error, icc, hasData } = outcome.refusal
    // with an answer of the card in it: the PIN was sent, whatever the status says
    if (hasData && icc !== 'absent') throw new SlotError('transmission', error.name)
    if (error.name === 'CMD_NOT_SUPPORTED' && icc !== 'absent') throw new SlotError('pinPadAbsent', error.name)
    throw refusalError(outcome.refusal)
  }
  if (outcome.answer.name !== 'RDR_to_PC_DataBlock') throw new SlotError('readerLost', 'unexpectedAnswer')
  return outcome.answer
}

/** Failures of an entry after which the card was sent nothing. */
export function sentNothing(error: unknown): boolean {
  return error instanceof SlotError && ['pinTimeout', 'pinCancelled', 'pinPadAbsent'].includes(error.fault)
}

/** @throws SlotError `refused` for what has no spelling */
export function spelt<T>(write: () => T): T {
  try {
    return write()
  } catch (error) {
    if (error instanceof MalformedError) throw new SlotError('refused', error.field)
    throw error
  }
}
