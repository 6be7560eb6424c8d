import { concat } from '../bytes/byte-array.ts'
import type { Codec } from '../bytes/codec.ts'
import { unhex } from '../bytes/hex.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { Provenance } from '../provenance.ts'
import { inRange, sharedFields, type PinCommand } from './pin-data.ts'
import { entriesOf } from './pin-entry.ts'
import { readNumbers, sizeOf, writeNumbers, type NumberSizes, type Numbers } from './record.ts'

/**
 * Fields of abPINDataStructure for modification up to the first message. bInsertionOffsetOld and bInsertionOffsetNew say
 * where the two PINs go, in bytes of the command data; the positions in bmFormatString and bmPINLengthFormat count from
 * there (assumed; so do the hosts that are known). bNumberMessage: 0 none, 1 to 3 so many of bMsgIndex1 to bMsgIndex3, ff
 * the reader's own.
 */
const sizes = {
  bPINOperation: 1, bTimeOut: 1, bmFormatString: 1, bmPINBlockString: 1, bmPINLengthFormat: 1, bInsertionOffsetOld: 1,
  bInsertionOffsetNew: 1, wPINMaxExtraDigit: 2, bConfirmPIN: 1, bEntryValidationCondition: 1, bNumberMessage: 1, wLangId: 2,
  bMsgIndex1: 1,
} as const satisfies NumberSizes
const FIXED_LENGTH = sizeOf(sizes)
const PROLOGUE_LENGTH = 3
const HEADER_LENGTH = 4
const MODIFICATION = 0x01

/** Bits of bConfirmPIN: the new PIN is entered twice, and the current one is asked for. */
export const confirmPin = { confirmation: 0x01, currentPin: 0x02 } as const

/** What a reader needs to have a PIN changed and to send the command for that to the card. */
export type PinModification = Numbers<typeof sizes> & {
  /** There when bNumberMessage is not 0. */
  readonly bMsgIndex2?: number
  /** There when bNumberMessage is 3 or ff. */
  readonly bMsgIndex3?: number
  /** NAD, PCB and LEN of the block of T=1 the command goes in, 3 bytes; 000000 at APDU level and for T=0. */
  readonly bTeoPrologue: Uint8Array
  /** The command with the places of the PINs filled up. */
  readonly abPINApdu: Uint8Array
}

interface PinModificationCodec extends Codec<PinModification> {
  readonly name: string
  readonly provenance: Provenance
  readonly examples: readonly { readonly hex: string, readonly value: PinModification }[]
}

/** How many bytes follow bMsgIndex1 that are indices too. CCID rev 1.1 leaves it open for ff; libccid sends all three. */
function furtherIndices(bNumberMessage: number): number {
  if (bNumberMessage === 0) return 0
  return bNumberMessage < 3 ? 1 : 2
}

const changed = {
  bPINOperation: 1, bTimeOut: 30, bmFormatString: 0x89, bmPINBlockString: 0x47, bmPINLengthFormat: 4, bInsertionOffsetOld: 0,
  bInsertionOffsetNew: 8, wPINMaxExtraDigit: 0x0406, bConfirmPIN: 3, bEntryValidationCondition: 2, bNumberMessage: 3,
  wLangId: 0x0409, bMsgIndex1: 0, bMsgIndex2: 1, bMsgIndex3: 2, bTeoPrologue: unhex('000000'),
  abPINApdu: unhex('002400811020ffffffffffffff20ffffffffffffff'),
} as const satisfies PinModification
const first = {
  bPINOperation: 1, bTimeOut: 0, bmFormatString: 0x82, bmPINBlockString: 0x08, bmPINLengthFormat: 0, bInsertionOffsetOld: 0,
  bInsertionOffsetNew: 0, wPINMaxExtraDigit: 0x0608, bConfirmPIN: 1, bEntryValidationCondition: 2, bNumberMessage: 2,
  wLangId: 0x0409, bMsgIndex1: 1, bMsgIndex2: 2, bTeoPrologue: unhex('004009'),
  abPINApdu: unhex('0028008108ffffffffffffffff'),
} as const satisfies PinModification

/**
 * abData of PC_to_RDR_Secure: bPINOperation 01 and its structure.
 *
 * Both directions throw MalformedError: another operation, a number that does not fit, an index that is missing or too
 * much, a prologue of another length, fewer than the four bytes of a command header.
 */
export const pinModification: PinModificationCodec = codec({
  name: 'abPINDataStructure modification',
  provenance: { source: 'CCID rev 1.1 §6.1.12; libccid, SecurePINModify, for what bNumberMessage ff brings' },
  further: furtherIndices,
  examples: [
    { // old, new, new again: 4 to 6 digits, both in blocks of ISO 9564-1 format 2, one behind the other; three messages
      hex: '011e894704' + '0008' + '0604' + '03' + '02' + '03' + '0904' + '000102' + '000000'
        + '002400811020ffffffffffffff20ffffffffffffff',
      value: changed,
    },
    { // a first PIN of 6 to 8 digits in ASCII, entered twice: two messages, and so two indices; in a block of T=1
      hex: '0100820800' + '0000' + '0806' + '01' + '02' + '02' + '0904' + '0102' + '004009' + '0028008108ffffffffffffffff',
      value: first,
    },
    { // one entry and no message, so one index
      hex: '0100820800' + '0000' + '0806' + '00' + '02' + '00' + '0904' + '00' + '004009' + '0028008108ffffffffffffffff',
      value: {
        bPINOperation: 1, bTimeOut: 0, bmFormatString: 0x82, bmPINBlockString: 0x08, bmPINLengthFormat: 0,
        bInsertionOffsetOld: 0, bInsertionOffsetNew: 0, wPINMaxExtraDigit: 0x0608, bConfirmPIN: 0,
        bEntryValidationCondition: 2, bNumberMessage: 0, wLangId: 0x0409, bMsgIndex1: 0, bTeoPrologue: unhex('004009'),
        abPINApdu: unhex('0028008108ffffffffffffffff'),
      },
    },
  ],
})

