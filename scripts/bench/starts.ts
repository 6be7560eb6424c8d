import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, mustRun, nhicardd, start, stop } from './programs.ts'
import { now } from './samples.ts'

export interface Starts {
  readonly bare: number[]
  readonly withoutPcscd: number[]
  readonly withPcscd: number[]
}

/** One request; undefined while nobody listens. */
function ask(port: number, request: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.on('error', () => resolve(undefined))
    socket.once('data', (answer) => {
      resolve(String(answer))
      socket.destroy()
    })
  })
}

/** Process start to the first answer over HTTP, in ms; the port is tried every millisecond. */
export async function startToReady(args: string[], env: Record<string, string>, port: number, request: string): Promise<number> {
  const before = now()
  const child = start(process.execPath, args, env)
  let answer: string | undefined
  while (answer === undefined) {
    mustRun(child)
    answer = await ask(port, request)
    if (answer === undefined) await pause(1)
  }
  const taken = now() - before
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`${args[0]} answered ${answer.split('\r\n', 1)[0]}`)
  await stop(child)
  return taken
}

/** What is in a state directory before the first start, so that the first request is known. */
export async function preparedState(state: string): Promise<{ readonly port: number, request(method: string): string }> {
  const port = await freePort()
  const token = randomBytes(32).toString('hex')
  writeFileSync(join(state, 'config.json'), JSON.stringify({ port }))
  writeFileSync(join(state, 'token'), token, { mode: 0o600 })
  const request = (method: string) => {
    const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method })
    return [
      'POST /rpc HTTP/1.1', `Host: 127.0.0.1:${port}`, `Authorization: Bearer ${token}`,
      'Content-Type: application/json', `Content-Length: ${call.length}`, '', call,
    ].join('\r\n')
  }
  return { port, request }
}

/** A bare server, the daemon without a pcscd and the daemon with one, in turn; the token exists already. */
export async function starts(times: number, socketName: string): Promise<Starts> {
  const state = mkdtempSync(join(tmpdir(), 'nhicardd-bench-'))
  const { port, request: requestFor } = await preparedState(state)
  const request = requestFor('system.status')
  const daemon = (socket: string) =>
    startToReady([nhicardd], { NHICARD_STATE_DIR: state, PCSCLITE_CSOCK_NAME: socket }, port, request)
  const hello = join(import.meta.dirname, 'hello.mjs')

  const result: Starts = { bare: [], withoutPcscd: [], withPcscd: [] }
  for (let count = 0; count < times; count++) {
    result.bare.push(await startToReady([hello, String(port)], {}, port, request))
    result.withoutPcscd.push(await daemon(join(state, 'no-pcscd')))
    result.withPcscd.push(await daemon(socketName))
  }
  rmSync(state, { recursive: true, force: true })
  return result
}
