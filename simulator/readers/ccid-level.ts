import { MalformedError } from '#protocols/bytes/malformed'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import { decodePps, ppsLength } from '#protocols/iso7816/pps'
import type { SlotParameters } from './ccid-parameters.ts'
import { failed, offset, slotError, type Reply } from './ccid-reply.ts'
import type { ContactLine } from './contact-line.ts'

/** What PC_to_RDR_XfrBlock says. */
export interface XfrBlock {
  readonly bBWI: number
  readonly wLevelParameter: number
  readonly abData: Uint8Array
}

/** A card that has power, as a level of exchange needs to know it. */
export interface PoweredCard {
  readonly descriptor: CcidDescriptor
  readonly line: ContactLine
  /** Whether the host does PPS, by XfrBlock, and this may be it: nothing was sent since the reset. */
  readonly mayNegotiate: boolean
  readonly parameters: SlotParameters
  /** Milliseconds the reader waits for the card before it gives up. */
  readonly waitMs: number
  /** Classes of GET RESPONSE and ENVELOPE; ff echoes that of the command (CCID rev 1.1 §6.1.10). */
  readonly bClassGetResponse: number
  readonly bClassEnvelope: number
}

/** One way in which XfrBlock reaches the card (CCID rev 1.1 §3.2); holds what belongs to one stay under power. */
export interface CcidLevel {
  exchange(block: XfrBlock): Reply
  /**
   * Sends a command whose PIN was entered at the pad.
   * @param bTeoPrologue begins the block where the host keeps count of T=1 blocks
   */
  enter(apdu: Uint8Array, bTeoPrologue: Uint8Array): Reply
}

const PPSS = 0xff

/**
 * A PPS request that the host sends by XfrBlock goes to the card as it is, and so does the response back.
 * @returns undefined when it is no PPS request, or none may be sent
 */
export function exchangePps({ line, mayNegotiate, waitMs }: PoweredCard, abData: Uint8Array): Reply | undefined {
  if (!mayNegotiate || abData[0] !== PPSS || abData.length !== ppsLength(abData)) return undefined
  try {
    decodePps(abData)
  } catch (error) {
    if (error instanceof MalformedError) return failed(offset.abData)
    throw error
  }
  const heard = line.say(abData)
  return heard.length === 0 ? failed(slotError.ICC_MUTE, waitMs) : { abData: heard }
}
