import { MalformedError } from '#protocols/bytes/malformed'
import { flagsOf, type CcidDescriptor } from '#protocols/ccid/descriptor'
import { pinVerification } from '#protocols/ccid/pin-data'
import { pinModification, pinModificationOfThree } from '#protocols/ccid/pin-modification'
import { offset, slotError } from './ccid-reply.ts'
import { pinOffset, type PinStructure } from './pin-block.ts'

const VERIFICATION = 0, MODIFICATION = 1, LAST_OPERATION = 6

/** What a reader knows of PINs. */
export interface PinSupport {
  readonly descriptor: CcidDescriptor
  /** Whether it wants three indices of messages in a modification, however many messages there are. */
  readonly pinIndices?: 'three' | undefined
}

/** @returns bError: no such operation, one that the reader does not have, or a structure cut short */
export function pinStructureIn(abData: Uint8Array, { descriptor, pinIndices }: PinSupport): PinStructure | number {
  const operation = abData[0]
  if (operation === undefined) return offset.dwLength
  if (operation > LAST_OPERATION) return pinOffset.bPINOperation
  const known = flagsOf(descriptor, 'bPINSupport')
  try {
    if (operation === VERIFICATION && known.includes('verification')) return pinVerification.decode(abData)
    if (operation === MODIFICATION && known.includes('modification')) {
      return (pinIndices === 'three' ? pinModificationOfThree : pinModification).decode(abData)
    }
    return slotError.CMD_NOT_SUPPORTED
  } catch (error) {
    if (error instanceof MalformedError) return offset.dwLength
    throw error
  }
}
