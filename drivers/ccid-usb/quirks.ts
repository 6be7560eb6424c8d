import type { CcidDescriptor, ExchangeLevel } from '#protocols/ccid/descriptor'
import type { Provenance } from '#protocols/provenance'

/** What is declared of a reader in place of what it says. Facts only: no row carries code. */
export interface QuirkPatch {
  /** The class of the interface that is the reader's, where it is not 0b. */
  readonly interfaceClass?: number
  /** The class descriptor, hex, of a reader that has none. */
  readonly descriptor?: string
  /** Fields of the class descriptor that are wrong. */
  readonly fields?: Partial<CcidDescriptor>
  readonly exchangeLevel?: ExchangeLevel
  readonly pinPad?: 'none'
  /** bNumberMessage of a PIN entry, where the reader takes only this one. */
  readonly pinMessage?: number
  /** Whether a change of a PIN has three indices of messages, however many messages there are. */
  readonly pinIndices?: 'three'
  /** Notifications of cards are not to be relied on: the reader is asked. */
  readonly polling?: true
  /** Byte order of dwLength, both ways. */
  readonly lengthOrder?: 'big'
  /** Answers that say a dwLength of 0 may have data: they end with their transfer. */
  readonly lengthOmitted?: true
  /** Bytes before the ATR in the answer to a power-on. */
  readonly atrPrefix?: number
}

export interface ReaderQuirk {
  readonly name: string
  readonly match: {
    readonly idVendor: number, readonly idProduct: number
    /** Absent for every release of the device. */
    readonly bcdDevice?: number
  }
  /** Shown to people. */
  readonly reason: string
  readonly patch: QuirkPatch
  readonly provenance: Provenance
  /** The class descriptor as the device gives it, hex; empty for one that gives none. */
  readonly given: string
}

const libccid = (where: string) => ({ source: `libccid, ${where} (github.com/LudovicRousseau/CCID)` })

export const readerQuirks: readonly ReaderQuirk[] = [
  {
    name: 'EZ100PU',
    match: { idVendor: 0x0ca6, idProduct: 0x0010 },
    reason: 'Castles EZ100PU: does not announce the CCID class, writes message lengths the other way round and puts a '
      + 'byte before the ATR; what it can do is taken from its sibling EZCCID',
    patch: {
      interfaceClass: 0x00, lengthOrder: 'big', atrPrefix: 1,
      // of EZCCID, 0ca6:00a0: 5 V, T=0 and T=1, 3580 kHz, 9600 to 115200 bits per second, IFSD 252, TPDU
      descriptor: '36210001000103000000fc0d0000fc0d0000018025000000c201000ffc0000000000000000000000300101000f01'
        + '0000000000000001',
    },
    provenance: {
      assumed: 'interface class, byte order and the byte before the ATR come from drivers tried on hardware with an '
        + 'NHI card (github.com/drinkcat/ezIFD, LudovicRousseau/CCID#131; github.com/sean284150/ez100pu-hvci-driver); that '
        + 'the descriptor of EZCCID (libccid, readers/CASTLES_EZCCID_Smart_Card_Reader.txt) is true of it as well is '
        + 'what both of them assume',
    },
    given: '',
  },
  {
    name: 'QEMU usb-ccid',
    // 08e6:4433 is also a reader of Gemplus, of another release
    match: { idVendor: 0x08e6, idProduct: 0x4433, bcdDevice: 0x0000 },
    reason: 'QEMU usb-ccid: claims PIN verification and does not know the command; gives its parameters a length of 0',
    patch: { pinPad: 'none', lengthOmitted: true },
    provenance: {
      source: 'QEMU hw/usb/dev-smartcard-reader.c: PC_to_RDR_Secure is answered CMD_NOT_SUPPORTED, '
        + 'ccid_write_parameters leaves dwLength 0; seen of QEMU 7.2 in test-rigs/vm',
    },
    given: '36211001000701000000a00f000000000100008025000000c2010000fe00000000000000'
      + '00000000fe04010012000100ffff00000101',
  },
  {
    name: 'miniLector-EVO',
    match: { idVendor: 0x25dd, idProduct: 0x3111 },
    reason: 'bit4id miniLector-EVO: announces a PIN pad and has none',
    patch: { pinPad: 'none' },
    provenance: libccid('src/ccid.c, ccid_open_hack_post, BIT4ID_MINILECTOR: firmware 1.11'),
    given: '36211001000203000000a00f0000a00f000000002a000090d0030000f700000000000000'
      + '00000000b60001000f010000ffff00000301',
  },
  {
    name: 'HP Smart Card Keyboard',
    match: { idVendor: 0x03f0, idProduct: 0x1024 },
    reason: 'HP USB Smart Card Keyboard: a PIN entered at it for the card also reaches the PC; not used as a PIN pad',
    patch: { pinPad: 'none' },
    provenance: libccid('src/ccid.c, ccid_open_hack_post, HPSMARTCARDKEYBOARD'),
    given: '36210001000103000000a00f0000401f000000012a00002940050000fc00000000000000'
      + '00000000ba00010007010000ffff00000301',
  },
  {
    name: 'SPR532',
    match: { idVendor: 0x04e6, idProduct: 0xe003 },
    reason: 'SCM SPR532: announces its interface as one of its maker, and is a CCID',
    patch: { interfaceClass: 0xff },
    provenance: { source: 'lsusb of it, lists.gnupg.org gnupg-users 2014-October/051202; libccid, readers/SPR532.txt' },
    given: '36210001000103000000a00f0000401f000000012a00002940050000fe00000000000000'
      + '00000000ba0001000e010000ffff00000301',
  },
  {
    name: 'GemPC Pinpad',
    match: { idVendor: 0x08e6, idProduct: 0x3478 },
    reason: 'GemPC Pinpad: takes a PIN entry only when it is to show one message, and a change of a PIN only with the places '
      + 'of three messages',
    patch: { pinMessage: 1, pinIndices: 'three' },
    provenance: libccid('src/commands.c, SecurePINVerify and SecurePINModify, bug circumvention for the GemPC Pinpad'),
    given: '36210001000703000000a00f0000a00f000000002a000020a1070000fe00000000000000'
      + '00000000300201000f010000000000000301',
  },
]

interface Identity {
  readonly idVendor: number
  readonly idProduct: number
  readonly bcdDevice: number
}

/** All rows about a device, the ones for its very release too. */
export function quirksOf({ idVendor, idProduct, bcdDevice }: Identity): readonly ReaderQuirk[] {
  return readerQuirks.filter(({ match }) => match.idVendor === idVendor && match.idProduct === idProduct
    && (match.bcdDevice === undefined || match.bcdDevice === bcdDevice))
}
