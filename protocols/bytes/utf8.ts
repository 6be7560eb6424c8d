import { hex } from './hex.ts'

/** The text that bytes spell in UTF-8 (RFC 3629); null where a sequence is wrong, overlong or unfinished. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return decodeURIComponent(hex(bytes).replaceAll(/../g, '%$&'))
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
