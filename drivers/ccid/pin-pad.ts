import { MalformedError } from '#protocols/bytes/malformed'
import { pinVerification, pinVerificationOf } from '#protocols/ccid/pin-data'
import { pinModification, pinModificationOf, pinModificationOfThree } from '#protocols/ccid/pin-modification'
import type { PinEntry } from '#protocols/ccid/pin-entry'
import { SlotError } from '../reader/reader.ts'
import type { ExchangeOptions, Piece } from './exchange.ts'
import { roomIn, type CcidFacts } from './facts.ts'
import { refusalError } from './slot-fault.ts'

export interface PinCommand {
  readonly apdu: Uint8Array
  readonly entry: PinEntry
  /** NAD, PCB and LEN where the reader is given blocks of T=1. */
  readonly prologue?: Uint8Array
}

/**
 * Has a PIN entered or changed at the reader's pad (CCID rev 1.1 §6.1.11, §6.1.12): the digits go from there to the card and never here.
 * @returns what the card answered
 * @throws SlotError `pinTimeout`, `pinCancelled`, and `pinPadAbsent` for a reader that does not know the command:
 * nothing was sent to the card then
 */
export async function enterPin(
  { commands, facts, patience }: ExchangeOptions, { apdu, entry, prologue }: PinCommand,
): Promise<Piece> {
  const command = { entry, apdu, ...prologue === undefined ? {} : { prologue } }
  const abData = spelt(() => entry.change === undefined ? verificationOf(command, facts) : modificationOf(command, facts))
  if (abData.length > roomIn(facts)) throw new SlotError('refused', 'commandTooLong')
  const outcome = await commands.run(
    { name: 'PC_to_RDR_Secure', bBWI: 0, wLevelParameter: 0, abData }, patience.pin(entry),
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

function verificationOf(command: PinCommand, { pinMessage }: CcidFacts): Uint8Array {
  return pinVerification.encode(pinVerificationOf({ ...command, ...pinMessage === undefined ? {} : { message: pinMessage } }))
}

function modificationOf(command: PinCommand, { pinIndices }: CcidFacts): Uint8Array {
  const ofThree = pinIndices === 'three'
  return (ofThree ? pinModificationOfThree : pinModification).encode(pinModificationOf({ ...command, ofThree }))
}

/**
 * What a reader says in place of the card when the new PIN was entered differently, or in a wrong length (PC/SC part 10
 * rev 2.02 §2.6.2). CCID has no bError for it; that a reader says it as the data of its answer is assumed, and libccid
 * takes two bytes that are no block of T=1 for the reader's own too.
 */
const OWN_WORDS: readonly number[] = [0x6402, 0x6403]

/** Whether an answer that ought to be a block of T=1 is the reader's own word, and the card was sent nothing. */
export function isOwnWord(abData: Uint8Array): boolean {
  return abData.length === 2 && OWN_WORDS.includes((abData[0] ?? 0) << 8 | (abData[1] ?? 0))
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
