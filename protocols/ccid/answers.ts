import { unhex } from '../bytes/hex.ts'
import { ccidMessage } from './message.ts'

/** Messages on the bulk-IN pipe (CCID rev 1.1 §6.2). bStatus and bError: see `slot-status.ts`. */

const clause = (number: number) => ({ source: `CCID rev 1.1 §6.2.${number}` })

/** bChainParameter: 00 whole, 01 begins, 02 ends, 03 continues, 10 empty: more of the command APDU is wanted. */
export const dataBlock = ccidMessage({
  name: 'RDR_to_PC_DataBlock', bMessageType: 0x80, specific: { bStatus: 1, bError: 1, bChainParameter: 1 },
  body: 'abData', provenance: clause(1),
  examples: [
    {
      hex: '800400000000070000003b021450',
      value: {
        name: 'RDR_to_PC_DataBlock', bSlot: 0, bSeq: 7, bStatus: 0, bError: 0, bChainParameter: 0,
        abData: unhex('3b021450'),
      },
    },
    {
      hex: '8000000000000941fe00',
      value: {
        name: 'RDR_to_PC_DataBlock', bSlot: 0, bSeq: 9, bStatus: 0x41, bError: 0xfe, bChainParameter: 0,
        abData: new Uint8Array(),
      },
    },
  ],
})

/** bClockStatus: 00 running, 01 stopped low, 02 stopped high, 03 stopped in an unknown state. */
export const slotStatus = ccidMessage({
  name: 'RDR_to_PC_SlotStatus', bMessageType: 0x81, specific: { bStatus: 1, bError: 1, bClockStatus: 1 }, body: {},
  provenance: clause(2),
  examples: [{
    hex: '81000000000208020001',
    value: { name: 'RDR_to_PC_SlotStatus', bSlot: 2, bSeq: 8, bStatus: 2, bError: 0, bClockStatus: 1 },
  }],
})

/** What abProtocolDataStructure holds depends on bProtocolNum: see `protocol-data.ts`. */
export const parameters = ccidMessage({
  name: 'RDR_to_PC_Parameters', bMessageType: 0x82, specific: { bStatus: 1, bError: 1, bProtocolNum: 1 },
  body: 'abProtocolDataStructure', provenance: clause(3),
  examples: [{
    hex: '8205000000000b0000001100000a00',
    value: {
      name: 'RDR_to_PC_Parameters', bSlot: 0, bSeq: 11, bStatus: 0, bError: 0, bProtocolNum: 0,
      abProtocolDataStructure: unhex('1100000a00'),
    },
  }],
})

export const escapeAnswer = ccidMessage({
  name: 'RDR_to_PC_Escape', bMessageType: 0x83, specific: { bStatus: 1, bError: 1 }, body: 'abData',
  provenance: clause(4),
  examples: [{
    hex: '8302000000000e0200004758',
    value: { name: 'RDR_to_PC_Escape', bSlot: 0, bSeq: 14, bStatus: 2, bError: 0, abData: unhex('4758') },
  }],
})

/** dwClockFrequency in kHz, dwDataRate in bits per second: what the reader chose. */
export const dataRateAndClockFrequency = ccidMessage({
  name: 'RDR_to_PC_DataRateAndClockFrequency', bMessageType: 0x84, specific: { bStatus: 1, bError: 1 },
  body: { dwClockFrequency: 4, dwDataRate: 4 }, provenance: clause(5),
  examples: [{
    hex: '84080000000014000000a00f000000c20100',
    value: {
      name: 'RDR_to_PC_DataRateAndClockFrequency', bSlot: 0, bSeq: 20, bStatus: 0, bError: 0,
      dwClockFrequency: 4000, dwDataRate: 115_200,
    },
  }],
})
