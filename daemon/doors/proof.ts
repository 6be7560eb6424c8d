import { createHmac } from 'node:crypto'

/**
 * Shows that this is the daemon of a state directory without showing its token: a keyed hash of the caller's nonce.
 * @param nonce 32 hex digits of the caller's own
 * @returns hex; undefined when the nonce is none
 */
export function proofOf(token: string, nonce: string): string | undefined {
  if (!/^[0-9a-f]{32}$/.test(nonce)) return undefined
  return createHmac('sha256', token).update(`nhicardd proof ${nonce}`).digest('hex')
}
