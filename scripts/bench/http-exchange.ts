import { Agent, request } from 'node:http'
import { Agent as TlsAgent, request as requestTls } from 'node:https'

export interface Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks over one connection that is kept; refuses what is not status 200. */
export interface KeptConnection {
  readonly ask: (asked: Asked) => Promise<string>
  readonly close: () => void
}

/** @param authority PEM of whom to believe, for TLS */
export function keptConnection(port: number, authority?: string): KeptConnection {
  const keeping = { keepAlive: true, maxSockets: 1 }
  const agent = authority === undefined ? new Agent(keeping) : new TlsAgent({ ...keeping, ca: authority, servername: 'localhost' })
  const send = authority === undefined ? request : requestTls
  const ask = ({ method, path, body, headers = {} }: Asked) => new Promise<string>((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }
    const outgoing = send({ host: '127.0.0.1', port, method, path, agent, headers: { ...length, ...headers } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      }).on('end', () => {
        if (answer.statusCode === 200) resolve(text)
        else reject(new Error(`${path}: status ${String(answer.statusCode)}`))
      })
    })
    outgoing.on('error', reject).end(body)
  })
  return { ask, close: () => agent.destroy() }
}
