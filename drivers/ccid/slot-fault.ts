import type { SlotFailure } from '#protocols/ccid/slot.machine'
import type { IccStatus } from '#protocols/ccid/slot-status'
import type { T0Failure } from '#protocols/iso7816/t0/machine'
import type { T1Failure } from '#protocols/iso7816/t1/host-context'
import { SlotError, type SlotFault } from '../reader/reader.ts'
import type { Refusal } from './slot-commands.ts'

/** bError by name; what is not named here is `refused`. */
const ofError: Readonly<Record<string, SlotFault>> = {
  ICC_MUTE: 'cardMute',
  XFR_PARITY_ERROR: 'transmission', XFR_OVERRUN: 'transmission', HW_ERROR: 'transmission',
  PROCEDURE_BYTE_CONFLICT: 'transmission', BAD_ATR_TS: 'transmission', BAD_ATR_TCK: 'transmission',
  ICC_PROTOCOL_NOT_SUPPORTED: 'protocol', ICC_CLASS_NOT_SUPPORTED: 'protocol', DEACTIVATED_PROTOCOL: 'protocol',
  PIN_TIMEOUT: 'pinTimeout', PIN_CANCELLED: 'pinCancelled',
}

/** What a refusal says of the card. Without a card every command fails, whatever the reader calls it. */
export function refusalError({ error, icc }: Refusal): SlotError {
  return new SlotError(icc === 'absent' ? 'cardAbsent' : ofError[error.name] ?? 'refused', error.name)
}

const ofFailure: Readonly<Record<SlotFailure, SlotFault>> = {
  timedOut: 'cardMute', hardwareError: 'transmission', cancelled: 'readerLost', notSent: 'readerLost',
  abortFailed: 'readerLost', malformedAnswer: 'readerLost', unexpectedAnswer: 'readerLost',
  answersOutOfStep: 'readerLost', timeExtensionStorm: 'readerLost', slotUnusable: 'readerLost',
  readerRemoved: 'readerLost',
}

export function failureError(failure: SlotFailure): SlotError {
  return new SlotError(ofFailure[failure], failure)
}

/** After these a slot can be used on; after any other the reader is not to be trusted. */
export function leavesSlotUsable(failure: SlotFailure): boolean {
  return failure === 'timedOut' || failure === 'hardwareError' || failure === 'cancelled'
}

const ofT0: Readonly<Record<T0Failure, SlotFault>> = {
  workWaitingTime: 'cardMute', illegalProcedureByte: 'transmission', dataIncomplete: 'transmission',
  parity: 'transmission', surplusBytes: 'transmission', resetNeeded: 'cardMute',
}

export function t0Error(failure: T0Failure): SlotError {
  return new SlotError(ofT0[failure], failure)
}

const ofT1: Readonly<Record<T1Failure, SlotFault>> = {
  mute: 'cardMute', unresponsive: 'transmission', doubtful: 'transmission', aborted: 'transmission',
  cancelled: 'readerLost', tooLong: 'protocol',
}

export function t1Error(failure: T1Failure): SlotError {
  return new SlotError(ofT1[failure], failure)
}

/** A card that is there, said by the status of an answer. */
export function isInside(icc: IccStatus): boolean {
  return icc === 'active' || icc === 'inactive'
}
