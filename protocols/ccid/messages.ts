import { MalformedError } from '../bytes/malformed.ts'
import * as answers from './answers.ts'
import * as commands from './commands.ts'
import { decodeHeader } from './message.ts'

/** What the host may send. */
export const ccidCommands = Object.values(commands)
/** What the reader may answer. */
export const ccidAnswers = Object.values(answers)
export const ccidMessages = [...ccidCommands, ...ccidAnswers] as const

export type CcidCommand = ReturnType<(typeof ccidCommands)[number]['decode']>
export type CcidAnswer = ReturnType<(typeof ccidAnswers)[number]['decode']>
export type CcidMessage = CcidCommand | CcidAnswer

/** A command before it is given its place in the order of its slot. */
export type CcidRequest = Unplaced<CcidCommand>
type Unplaced<C> = C extends CcidCommand ? Omit<C, 'bSlot' | 'bSeq'> : never

/** Which message answers which, when the reader takes the command up at all (CCID rev 1.1 table 6.1-1). */
export const answerTo: Readonly<Record<CcidCommand['name'], CcidAnswer['name']>> = {
  PC_to_RDR_IccPowerOn: 'RDR_to_PC_DataBlock',
  PC_to_RDR_IccPowerOff: 'RDR_to_PC_SlotStatus',
  PC_to_RDR_GetSlotStatus: 'RDR_to_PC_SlotStatus',
  PC_to_RDR_XfrBlock: 'RDR_to_PC_DataBlock',
  PC_to_RDR_GetParameters: 'RDR_to_PC_Parameters',
  PC_to_RDR_ResetParameters: 'RDR_to_PC_Parameters',
  PC_to_RDR_SetParameters: 'RDR_to_PC_Parameters',
  PC_to_RDR_Escape: 'RDR_to_PC_Escape',
  PC_to_RDR_IccClock: 'RDR_to_PC_SlotStatus',
  PC_to_RDR_T0APDU: 'RDR_to_PC_SlotStatus',
  PC_to_RDR_Secure: 'RDR_to_PC_DataBlock',
  PC_to_RDR_Mechanical: 'RDR_to_PC_SlotStatus',
  PC_to_RDR_Abort: 'RDR_to_PC_SlotStatus',
  PC_to_RDR_SetDataRateAndClockFrequency: 'RDR_to_PC_DataRateAndClockFrequency',
}

/** A row seen without its types: which value belongs to it is known by the name. */
interface AnyRow<Value> {
  readonly name: string
  readonly bMessageType: number
  encode(value: Value): Uint8Array
  decode(bytes: Uint8Array): Value
}

/** @throws MalformedError when a number does not fit its field */
export function encodeCcid(message: CcidMessage): Uint8Array {
  const rows: readonly AnyRow<CcidMessage>[] = ccidMessages
  const row = rows.find(({ name }) => name === message.name)
  if (row === undefined) throw new MalformedError('CCID message', 'no such name')
  return row.encode(message)
}

/** Reads a message for a reader. @throws MalformedError when it is none the host may send */
export function decodeCcidCommand(bytes: Uint8Array): CcidCommand {
  return decodeBy<CcidCommand>(ccidCommands, bytes)
}

/** Reads a message for the host. @throws MalformedError when it is none a reader may answer */
export function decodeCcidAnswer(bytes: Uint8Array): CcidAnswer {
  return decodeBy<CcidAnswer>(ccidAnswers, bytes)
}

function decodeBy<Value>(rows: readonly AnyRow<Value>[], bytes: Uint8Array): Value {
  const { bMessageType } = decodeHeader(bytes)
  const row = rows.find((one) => one.bMessageType === bMessageType)
  if (row === undefined) throw new MalformedError('bMessageType', 'no message of this direction has it')
  return row.decode(bytes)
}
