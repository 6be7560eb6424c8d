import { sha256 } from '@noble/hashes/sha2.js'
import { concat } from '../bytes/byte-array.ts'
import { hcFiles, type RecordIn } from '../nhi-card/contents.ts'

const DATE_TIME = 13
/** Of its 64 bytes of ECDSA, hashed: 40 characters in hex (docs/open-profile.md §9). */
export const ORDER_SIGNATURE_BYTES = 20

/**
 * What the module signs of an order: date and time of its visit 13 ‖ record 61 ‖ id of the card 12.
 * @param cardId 12 bytes. @throws MalformedError when a value does not fit
 */
export function orderMessage(order: RecordIn<'orders'>, cardId: Uint8Array): Uint8Array {
  const record = hcFiles.orders.encode(order)
  return concat(record.subarray(0, DATE_TIME), record, cardId)
}

/** 處方簽章, 20 bytes. @param signed the module's signature over `dataMessage(orderMessage(…))`, 64 bytes */
export function orderSignature(signed: Uint8Array): Uint8Array {
  return sha256(signed).subarray(0, ORDER_SIGNATURE_BYTES)
}
