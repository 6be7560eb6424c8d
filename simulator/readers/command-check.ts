import { decodeHeader, HEADER_LENGTH } from '#protocols/ccid/message'
import { ccidCommands, type CcidCommand } from '#protocols/ccid/messages'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import { MalformedError } from '#protocols/bytes/malformed'
import { sizeOf } from '#protocols/ccid/record'
import type { IccStatus } from '#protocols/ccid/slot-status'
import { offset, slotError } from './ccid-reply.ts'

const CLOCK_STOP = 0x100
const MANUAL = 0x10 | 0x20
const APDU_LEVELS = 0x060000

/** Which commands a reader carries out at all, and what they need of the card. */
interface Demand {
  readonly needs: 'nothing' | 'card' | 'power'
  readonly supported?: (descriptor: CcidDescriptor) => boolean
}

const demands: Readonly<Record<CcidCommand['name'], Demand>> = {
  PC_to_RDR_IccPowerOn: { needs: 'card' },
  PC_to_RDR_IccPowerOff: { needs: 'nothing' },
  PC_to_RDR_GetSlotStatus: { needs: 'nothing' },
  PC_to_RDR_XfrBlock: { needs: 'power' },
  PC_to_RDR_GetParameters: { needs: 'card' },
  PC_to_RDR_ResetParameters: { needs: 'power' },
  PC_to_RDR_SetParameters: { needs: 'power' },
  PC_to_RDR_Escape: { needs: 'nothing' },
  PC_to_RDR_IccClock: { needs: 'power', supported: ({ dwFeatures }) => (dwFeatures & CLOCK_STOP) !== 0 },
  PC_to_RDR_T0APDU: { needs: 'card', supported: ({ dwFeatures }) => (dwFeatures & APDU_LEVELS) !== 0 },
  PC_to_RDR_Secure: { needs: 'power', supported: ({ bPINSupport }) => bPINSupport !== 0 },
  PC_to_RDR_Mechanical: { needs: 'nothing', supported: ({ dwMechanical }) => dwMechanical !== 0 },
  PC_to_RDR_Abort: { needs: 'nothing' },
  PC_to_RDR_SetDataRateAndClockFrequency: {
    needs: 'power', supported: ({ dwFeatures }) => (dwFeatures & MANUAL) !== MANUAL,
  },
}

/** Why a reader does not do what a command says, before it looks at what the command says; undefined when it does. */
export function refusal(name: CcidCommand['name'], descriptor: CcidDescriptor, icc: IccStatus): number | undefined {
  const { needs, supported = () => true } = demands[name]
  if (!supported(descriptor)) return slotError.CMD_NOT_SUPPORTED
  if (needs !== 'nothing' && icc === 'absent') return slotError.ICC_MUTE
  // as readers on microcontrollers of several makers do; the specification names no error of its own for it
  return needs === 'power' && icc === 'inactive' ? slotError.HW_ERROR : undefined
}

/** A message as it came, of a type that exists. Its length and its reserved bytes are looked at here. */
export function readCommand(
  message: Uint8Array, row: (typeof ccidCommands)[number], { dwMaxCCIDMessageLength }: CcidDescriptor,
): CcidCommand | number {
  const { dwLength } = decodeHeader(message)
  if (HEADER_LENGTH + dwLength > dwMaxCCIDMessageLength) return offset.dwLength
  const reserved = offset.specific + sizeOf(row.specific)
  try {
    const command = row.decode(message)
    return message.subarray(reserved, HEADER_LENGTH).some((byte) => byte !== 0) ? reserved : command
  } catch (error) {
    if (error instanceof MalformedError) return offset.dwLength
    throw error
  }
}
