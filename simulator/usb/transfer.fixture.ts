import { hex } from '#protocols/bytes/hex'

/** How a transfer ended, to be compared: its bytes, or why there are none. */
export function shown(result: Uint8Array | string): string {
  return typeof result === 'string' ? result : hex(result)
}
