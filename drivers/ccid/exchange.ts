import type { PinEntry } from '#protocols/ccid/pin-entry'
import type { CcidRequest } from '#protocols/ccid/messages'
import { SlotError } from '../reader/reader.ts'
import type { Agreement } from './agreement.ts'
import type { CcidFacts } from './facts.ts'
import type { CardPatience, Patience } from './patience.ts'
import type { SlotCommands } from './slot-commands.ts'

/** Carries command APDUs to a card in one way, from one power-on to the next. */
export interface CardExchange {
  /** @throws SlotError */
  transmit(capdu: Uint8Array): Promise<Uint8Array>
  /** The digits are put into `capdu` by the reader. @throws SlotError */
  transmitPin(capdu: Uint8Array, entry: PinEntry): Promise<Uint8Array>
}

export interface ExchangeOptions {
  readonly commands: SlotCommands
  readonly facts: CcidFacts
  readonly agreement: Agreement
  readonly patience: CardPatience
}

export interface Piece {
  readonly abData: Uint8Array
  readonly bChainParameter: number
}

/** Runs a command that is answered by a data block. @throws SlotError */
export async function dataBlock(commands: SlotCommands, request: CcidRequest, patience: Patience): Promise<Piece> {
  const answer = await commands.accepted(request, patience)
  if (answer.name === 'RDR_to_PC_DataBlock') return answer
  throw new SlotError('readerLost', 'unexpectedAnswer')
}
