import { describe, expect, it } from 'vitest'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import { abortRequest, clockFrequenciesRequest, dataRatesRequest, setupPacket } from './control-request.ts'
import { decodeCcidInterrupt, notifySlotChange } from './interrupt.ts'
import { bStatusOf, ccidCodes, describeCcidCode, slotStatusOf } from './slot-status.ts'

describe('bStatus', () => {
  it.each([
    [0x00, 'active', 'ok'], [0x01, 'inactive', 'ok'], [0x42, 'absent', 'failed'], [0x80, 'active', 'timeExtension'],
    [0xc3, 'reserved', 'reserved'], [0x3e, 'absent', 'ok'],
  ])('%i says that the card is %s and the command %s', (bStatus, icc, command) => {
    expect(slotStatusOf(bStatus)).toEqual({ icc, command })
  })

  it('is written as it was read, but for its reserved bits', () => {
    for (let bStatus = 0; bStatus < 0x100; bStatus++) expect(bStatusOf(slotStatusOf(bStatus))).toBe(bStatus & 0xc3)
  })
})

describe('bError', () => {
  it.each([
    [0xff, 'CMD_ABORTED'], [0xfe, 'ICC_MUTE'], [0xfb, 'HW_ERROR'], [0xf8, 'BAD_ATR_TS'],
    [0xf4, 'PROCEDURE_BYTE_CONFLICT'], [0xf0, 'PIN_TIMEOUT'], [0xef, 'PIN_CANCELLED'], [0xe0, 'CMD_SLOT_BUSY'],
    [0xc0, 'USER_DEFINED'], [0x81, 'USER_DEFINED'], [0x80, 'RESERVED'], [0xfa, 'RESERVED'],
    [0xf1, 'RESERVED'], [0xc1, 'RESERVED'], [0x7f, 'BAD_PARAMETER'], [0x05, 'BAD_PARAMETER'],
    [0x00, 'CMD_NOT_SUPPORTED'],
  ])('%i is %s', (code, name) => expect(describeCcidCode('bError', code).name).toBe(name))

  it('always has a row, and every row is reached', () => {
    const reached = new Set(Array.from({ length: 0x100 }, (_, code) => describeCcidCode('bError', code)))
    expect(reached.size).toBe(ccidCodes.filter(({ field }) => field === 'bError').length)
  })
})

describe('the interrupt pipe', () => {
  it('tells of two slots and of five', () => {
    const slots = (...states: readonly string[]) => states.map((state) => ({
      present: state.includes('p'), changed: state.includes('c'),
    }))
    expect(notifySlotChange.encode(slots('pc', '-'))).toEqual(unhex('5003'))
    expect(notifySlotChange.encode(slots('-', 'c', 'p', '-', 'pc'))).toEqual(unhex('501803'))
    expect(decodeCcidInterrupt(unhex('5002'))).toEqual({
      name: 'RDR_to_PC_NotifySlotChange', slots: slots('c', '-', '-', '-'),
    })
  })

  it('tells of a hardware error', () => {
    expect(decodeCcidInterrupt(unhex('51 01 13 01'))).toEqual({
      name: 'RDR_to_PC_HardwareError', bSlot: 1, bSeq: 0x13, bHardwareErrorCode: 1,
    })
    expect(describeCcidCode('bHardwareErrorCode', 1).name).toBe('OVERCURRENT')
  })

  it.each(['', '50', '51', '510113', '5101130100', '52 00'])('with %s on it is refused', (bytes) => {
    expect(() => decodeCcidInterrupt(unhex(bytes))).toThrow(MalformedError)
  })
})

describe('a request on the control pipe', () => {
  it('is that of the specification', () => {
    expect(abortRequest({ bSlot: 2, bSeq: 0x13 }, 1)).toEqual(setupPacket.examples[0].value)
    expect(clockFrequenciesRequest(3, 0)).toEqual(setupPacket.examples[1]?.value)
    expect(dataRatesRequest(2, 0)).toEqual(setupPacket.examples[2]?.value)
  })
})
