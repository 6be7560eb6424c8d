import { ccidRecord, type Numbers } from '../ccid/record.ts'

/** What a serial adapter that behaves as a modem says and is told: "CDC 1.2" and its subclass "PSTN 1.2". */

/** Speed and framing of the line. bCharFormat: 0, 1, 2 for 1, 1.5, 2 stop bits. bParityType: none, odd, even, … */
export const lineCoding = ccidRecord({
  name: 'line coding', provenance: { source: 'PSTN 1.2 §6.3.11, table 17' },
  sizes: { dwDTERate: 4, bCharFormat: 1, bParityType: 1, bDataBits: 1 },
  examples: [
    { hex: '80250000000008', value: { dwDTERate: 9600, bCharFormat: 0, bParityType: 0, bDataBits: 8 } },
    { hex: '002a0000020208', value: { dwDTERate: 10_752, bCharFormat: 2, bParityType: 2, bDataBits: 8 } },
    { hex: '00c20100000107', value: { dwDTERate: 115_200, bCharFormat: 0, bParityType: 1, bDataBits: 7 } },
  ],
})

export type LineCoding = Numbers<typeof lineCoding.sizes>

/** How lines the device drives are, on the interrupt pipe: bit 0 of bmUartState is DCD, bit 1 DSR. CTS is not in it. */
export const serialState = ccidRecord({
  name: 'SERIAL_STATE', provenance: { source: 'PSTN 1.2 §6.5.4, table 31' },
  sizes: { bmRequestType: 1, bNotification: 1, wValue: 2, wIndex: 2, wLength: 2, bmUartState: 2 },
  fixed: { bmRequestType: 0xa1, bNotification: 0x20, wValue: 0, wLength: 2 },
  examples: [
    { // DCD and DSR
      hex: 'a1200000000002000300',
      value: { bmRequestType: 0xa1, bNotification: 0x20, wValue: 0, wIndex: 0, wLength: 2, bmUartState: 3 },
    },
  ],
})
