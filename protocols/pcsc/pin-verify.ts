import { unhex } from '../bytes/hex.ts'
import { pinVerificationOf, type PinCommand } from '../ccid/pin-data.ts'
import type { NumberSizes } from '../ccid/record.ts'
import { pinStructure, type PinStructure } from './pin-structure.ts'

/**
 * Fields of PIN_VERIFY before bTeoPrologue. But for the two times they are those of abPINDataStructure of CCID, and so are
 * their bytes: wPINMaxExtraDigit holds the least number of digits in its upper byte and the most in its lower. Times are
 * in seconds, 0 leaves them to the reader: bTimerOut until the first key is pressed, bTimerOut2 after it.
 */
const sizes = {
  bTimerOut: 1, bTimerOut2: 1, bmFormatString: 1, bmPINBlockString: 1, bmPINLengthFormat: 1, wPINMaxExtraDigit: 2,
  bEntryValidationCondition: 1, bNumberMessage: 1, wLangId: 2, bMsgIndex: 1,
} as const satisfies NumberSizes

/** What FEATURE_VERIFY_PIN_DIRECT is given. */
export type PinVerify = PinStructure<typeof sizes>

/** PIN_VERIFY, packed. Both directions throw MalformedError as `pinStructure`. */
export const pinVerify = pinStructure({
  name: 'PIN_VERIFY', sizes, provenance: { source: 'PC/SC part 10, PIN_VERIFY; pcsc-lite, reader.h; libccid, SecurePINVerify' },
  examples: [
    { // 4 to 8 digits in ASCII, left-justified in 8 bytes filled up with ff, confirmed by key, the reader's own message
      hex: '1e00820800' + '0804' + '02ff' + '0904' + '00' + '000000' + '0d000000' + '0020000108ffffffffffffffff',
      value: {
        bTimerOut: 30, bTimerOut2: 0, bmFormatString: 0x82, bmPINBlockString: 0x08, bmPINLengthFormat: 0,
        wPINMaxExtraDigit: 0x0408, bEntryValidationCondition: 2, bNumberMessage: 0xff, wLangId: 0x0409, bMsgIndex: 0,
        bTeoPrologue: unhex('000000'), abData: unhex('0020000108ffffffffffffffff'),
      },
    },
    { // a PIN block of ISO 9564-1 format 2: 6 to 12 digits in BCD behind the byte that counts them in its second half
      hex: '1e00894704' + '0c06' + '02ff' + '0904' + '00' + '000000' + '0d000000' + '002000010820ffffffffffffff',
      value: {
        bTimerOut: 30, bTimerOut2: 0, bmFormatString: 0x89, bmPINBlockString: 0x47, bmPINLengthFormat: 4,
        wPINMaxExtraDigit: 0x060c, bEntryValidationCondition: 2, bNumberMessage: 0xff, wLangId: 0x0409, bMsgIndex: 0,
        bTeoPrologue: unhex('000000'), abData: unhex('002000010820ffffffffffffff'),
      },
    },
  ],
})

/**
 * The structure that has a PIN entered as wanted, by the same rules as at a reader of ours. The person has `timeoutS` for
 * the first key; what follows is left to the reader, for libccid gives it no second time anyway.
 * @throws MalformedError when the entry has no spelling, as `pinVerificationOf`
 */
export function pinVerifyOf(command: Omit<PinCommand, 'prologue'>): PinVerify {
  const { bPINOperation: _, bTimeOut, abPINApdu, ...shared } = pinVerificationOf(command)
  return { ...shared, bTimerOut: bTimeOut, bTimerOut2: 0, abData: abPINApdu }
}
