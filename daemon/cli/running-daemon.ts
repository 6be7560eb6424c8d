import { randomBytes } from 'node:crypto'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { proofOf } from '../doors/proof.ts'
import { StateDirectory } from '../state-directory.ts'

/** The daemon that runs with this state directory, as the command line reaches it. */
export interface RunningDaemon {
  readonly url: string
  readonly token: string
}

/**
 * Finds the daemon and makes sure that it is ours before the token is sent to it.
 * @throws NhicardError DAEMON_UNREACHABLE
 */
export async function runningDaemon(): Promise<RunningDaemon> {
  const state = new StateDirectory()
  const running = state.running()
  const token = state.read('token')?.trim()
  const unreachable = (cause?: unknown) => new NhicardError('DAEMON_UNREACHABLE', { path: state.path }, { cause })
  if (running === undefined || token === undefined) throw unreachable()
  const url = `http://127.0.0.1:${running.port}`
  const nonce = randomBytes(16).toString('hex')
  try {
    const { proof } = await (await fetch(`${url}/proof?nonce=${nonce}`)).json() as { proof?: unknown }
    if (proof === proofOf(token, nonce)) return { url, token }
  } catch (error) {
    throw unreachable(error)
  }
  throw unreachable()
}

/** POSTs to the daemon with the token. */
export function post({ url, token }: RunningDaemon, path: string, body?: string): Promise<Response> {
  const headers = { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' }
  return fetch(url + path, { method: 'POST', headers, body: body ?? null })
}
