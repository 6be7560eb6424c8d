import type { ErrorShape } from '../errors/nhicard-error.ts'

/** Versions of the native API this code speaks. A client of level n works against n+2. */
export const API_VERSIONS = { min: 1, max: 1 } as const

/** Largest message of the native API in bytes, both as a WebSocket frame and as an HTTP body. */
export const MESSAGE_LIMIT = 1_048_576

/** Most requests of one JSON-RPC batch. */
export const BATCH_LIMIT = 32

/** WebSocket subprotocol of the native API. */
export const SUBPROTOCOL = `nhicardd.v${API_VERSIONS.max}`

/** A page cannot set headers on a WebSocket, so its session secret travels as a second offered subprotocol. */
export const SESSION_SUBPROTOCOL_PREFIX = 'nhicardd.session.'

export type RequestId = string | number | null

export interface ErrorObject {
  readonly code: number
  readonly message: string
  readonly data: ErrorShape
}

export type Response =
  | { readonly jsonrpc: '2.0', readonly id: RequestId, readonly result: unknown }
  | { readonly jsonrpc: '2.0', readonly id: RequestId, readonly error: ErrorObject }
