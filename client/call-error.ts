import type { ErrorShape } from '#protocols/errors/nhicard-error'

/** An error the daemon answered. `shape.name` says which; `shape.message` and `shape.remedy` are for people. */
export class CallError extends Error {
  override readonly name = 'CallError'
  /** JSON-RPC error code. */
  readonly code: number
  readonly shape: ErrorShape

  constructor(code: number, message: string, shape: ErrorShape) {
    super(message)
    this.code = code
    this.shape = shape
  }
}

/**
 * The connection ended before the answer came. Whether the call was carried out is unknown; reading again is safe,
 * anything that counts must be looked up first.
 */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError'
}