/** The same for readers that want all three indices whatever bNumberMessage says. */
export const pinModificationOfThree: PinModificationCodec = codec({
  name: 'abPINDataStructure modification, three indices always',
  provenance: { source: 'libccid, SecurePINModify and has_gemalto_modify_pin_bug' },
  further: () => 2,
  examples: [
    {
      hex: '0100820800' + '0000' + '0806' + '01' + '02' + '02' + '0904' + '010200' + '004009' + '0028008108ffffffffffffffff',
      value: { ...first, bMsgIndex3: 0 },
    },
  ],
})

function codec({ further, ...declared }: Pick<PinModificationCodec, 'name' | 'provenance' | 'examples'> & {
  readonly further: (bNumberMessage: number) => number
}): PinModificationCodec {
  return {
    ...declared,
    encode: ({ bTeoPrologue, abPINApdu, bMsgIndex2, bMsgIndex3, ...numbers }) => {
      check(numbers.bPINOperation, bTeoPrologue.length, abPINApdu.length)
      const indices = [bMsgIndex2, bMsgIndex3].filter((index) => index !== undefined)
      if (indices.length !== further(numbers.bNumberMessage) || (bMsgIndex2 === undefined && bMsgIndex3 !== undefined)) {
        throw new MalformedError('bMsgIndex2', 'not as many indices as bNumberMessage wants')
      }
      for (const index of indices) inRange('bMsgIndex2', index, 0, 0xff)
      return concat(
        writeNumbers(sizes, new Map(Object.entries(numbers))), Uint8Array.from(indices), bTeoPrologue, abPINApdu,
      )
    },
    decode: (bytes) => {
      if (bytes.length < FIXED_LENGTH) throw new MalformedError('abPINDataStructure', 'cut short')
      const numbers = readNumbers(sizes, bytes)
      const prologue = FIXED_LENGTH + further(numbers.bNumberMessage)
      const command = prologue + PROLOGUE_LENGTH
      if (bytes.length < command) throw new MalformedError('abPINDataStructure', 'cut short')
      check(numbers.bPINOperation, PROLOGUE_LENGTH, bytes.length - command)
      const [bMsgIndex2, bMsgIndex3] = bytes.subarray(FIXED_LENGTH, prologue)
      return {
        ...numbers, ...bMsgIndex2 === undefined ? {} : { bMsgIndex2 }, ...bMsgIndex3 === undefined ? {} : { bMsgIndex3 },
        bTeoPrologue: bytes.slice(prologue, command), abPINApdu: bytes.slice(command),
      }
    },
  }
}

function check(bPINOperation: number, prologue: number, apdu: number): void {
  if (bPINOperation !== MODIFICATION) throw new MalformedError('bPINOperation', 'not a modification')
  if (prologue !== PROLOGUE_LENGTH) throw new MalformedError('bTeoPrologue', 'not 3 bytes')
  if (apdu < HEADER_LENGTH) throw new MalformedError('abPINApdu', 'shorter than a command header')
}

/** Of the messages that readers have: enter the PIN, enter a new PIN, confirm it (CCID rev 1.1 §6.1.12, bMsgIndex). */
const ENTER = 0, ENTER_NEW = 1, CONFIRM = 2

/**
 * The structure that has a PIN changed as `entry.change` says: a message for each entry, in their order, and no ff in
 * bNumberMessage, because there the specification and libccid differ in what follows.
 * @param ofThree for `pinModificationOfThree`: 0 in place of each index that has no entry
 * @throws MalformedError when the entry has no spelling, as `sharedFields`, or an offset is none of one byte
 */
export function pinModificationOf({ ofThree = false, ...command }: Omit<PinCommand, 'message'> & {
  readonly ofThree?: boolean
}): PinModification {
  const { entry, entry: { change } } = command
  if (change === undefined) throw new MalformedError('change', 'not a modification')
  const { oldAt, newAt, confirm } = change
  inRange('oldAt', oldAt ?? 0, 0, 0xff)
  inRange('newAt', newAt, 0, 0xff)
  const messages = [...oldAt === undefined ? [] : [ENTER], ENTER_NEW, ...confirm ? [CONFIRM] : []]
  const bNumberMessage = entriesOf(entry)
  const [bMsgIndex1 = 0, second = 0, third = 0] = messages
  const further = ofThree ? 2 : furtherIndices(bNumberMessage)
  return {
    bPINOperation: MODIFICATION, ...sharedFields(command), bInsertionOffsetOld: oldAt ?? 0, bInsertionOffsetNew: newAt,
    bConfirmPIN: (confirm ? confirmPin.confirmation : 0) | (oldAt === undefined ? 0 : confirmPin.currentPin),
    bNumberMessage, bMsgIndex1, ...further < 1 ? {} : { bMsgIndex2: second }, ...further < 2 ? {} : { bMsgIndex3: third },
  }
}
