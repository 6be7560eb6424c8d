import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '#protocols/bytes/byte-array'
import { hex, unhex } from '#protocols/bytes/hex'
import { pinVerificationOf } from '#protocols/ccid/pin-data'
import { emptyPinBlock, encodePinBlock, pinBlockEntry } from '#protocols/iso7816/pin-block'
import { pinCommand, pinFault } from './pin-block.ts'

describe('a pad asked for a PIN block of ISO 9564-1 format 2', () => {
  const verification = pinVerificationOf({
    entry: pinBlockEntry({ min: 4, max: 12, timeoutS: 30 }), apdu: concat(unhex('0020008108'), emptyPinBlock),
  })

  it('finds no fault with the structure', () => expect(pinFault(verification)).toBeUndefined())

  it('makes the block that the host would have made of the same digits', () => {
    fc.assert(fc.property(fc.stringMatching(/^[0-9]{4,12}$/), (digits) => {
      expect(hex(pinCommand(verification, [digits]))).toBe(`0020008108${hex(encodePinBlock(digits))}`)
    }))
  })
})
