import { unhex } from '../bytes/hex.ts'
import { ccidMessage } from './message.ts'

/** Messages on the bulk-OUT pipe (CCID rev 1.1 §6.1). */

const clause = (number: number) => ({ source: `CCID rev 1.1 §6.1.${number}` })

/** bPowerSelect: 00 automatic, 01 5 V, 02 3 V, 03 1.8 V. The answer carries the ATR. */
export const iccPowerOn = ccidMessage({
  name: 'PC_to_RDR_IccPowerOn', bMessageType: 0x62, specific: { bPowerSelect: 1 }, body: {}, provenance: clause(1),
  examples: [
    { hex: '62000000000007000000', value: { name: 'PC_to_RDR_IccPowerOn', bSlot: 0, bSeq: 7, bPowerSelect: 0 } },
    { hex: '6200000000010a030000', value: { name: 'PC_to_RDR_IccPowerOn', bSlot: 1, bSeq: 10, bPowerSelect: 3 } },
  ],
})

export const iccPowerOff = ccidMessage({
  name: 'PC_to_RDR_IccPowerOff', bMessageType: 0x63, specific: {}, body: {}, provenance: clause(2),
  examples: [{ hex: '63000000000008000000', value: { name: 'PC_to_RDR_IccPowerOff', bSlot: 0, bSeq: 8 } }],
})

export const getSlotStatus = ccidMessage({
  name: 'PC_to_RDR_GetSlotStatus', bMessageType: 0x65, specific: {}, body: {}, provenance: clause(3),
  examples: [{ hex: '650000000002ff000000', value: { name: 'PC_to_RDR_GetSlotStatus', bSlot: 2, bSeq: 255 } }],
})

/**
 * bBWI multiplies the block waiting time of this block alone. wLevelParameter: at character level the number of bytes
 * wanted; at extended APDU level 0 whole, 1 begins, 2 ends, 3 continues, 0x10 asks for more of the answer; else 0.
 */
export const xfrBlock = ccidMessage({
  name: 'PC_to_RDR_XfrBlock', bMessageType: 0x6f, specific: { bBWI: 1, wLevelParameter: 2 }, body: 'abData',
  provenance: clause(4),
  examples: [
    {
      hex: '6f07000000000900000000ca1100020000',
      value: {
        name: 'PC_to_RDR_XfrBlock', bSlot: 0, bSeq: 9, bBWI: 0, wLevelParameter: 0, abData: unhex('00ca1100020000'),
      },
    },
    {
      hex: '6f00000000000a041000',
      value: {
        name: 'PC_to_RDR_XfrBlock', bSlot: 0, bSeq: 10, bBWI: 4, wLevelParameter: 0x10, abData: new Uint8Array(),
      },
    },
  ],
})

export const getParameters = ccidMessage({
  name: 'PC_to_RDR_GetParameters', bMessageType: 0x6c, specific: {}, body: {}, provenance: clause(5),
  examples: [{ hex: '6c00000000000b000000', value: { name: 'PC_to_RDR_GetParameters', bSlot: 0, bSeq: 11 } }],
})

export const resetParameters = ccidMessage({
  name: 'PC_to_RDR_ResetParameters', bMessageType: 0x6d, specific: {}, body: {}, provenance: clause(6),
  examples: [{ hex: '6d00000000000c000000', value: { name: 'PC_to_RDR_ResetParameters', bSlot: 0, bSeq: 12 } }],
})

/** What abProtocolDataStructure holds depends on bProtocolNum: see `protocol-data.ts`. */
export const setParameters = ccidMessage({
  name: 'PC_to_RDR_SetParameters', bMessageType: 0x61, specific: { bProtocolNum: 1 },
  body: 'abProtocolDataStructure',
  provenance: clause(7),
  examples: [{
    hex: '6107000000000d0100001810004500fe00',
    value: {
      name: 'PC_to_RDR_SetParameters', bSlot: 0, bSeq: 13, bProtocolNum: 1,
      abProtocolDataStructure: unhex('1810004500fe00'),
    },
  }],
})

export const escape = ccidMessage({
  name: 'PC_to_RDR_Escape', bMessageType: 0x6b, specific: {}, body: 'abData', provenance: clause(8),
  examples: [{
    hex: '6b01000000000e00000002', value: { name: 'PC_to_RDR_Escape', bSlot: 0, bSeq: 14, abData: unhex('02') },
  }],
})

/** bClockCommand: 00 restarts the clock, 01 stops it. */
export const iccClock = ccidMessage({
  name: 'PC_to_RDR_IccClock', bMessageType: 0x6e, specific: { bClockCommand: 1 }, body: {}, provenance: clause(9),
  examples: [
    { hex: '6e00000000000f010000', value: { name: 'PC_to_RDR_IccClock', bSlot: 0, bSeq: 15, bClockCommand: 1 } },
  ],
})

/** bmChanges: bit 0 says that bClassGetResponse is to be taken over, bit 1 bClassEnvelope. */
export const t0Apdu = ccidMessage({
  name: 'PC_to_RDR_T0APDU', bMessageType: 0x6a,
  specific: { bmChanges: 1, bClassGetResponse: 1, bClassEnvelope: 1 }, body: {}, provenance: clause(10),
  examples: [{
    hex: '6a00000000001003c080',
    value: {
      name: 'PC_to_RDR_T0APDU', bSlot: 0, bSeq: 16, bmChanges: 3, bClassGetResponse: 0xc0, bClassEnvelope: 0x80,
    },
  }],
})

/** abData: bPINOperation and its data structure; the PIN itself never leaves the reader. */
export const secure = ccidMessage({
  name: 'PC_to_RDR_Secure', bMessageType: 0x69, specific: { bBWI: 1, wLevelParameter: 2 }, body: 'abData',
  provenance: clause(11),
  examples: [{
    hex: '690200000000110000001000',
    value: { name: 'PC_to_RDR_Secure', bSlot: 0, bSeq: 17, bBWI: 0, wLevelParameter: 0, abData: unhex('1000') },
  }],
})

/** bFunction: 01 accepts the card, 02 ejects, 03 captures, 04 locks, 05 unlocks. */
export const mechanical = ccidMessage({
  name: 'PC_to_RDR_Mechanical', bMessageType: 0x71, specific: { bFunction: 1 }, body: {}, provenance: clause(12),
  examples: [
    { hex: '71000000000012020000', value: { name: 'PC_to_RDR_Mechanical', bSlot: 0, bSeq: 18, bFunction: 2 } },
  ],
})

/** Goes with the control request ABORT of the same slot and sequence number: see `control-request.ts`. */
export const abort = ccidMessage({
  name: 'PC_to_RDR_Abort', bMessageType: 0x72, specific: {}, body: {}, provenance: clause(13),
  examples: [{ hex: '72000000000013000000', value: { name: 'PC_to_RDR_Abort', bSlot: 0, bSeq: 19 } }],
})

/** dwClockFrequency in kHz, dwDataRate in bits per second. */
export const setDataRateAndClockFrequency = ccidMessage({
  name: 'PC_to_RDR_SetDataRateAndClockFrequency', bMessageType: 0x73, specific: {},
  body: { dwClockFrequency: 4, dwDataRate: 4 }, provenance: clause(14),
  examples: [{
    hex: '73080000000014000000a00f000080250000',
    value: {
      name: 'PC_to_RDR_SetDataRateAndClockFrequency', bSlot: 0, bSeq: 20, dwClockFrequency: 4000, dwDataRate: 9600,
    },
  }],
})
