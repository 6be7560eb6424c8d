import { concat } from '#protocols/bytes/byte-array'
import { readNumbers } from '#protocols/ccid/record'
import type { CcidAnswer } from '#protocols/ccid/messages'

/** What a slot has to say to a command, before it is put into the message that answers it. */
export interface Reply {
  /** What follows the header. */
  readonly abData: Uint8Array
  /** Undefined when the command was carried out. */
  readonly bError?: number
  /** The last byte of the header, where the message has one: bChainParameter, bClockStatus or bProtocolNum. */
  readonly last?: number
  /** Time extensions asked for first, each with its multiplier. */
  readonly extensions?: readonly number[]
  /** Milliseconds the card was waited for in vain. */
  readonly waitedMs?: number
}

/** Values of bError (CCID rev 1.1 §6.2.6, table 6.2-2). Lower ones name the offset of a field that is wrong. */
export const slotError = {
  CMD_ABORTED: 0xff,
  ICC_MUTE: 0xfe,
  XFR_PARITY_ERROR: 0xfd,
  XFR_OVERRUN: 0xfc,
  HW_ERROR: 0xfb,
  BAD_ATR_TS: 0xf8,
  BAD_ATR_TCK: 0xf7,
  ICC_PROTOCOL_NOT_SUPPORTED: 0xf6,
  PROCEDURE_BYTE_CONFLICT: 0xf4,
  PIN_TIMEOUT: 0xf0,
  PIN_CANCELLED: 0xef,
  CMD_SLOT_BUSY: 0xe0,
  CMD_NOT_SUPPORTED: 0x00,
} as const

/** Offsets of fields in a command. */
export const offset = { dwLength: 1, bSlot: 5, specific: 7, wLevelParameter: 8, abData: 10 } as const

const NOTHING = new Uint8Array()

export const done: Reply = { abData: NOTHING }

export function failed(bError: number, waitedMs = 0): Reply {
  return { abData: NOTHING, bError, waitedMs }
}

interface Place {
  readonly bSlot: number
  readonly bSeq: number
  readonly bStatus: number
  readonly bError: number
}

/** Puts a reply into the message of this name. */
export function answerOf(name: CcidAnswer['name'], place: Place, { abData, last = 0 }: Reply): CcidAnswer {
  switch (name) {
    case 'RDR_to_PC_DataBlock': return { name, ...place, bChainParameter: last, abData }
    case 'RDR_to_PC_SlotStatus': return { name, ...place, bClockStatus: last }
    case 'RDR_to_PC_Parameters': return { name, ...place, bProtocolNum: last, abProtocolDataStructure: abData }
    case 'RDR_to_PC_Escape': return { name, ...place, abData }
    case 'RDR_to_PC_DataRateAndClockFrequency': {
      // always 8 bytes, zeros when the command failed
      const whole = concat(abData, new Uint8Array(8))
      return { name, ...place, ...readNumbers({ dwClockFrequency: 4, dwDataRate: 4 }, whole) }
    }
  }
}
