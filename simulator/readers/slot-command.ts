import type { CcidCommand } from '#protocols/ccid/messages'
import { dataRateAndClockFrequency } from '#protocols/ccid/answers'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import { writeNumbers } from '#protocols/ccid/record'
import type { CardSeat } from './card-seat.ts'
import { done, failed, offset, slotError, type Reply } from './ccid-reply.ts'

/** What a slot can turn to beside its card. */
interface Reader {
  readonly descriptor: CcidDescriptor
  escape(abData: Uint8Array): Uint8Array | undefined
}

/** Commands that are answered without waiting for a person or for another command. */
type Prompt = Exclude<CcidCommand, { readonly name: 'PC_to_RDR_Secure' | 'PC_to_RDR_Abort' }>

/** Carries out a command the slot may carry out (CCID rev 1.1 §6.1). */
export function carryOut(command: Prompt, seat: CardSeat, { descriptor, escape }: Reader): Reply {
  switch (command.name) {
    case 'PC_to_RDR_IccPowerOn': return seat.powerOn(command.bPowerSelect)
    case 'PC_to_RDR_IccPowerOff':
      seat.powerOff()
      return done
    case 'PC_to_RDR_GetSlotStatus': return { ...done, last: seat.clockStatus }
    case 'PC_to_RDR_XfrBlock': return seat.exchange(command)
    case 'PC_to_RDR_GetParameters': return done
    case 'PC_to_RDR_ResetParameters':
      seat.resetParameters()
      return done
    case 'PC_to_RDR_SetParameters': return seat.setParameters(command.bProtocolNum, command.abProtocolDataStructure)
    case 'PC_to_RDR_Escape': {
      const answer = escape(command.abData)
      return answer === undefined ? failed(slotError.CMD_NOT_SUPPORTED) : { abData: answer }
    }
    case 'PC_to_RDR_IccClock': return clock(command.bClockCommand, seat)
    case 'PC_to_RDR_T0APDU': return classes(command, seat)
    case 'PC_to_RDR_Mechanical':
      // its five functions are the four bits of dwMechanical, the last of them twice
      return (descriptor.dwMechanical & (MECHANISMS[command.bFunction] ?? 0)) !== 0 ? done : failed(offset.specific)
    case 'PC_to_RDR_SetDataRateAndClockFrequency': return dataRate(command, seat, descriptor)
  }
}

/** dwMechanical by bFunction: accept, eject, capture, lock, unlock. */
const MECHANISMS: readonly number[] = [0, 1, 2, 4, 8, 8]

const RESTART = 0, STOP = 1

function clock(bClockCommand: number, seat: CardSeat): Reply {
  if (bClockCommand > STOP) return failed(offset.specific)
  if (bClockCommand === RESTART) seat.setClock(undefined)
  else {
    const { bClockStop } = seat.parameters.data
    // 00: the card must not be without its clock
    if (bClockStop === 0) return failed(offset.specific)
    seat.setClock(bClockStop === 1 || bClockStop === 2 ? bClockStop : 3)
  }
  return { ...done, last: seat.clockStatus }
}

const GET_RESPONSE = 1, ENVELOPE = 2

function classes(
  { bmChanges, bClassGetResponse, bClassEnvelope }: Extract<CcidCommand, { readonly name: 'PC_to_RDR_T0APDU' }>,
  seat: CardSeat,
): Reply {
  if (bmChanges > (GET_RESPONSE | ENVELOPE)) return failed(offset.specific)
  const before = seat.classes
  seat.setClasses(
    bmChanges & GET_RESPONSE ? bClassGetResponse : before.bClassGetResponse,
    bmChanges & ENVELOPE ? bClassEnvelope : before.bClassEnvelope,
  )
  return { ...done, last: seat.clockStatus }
}

/** Where dwDataRate begins, behind dwClockFrequency. */
const DATA_RATE = offset.abData + 4

function dataRate(
  { dwClockFrequency, dwDataRate }: Extract<CcidCommand, { readonly name: 'PC_to_RDR_SetDataRateAndClockFrequency' }>,
  seat: CardSeat, { dwMaximumClock, dwMaxDataRate }: CcidDescriptor,
): Reply {
  if (dwClockFrequency === 0 || dwClockFrequency > dwMaximumClock) return failed(offset.abData)
  if (dwDataRate === 0 || dwDataRate > dwMaxDataRate) return failed(DATA_RATE)
  seat.setDataRate(dwClockFrequency, dwDataRate)
  return {
    abData: writeNumbers(dataRateAndClockFrequency.body, new Map(Object.entries({ dwClockFrequency, dwDataRate }))),
  }
}
