/** `nhicardd/client` in a browser: typed calls and events of the daemon on this PC. */
import { NhicardClient, type ClientOptions } from './client.ts'
import type { Socket } from './connection.ts'

export { CallError, ConnectionLostError } from './call-error.ts'
export { NhicardClient, type CallOptions, type ClientOptions, type ConnectionState, type Subscriber } from './client.ts'
export type { Stage } from '#protocols/native-api/method'
export type { CshisMethodName, CshisParams, CshisResult } from '#protocols/cshis/native'
export type { CallParams, EventName, MethodName, NumberedEvent, ResultOf } from '#protocols/native-api/registry'

/** Connects to the daemon and keeps the connection. */
export function connect(options: ClientOptions = {}): NhicardClient {
  return new NhicardClient((url, protocols): Socket => new WebSocket(url, protocols), options)
}
