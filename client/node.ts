/** `nhicardd/client` in Node: the same client over `ws`, admitted by the token of the state directory. */
import { WebSocket } from 'ws'
import { NhicardClient, type ClientOptions } from './client.ts'
import type { Socket } from './connection.ts'

export { CallError, ConnectionLostError } from './call-error.ts'
export { NhicardClient, type CallOptions, type ClientOptions, type ConnectionState, type Subscriber } from './client.ts'
export type { Stage } from '#protocols/native-api/method'
export type { CshisMethodName, CshisParams, CshisResult } from '#protocols/cshis/native'
export type { CallParams, EventName, MethodName, NumberedEvent, ResultOf } from '#protocols/native-api/registry'

export interface NodeClientOptions extends ClientOptions {
  /** Content of the file `token` in the daemon's state directory. */
  readonly token?: string
}

/** Connects to the daemon and keeps the connection. */
export function connect(options: NodeClientOptions = {}): NhicardClient {
  const headers = options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }
  const upgrade = { headers, perMessageDeflate: false }
  return new NhicardClient((url, protocols): Socket => new WebSocket(url, protocols, upgrade), options)
}
