/** What secure messaging begins with: two keys of AES-128 and the send sequence counter, 16 bytes each. All secret. */
export interface SessionKeys {
  /** KSenc, for the cryptograms. */
  readonly enc: Uint8Array
  /** KSmac, for the checksums. */
  readonly mac: Uint8Array
  /** The counter before the first command. */
  readonly ssc: Uint8Array
}
