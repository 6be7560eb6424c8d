/** A code as a simulated scanner has just read it. */
export interface ScanContent {
  readonly data: Uint8Array
  /** `]Q1`; absent where the scanner gives none. */
  readonly aim?: string
}

/**
 * Makers lay their reports out in two ways; both are 64 bytes with the report id.
 * - `aim`: id 2, number of bytes, three characters of the AIM identifier, 56 bytes, maker's letter, 0, flag
 * - `plain`: id 2, number of bytes, 56 bytes, 0 0 0 0, maker's number, flag
 */
export type ReportShape = 'aim' | 'plain'

const ROOM = 56
const DATA_AT = { aim: 5, plain: 2 } as const satisfies Record<ReportShape, number>
const REPORT_ID = 2
const REPORT_LENGTH = 64

/** Written by hand after HID 1.11 §6.2.2 and HID POS Usage Tables 1.02 §3; no code of the drivers' side is in it. */
const beginning = [
  0x05, 0x8c, // Usage Page (Bar Code Scanner)
  0x09, 0x02, // Usage (Bar Code Scanner)
  0xa1, 0x01, // Collection (Application)
  0x85, REPORT_ID, // Report ID
  0x09, 0x12, // Usage (Scanned Data Report)
  0xa1, 0x02, // Collection (Logical)
  0x15, 0x00, // Logical Minimum (0)
  0x26, 0xff, 0x00, // Logical Maximum (255)
  0x75, 0x08, // Report Size (8)
  0x95, 0x01, // Report Count (1)
  0x05, 0x01, // Usage Page (Generic Desktop)
  0x09, 0x3b, // Usage (Byte Count)
  0x81, 0x02, // Input (Data, Variable)
  0x05, 0x8c, // Usage Page (Bar Code Scanner)
]
const identifier = [
  0x95, 0x03, // Report Count (3)
  0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, // Usage (Symbology Identifier 1, 2, 3)
  0x81, 0x02, // Input (Data, Variable)
]
const data = [
  0x95, ROOM, // Report Count (56)
  0x09, 0xfe, // Usage (Decoded Data)
  0x82, 0x02, 0x01, // Input (Data, Variable, Buffered Bytes)
]
const padding = (count: number) => [0x95, count, 0x81, 0x03] // Report Count, Input (Constant, Variable)
const ending = [
  0x25, 0x01, // Logical Maximum (1)
  0x75, 0x01, // Report Size (1)
  0x95, 0x01, // Report Count (1)
  0x09, 0xff, // Usage (Decode Data Continued)
  0x81, 0x02, // Input (Data, Variable)
  0x75, 0x07, // Report Size (7)
  0x81, 0x03, // Input (Constant, Variable)
  0xc0, 0xc0, // End Collection, twice
]

export const hidPosReportDescriptors: Readonly<Record<ReportShape, Uint8Array>> = {
  aim: Uint8Array.from([...beginning, ...identifier, ...data, ...padding(2), ...ending]),
  plain: Uint8Array.from([...beginning, ...data, ...padding(5), ...ending]),
}

/** Of the common shape, `aim`. */
export const hidPosReportDescriptor = hidPosReportDescriptors.aim

/** The input reports of one code, each 64 bytes with its id: 56 bytes of the code in all but the last. */
export function hidPosReports({ data: content, aim = '' }: ScanContent, shape: ReportShape = 'aim'): Uint8Array[] {
  const pieces = Math.max(1, Math.ceil(content.length / ROOM))
  return Array.from({ length: pieces }, (_, index) => {
    const piece = content.subarray(index * ROOM, (index + 1) * ROOM)
    const report = new Uint8Array(REPORT_LENGTH)
    report.set([REPORT_ID, piece.length])
    if (shape === 'aim') report.set(Array.from(aim, (character) => character.charCodeAt(0)), 2)
    report.set(piece, DATA_AT[shape])
    report[REPORT_LENGTH - 1] = index < pieces - 1 ? 1 : 0
    return report
  })
}
