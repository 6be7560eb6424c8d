import { ccidRecord, type Numbers } from './record.ts'

/** The eight bytes that begin a request on the control pipe (USB 2.0 §9.3), as CCID rev 1.1 §5.3 uses them. */
export const setupPacket = ccidRecord({
  name: 'setup packet', provenance: { source: 'USB 2.0 §9.3; CCID rev 1.1 §5.3, table 5.3-1' },
  sizes: { bmRequestType: 1, bRequest: 1, wValue: 2, wIndex: 2, wLength: 2 },
  examples: [
    // ABORT of slot 2, sequence number 0x13, on interface 1
    { hex: '2101021301000000', value: { bmRequestType: 0x21, bRequest: 1, wValue: 0x1302, wIndex: 1, wLength: 0 } },
    // GET_CLOCK_FREQUENCIES, three of them
    { hex: 'a102000000000c00', value: { bmRequestType: 0xa1, bRequest: 2, wValue: 0, wIndex: 0, wLength: 12 } },
    // GET_DATA_RATES, two of them
    { hex: 'a103000000000800', value: { bmRequestType: 0xa1, bRequest: 3, wValue: 0, wIndex: 0, wLength: 8 } },
  ],
})

export type SetupPacket = Numbers<typeof setupPacket.sizes>

const TO_INTERFACE = 0x21
const FROM_INTERFACE = 0xa1

/** Goes before PC_to_RDR_Abort of the same slot and sequence number (§5.3.1). */
export function abortRequest({ bSlot, bSeq }: { bSlot: number, bSeq: number }, interfaceNumber: number): SetupPacket {
  return {
    bmRequestType: TO_INTERFACE, bRequest: 0x01, wValue: (bSeq << 8) | bSlot, wIndex: interfaceNumber, wLength: 0,
  }
}

/** Asks for `count` (bNumClockSupported) clock frequencies of 4 bytes, in kHz (§5.3.2). */
export function clockFrequenciesRequest(count: number, interfaceNumber: number): SetupPacket {
  return { bmRequestType: FROM_INTERFACE, bRequest: 0x02, wValue: 0, wIndex: interfaceNumber, wLength: 4 * count }
}

/** Asks for `count` (bNumDataRatesSupported) data rates of 4 bytes, in bits per second (§5.3.3). */
export function dataRatesRequest(count: number, interfaceNumber: number): SetupPacket {
  return { bmRequestType: FROM_INTERFACE, bRequest: 0x03, wValue: 0, wIndex: interfaceNumber, wLength: 4 * count }
}
