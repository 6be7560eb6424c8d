import { hidDevicesContract } from '#drivers/contract/hid-devices.contract'
import { readerLinkContract } from '#drivers/contract/reader-link.contract'
import { scannerContract } from '#drivers/contract/scanner.contract'
import { serialPortsContract } from '#drivers/contract/serial-ports.contract'
import { usbHostContract } from '#drivers/contract/usb-host.contract'

/** The sentences of a contract, of something. */
function of<Subject extends string>(
  subject: Subject, contract: readonly { readonly sentence: string }[],
): `${Subject}: ${string}`[] {
  return contract.map(({ sentence }): `${Subject}: ${string}` => `${subject}: ${sentence}`)
}

/**
 * Every check of the guest, by group and in their order. The guest must have a check for each of them (its types say
 * so), and the host expects a line for each: one that never ran is a failure.
 */
export const sentences = {
  qemuReader: [
    'libusb reads the class descriptor of QEMU’s reader, and it is the example of the codec',
    'our driver names QEMU’s reader by its texts and its serial number',
    ...of('our driver on QEMU’s reader', readerLinkContract),
  ],
  qemuReaderByPcscd: [
    'pcscd and libccid take QEMU’s reader, and see the card in it',
    'opensc-tool reads the card in QEMU’s reader',
    'pcscd sees the card leave QEMU’s reader and come back',
    'while pcscd holds QEMU’s reader, our driver says so, with the id of the process',
    'once pcscd has ended, our driver takes QEMU’s reader and reads the card',
  ],
  usbHost: [
    ...of('libusb on a device over USB/IP', usbHostContract),
  ],
  usbipReaders: [
    ...of('our driver on a TPDU reader over USB/IP', readerLinkContract),
    ...of('our driver on an extended APDU reader over USB/IP', readerLinkContract),
    ...of('our driver on an EZ100PU over USB/IP', readerLinkContract),
    'a reader over USB/IP that is pulled within an answer, whichever it is, is read when it is back',
  ],
  usbipReadersByPcscd: [
    'the kernel lists our reader with the texts we gave it',
    'pcscd and libccid read our TPDU reader by T=1',
    'pcscd and libccid read our short APDU reader',
    'pcscd reads our reader again after it was pulled within an answer',
  ],
  pinPadByPcscd: [
    'our PC/SC link has a PIN entered at the keys of a reader, by pcscd and libccid, and the card takes it',
    'a PIN that is wrong at a reader behind pcscd costs one try',
    'a PIN that is cancelled at a reader behind pcscd is told by name, and the card hears nothing',
    'a PIN that is not entered in time at a reader behind pcscd is told by name, and the card hears nothing',
    'a card that is pulled from a reader behind pcscd while its PIN is asked for is told as removed',
    'a PIN is changed at the keys of a reader behind pcscd, and the card knows the new one alone',
    'two new PINs that differ at a reader behind pcscd are told by name, and the card hears nothing',
    'a new PIN is entered twice at a reader behind pcscd, without an old one',
    'a reader without keys behind pcscd is told as one',
  ],
  cdcAcm: [
    ...of('our serial binding on a CDC-ACM adapter', serialPortsContract),
    'speed, data bits, parity and stop bits arrive at a CDC-ACM adapter as they were set',
    'a break arrives at a CDC-ACM adapter, and its end',
    'our driver lists a CDC-ACM adapter by the ids and the serial number of its USB device',
  ],
  phoenix: [
    ...of('our Phoenix driver on a CDC-ACM adapter', readerLinkContract),
  ],
  uhid: [
    ...of('our HID binding on /dev/uhid', hidDevicesContract),
    ...of('our scanner driver on /dev/uhid', scannerContract),
    'a scanner whose reports have no AIM identifiers is read by its report descriptor',
    'a scanner in keyboard mode is told of as one that must be switched',
  ],
} as const

export type GroupName = keyof typeof sentences
export type Sentence<Name extends GroupName> = (typeof sentences)[Name][number]

/** What the guest says at its end. */
export const LAST_LINE = 'every check had its turn'
