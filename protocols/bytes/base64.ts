import * as z from 'zod'

const FORM = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The usual alphabet with padding (RFC 4648 §4). */
export const toBase64 = (bytes: Uint8Array): string => z.core.util.uint8ArrayToBase64(bytes)

/** @returns undefined for a text that is not base64 with its padding */
export function fromBase64(text: string): Uint8Array | undefined {
  return FORM.test(text) ? z.core.util.base64ToUint8Array(text) : undefined
}
