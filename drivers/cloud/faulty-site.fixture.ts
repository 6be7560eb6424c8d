import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createDoor, type AddressInfo, type Server, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Issued } from './test-authority.fixture.ts'
import { LONGEST_ANSWER } from './json-post.ts'

/** What a site does with a connection, or with a request that arrived whole. */
export const connectionFaults = ['hangsUp', 'neverShakesHands'] as const
export const answerFaults = [
  'neverAnswers', 'resets', 'ends', 'half', 'halfChunk', 'garbage', 'notHttp', 'huge', 'hugeByLength', 'redirect', 'html', 'status503',
  'badUtf8', 'gzip', 'upgrade', 'noStatus', 'wrongTypes', 'list',
] as const
export type SiteFault = (typeof connectionFaults)[number] | (typeof answerFaults)[number]

/** A site of NHIA on a real socket of this machine, that does what a test tells it. */
export class FaultySite {
  /** Undefined: it answers. */
  #fault: SiteFault | undefined
  reply: unknown = { statusCode: 0 }
  /** The Date header; undefined: none. */
  date: string | undefined
  /** Paths of requests that arrived, in whole or part. */
  readonly arrived: string[] = []
  readonly bodies: unknown[] = []
  connections = 0
  /** Called when it lets somebody wait for ever. */
  onStall: () => void = () => undefined
  /** Called when a connection or an exchange is over. */
  onOver: () => void = () => undefined
  /** Where a redirect leads. */
  elsewhere = ''
  readonly #door: Server
  readonly #sockets = new Set<Socket>()
  readonly #waiting: ServerResponse[] = []
  readonly #stalled = new Set<Socket | ServerResponse>()
  readonly #scheme: string

  /** @param issued for TLS */
  constructor(issued?: Issued) {
    const listener: RequestListener = (request, response) => this.#serve(request, response).catch(() => undefined)
    const server = issued === undefined ? createServer(listener) : createTlsServer({ ...issued }, listener)
    server.on('tlsClientError', () => undefined)
    server.keepAliveTimeout = 0
    this.#scheme = issued === undefined ? 'http' : 'https'
    this.#door = createDoor((socket) => {
      this.connections += 1
      this.#sockets.add(socket)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        this.#over(socket)
      })
      socket.on('error', () => undefined)
      if (this.#fault === 'hangsUp') socket.destroy()
      else if (this.#fault === 'neverShakesHands') this.#stall(socket)
      else server.emit('connection', socket)
    })
  }

  /** From now on; what fails already when connecting ends connections that stand. */
  set fault(fault: SiteFault | undefined) {
    this.#fault = fault
    if (fault === 'hangsUp' || fault === 'neverShakesHands') this.dropConnections()
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#door.address() as AddressInfo).port}`
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#door.listen(0, '127.0.0.1', resolve))
    return this
  }

  /** Nobody listens any more: connections are refused. */
  async close(): Promise<void> {
    this.dropConnections()
    await new Promise((resolve) => this.#door.close(resolve))
  }

  /** Whether somebody waits for it in vain. */
  get isStalling(): boolean {
    return this.#stalled.size > 0
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** To requests that were let wait. */
  answerLate(): void {
    for (const response of this.#waiting.splice(0)) this.#answer(response, JSON.stringify(this.reply))
  }

  #stall(one: Socket | ServerResponse): void {
    this.#stalled.add(one)
    this.onStall()
  }

  #over(one: Socket | ServerResponse): void {
    this.#stalled.delete(one)
    this.onOver()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.arrived.push(request.url ?? '')
    const parts: Buffer[] = []
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    for await (const part of request) parts.push(part as Buffer)
    this.bodies.push(JSON.parse(Buffer.concat(parts).toString()))
    const fault = this.#fault
    if (fault === undefined || fault === 'hangsUp' || fault === 'neverShakesHands') this.#answer(response, JSON.stringify(this.reply))
    else this.#faults[fault](response)
  }

  #answer(response: ServerResponse, text: string | Buffer, headers: Record<string, string> = {}): void {
    response.sendDate = false
    response.writeHead(200, {
      'content-type': 'application/json', ...(this.date === undefined ? {} : { date: this.date }), ...headers,
    })
    response.end(text)
  }

  readonly #faults: Readonly<Record<(typeof answerFaults)[number], (response: ServerResponse) => void>> = {
    neverAnswers: (response) => {
      this.#waiting.push(response)
      response.on('close', () => this.#over(response))
      this.#stall(response)
    },
    resets: (response) => {
      const socket = response.socket
      if (socket !== null && 'resetAndDestroy' in socket && this.#scheme === 'http') socket.resetAndDestroy()
      else socket?.destroy()
    },
    ends: (response) => response.socket?.end(),
    half: (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"statusCode":0}', () => response.socket?.end())
    },
    halfChunk: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"statusCode":0}', () => response.socket?.end())
    },
    garbage: (response) => this.#answer(response, '{"statusCode":0'),
    notHttp: (response) => response.socket?.end('SSH-2.0-OpenSSH\r\n\r\n'),
    huge: (response) => this.#answer(response, JSON.stringify({ ...this.reply as object, more: 'x'.repeat(LONGEST_ANSWER) })),
    hugeByLength: (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(LONGEST_ANSWER * 1000) })
      response.write(Buffer.alloc(LONGEST_ANSWER + 1, 0x20))
    },
    redirect: (response) => {
      response.writeHead(307, { location: `${this.elsewhere}/api/v1/BasicData/Query` })
      response.end()
    },
    html: (response) => this.#answer(response, JSON.stringify(this.reply), { 'content-type': 'text/html' }),
    status503: (response) => {
      response.writeHead(503, { 'content-type': 'application/json' })
      response.end(JSON.stringify(this.reply))
    },
    badUtf8: (response) => this.#answer(response, Buffer.from('{"statusCode":0,"x":"\xff"}', 'latin1')),
    gzip: (response) => this.#answer(response, gzipSync(JSON.stringify(this.reply)), { 'content-encoding': 'gzip' }),
    upgrade: (response) => response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    noStatus: (response) => this.#answer(response, '{}'),
    wrongTypes: (response) => this.#answer(response, '{"statusCode":0,"sequenceNumber":3,"tel":7,"cardSn":true}'),
    list: (response) => this.#answer(response, '[]'),
  }
}
