import { MalformedError } from '../bytes/malformed.ts'

const MARK = 0x80
const BLOCK = 16

/** ISO/IEC 9797-1 padding method 2 to blocks of 16 bytes: 80, then as few zeros as needed; at least one byte more. */
export function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(bytes.length))
  padded.set(bytes)
  padded[bytes.length] = MARK
  return padded
}

/** Bytes that so many bytes have when padded. */
export function paddedLength(length: number): number {
  return (Math.floor(length / BLOCK) + 1) * BLOCK
}

/** Without the padding; a view on `bytes`. @throws MalformedError when there is none within the last 16 bytes */
export function unpad(bytes: Uint8Array): Uint8Array {
  const mark = bytes.findLastIndex((byte) => byte !== 0)
  if (bytes[mark] !== MARK || bytes.length - mark > BLOCK || bytes.length % BLOCK !== 0) {
    throw new MalformedError('padding', 'not that of ISO/IEC 9797-1 method 2')
  }
  return bytes.subarray(0, mark)
}
