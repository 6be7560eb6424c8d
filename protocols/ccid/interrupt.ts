import { MalformedError } from '../bytes/malformed.ts'
import { ccidRecord } from './record.ts'

/** Messages on the interrupt-IN pipe (CCID rev 1.1 §6.3). They have no 10-byte header. */

export interface SlotChange {
  readonly present: boolean
  /** Whether it came or went since the last message. */
  readonly changed: boolean
}

const SLOTS_PER_BYTE = 4
const PRESENT = 1, CHANGED = 2

/**
 * Two bits a slot, four slots a byte, slot 0 in the lowest bits. A message does not say how many slots there are, so a
 * decoded one has a multiple of four; those the reader does not have are absent and unchanged.
 */
export const notifySlotChange = {
  name: 'RDR_to_PC_NotifySlotChange', bMessageType: 0x50, provenance: { source: 'CCID rev 1.1 §6.3.1' },
  examples: [
    { hex: '5003', value: [{ present: true, changed: true }, ...absent(3)] },
    { hex: '5009', value: [{ present: true, changed: false }, { present: false, changed: true }, ...absent(2)] },
    { hex: '500003', value: [...absent(4), { present: true, changed: true }, ...absent(3)] },
  ],
  encode: (slots: readonly SlotChange[]): Uint8Array => {
    const bytes = new Uint8Array(1 + Math.ceil(slots.length / SLOTS_PER_BYTE))
    bytes[0] = 0x50
    for (const [slot, { present, changed }] of slots.entries()) {
      const at = 1 + Math.floor(slot / SLOTS_PER_BYTE)
      const bits = (present ? PRESENT : 0) | (changed ? CHANGED : 0)
      bytes[at] = (bytes[at] ?? 0) | (bits << (2 * (slot % SLOTS_PER_BYTE)))
    }
    return bytes
  },
  decode: (bytes: Uint8Array): SlotChange[] => {
    if (bytes[0] !== 0x50 || bytes.length < 2) throw new MalformedError('bmSlotICCState', 'not behind 50, or missing')
    return [...bytes.subarray(1)].flatMap((byte) => [0, 2, 4, 6].map((shift) => ({
      present: (byte >> shift & PRESENT) !== 0, changed: (byte >> shift & CHANGED) !== 0,
    })))
  },
} as const

/** bHardwareErrorCode 01 is overcurrent. bSeq is undefined when no command was under way. */
export const hardwareError = ccidRecord({
  name: 'RDR_to_PC_HardwareError', provenance: { source: 'CCID rev 1.1 §6.3.2' },
  sizes: { bMessageType: 1, bSlot: 1, bSeq: 1, bHardwareErrorCode: 1 }, fixed: { bMessageType: 0x51 },
  examples: [{ hex: '51001301', value: { bMessageType: 0x51, bSlot: 0, bSeq: 0x13, bHardwareErrorCode: 1 } }],
})

export type CcidInterrupt =
  | { readonly name: 'RDR_to_PC_NotifySlotChange', readonly slots: readonly SlotChange[] }
  | {
    readonly name: 'RDR_to_PC_HardwareError'
    readonly bSlot: number, readonly bSeq: number, readonly bHardwareErrorCode: number
  }

/** @throws MalformedError when it is neither of the two, or too short */
export function decodeCcidInterrupt(bytes: Uint8Array): CcidInterrupt {
  switch (bytes[0]) {
    case 0x50: return { name: 'RDR_to_PC_NotifySlotChange', slots: notifySlotChange.decode(bytes) }
    case 0x51: {
      const { bSlot, bSeq, bHardwareErrorCode } = hardwareError.decode(bytes)
      return { name: 'RDR_to_PC_HardwareError', bSlot, bSeq, bHardwareErrorCode }
    }
    default: throw new MalformedError('bMessageType', 'no message of the interrupt pipe has it')
  }
}

function absent(count: number): SlotChange[] {
  return Array.from({ length: count }, () => ({ present: false, changed: false }))
}
