/**
 * Why a host refuses a secured answer, or cannot secure a command.
 * - `tooLong`: the command does not fit; nothing was sent and the session goes on
 * - `ended`: the session ended before, by one of the reasons below
 * - `unasked`: an answer without a command
 * - `plain`: the card answered in plain, which ends its session; `sw` says why
 * - `malformed`: not the data objects of a secured answer
 * - `wrongMac`: altered, replayed, reordered, or made with other keys
 * - `wrongStatus`: the status word behind the answer is not 9000, which stands behind all secured ones
 */
export type SecureMessagingReason =
  'tooLong' | 'ended' | 'unasked' | 'plain' | 'malformed' | 'wrongMac' | 'wrongStatus'

/** All reasons but `tooLong` end the session. Carries no data. */
export class SecureMessagingError extends Error {
  override readonly name = 'SecureMessagingError'
  readonly reason: SecureMessagingReason
  /** The status word of an answer in plain. */
  readonly sw: number | undefined

  constructor(reason: SecureMessagingReason, sw?: number) {
    super(`secure messaging: ${reason}${sw === undefined ? '' : ` ${sw.toString(16).padStart(4, '0')}`}`)
    this.reason = reason
    this.sw = sw
  }
}
