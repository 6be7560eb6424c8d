import { unhex } from '../bytes/hex.ts'
import type { PinCommand } from '../ccid/pin-data.ts'
import { pinModificationOf } from '../ccid/pin-modification.ts'
import type { NumberSizes } from '../ccid/record.ts'
import { pinStructure, type PinStructure } from './pin-structure.ts'

/**
 * Fields of PIN_MODIFY before bTeoPrologue. But for the two times they are those of abPINDataStructure of CCID, except that
 * bMsgIndex1 to bMsgIndex3 are always there; the driver leaves out those that bNumberMessage does not want.
 */
const sizes = {
  bTimerOut: 1, bTimerOut2: 1, bmFormatString: 1, bmPINBlockString: 1, bmPINLengthFormat: 1, bInsertionOffsetOld: 1,
  bInsertionOffsetNew: 1, wPINMaxExtraDigit: 2, bConfirmPIN: 1, bEntryValidationCondition: 1, bNumberMessage: 1, wLangId: 2,
  bMsgIndex1: 1, bMsgIndex2: 1, bMsgIndex3: 1,
} as const satisfies NumberSizes

/** What FEATURE_MODIFY_PIN_DIRECT is given. */
export type PinModify = PinStructure<typeof sizes>

/** PIN_MODIFY, packed. Both directions throw MalformedError as `pinStructure`. */
export const pinModify = pinStructure({
  name: 'PIN_MODIFY', sizes, provenance: { source: 'PC/SC part 10, PIN_MODIFY; pcsc-lite, reader.h; libccid, SecurePINModify' },
  examples: [
    { // old, new, new again: 4 to 6 digits in two blocks of ISO 9564-1 format 2, three messages
      hex: '1e00894704' + '0008' + '0604' + '03' + '02' + '03' + '0904' + '000102' + '000000' + '15000000'
        + '002400811020ffffffffffffff20ffffffffffffff',
      value: {
        bTimerOut: 30, bTimerOut2: 0, bmFormatString: 0x89, bmPINBlockString: 0x47, bmPINLengthFormat: 4,
        bInsertionOffsetOld: 0, bInsertionOffsetNew: 8, wPINMaxExtraDigit: 0x0406, bConfirmPIN: 3,
        bEntryValidationCondition: 2, bNumberMessage: 3, wLangId: 0x0409, bMsgIndex1: 0, bMsgIndex2: 1, bMsgIndex3: 2,
        bTeoPrologue: unhex('000000'), abData: unhex('002400811020ffffffffffffff20ffffffffffffff'),
      },
    },
    { // a first PIN, entered twice: two messages, and the third index is there and means nothing
      hex: '1e00820800' + '0000' + '0806' + '01' + '02' + '02' + '0904' + '010200' + '000000' + '0d000000'
        + '0028008108ffffffffffffffff',
      value: {
        bTimerOut: 30, bTimerOut2: 0, bmFormatString: 0x82, bmPINBlockString: 0x08, bmPINLengthFormat: 0,
        bInsertionOffsetOld: 0, bInsertionOffsetNew: 0, wPINMaxExtraDigit: 0x0608, bConfirmPIN: 1,
        bEntryValidationCondition: 2, bNumberMessage: 2, wLangId: 0x0409, bMsgIndex1: 1, bMsgIndex2: 2, bMsgIndex3: 0,
        bTeoPrologue: unhex('000000'), abData: unhex('0028008108ffffffffffffffff'),
      },
    },
  ],
})

/**
 * The structure that has a PIN changed as wanted, by the same rules as at a reader of ours.
 * @throws MalformedError when the entry has no spelling, as `pinModificationOf`
 */
export function pinModifyOf(command: Omit<PinCommand, 'prologue' | 'message'>): PinModify {
  const { bPINOperation: _, bTimeOut, abPINApdu, bMsgIndex2 = 0, bMsgIndex3 = 0, ...shared } = pinModificationOf(command)
  return { ...shared, bMsgIndex2, bMsgIndex3, bTimerOut: bTimeOut, bTimerOut2: 0, abData: abPINApdu }
}
