import { NhicardError } from '#protocols/errors/nhicard-error'
import { StateDirectory } from '../state-directory.ts'

/** The daemon that runs with this state directory, as the command line reaches it. */
export interface RunningDaemon {
  readonly url: string
  readonly token: string
}

/** @throws NhicardError DAEMON_UNREACHABLE */
export function runningDaemon(): RunningDaemon {
  const state = new StateDirectory()
  const running = state.running()
  const token = state.read('token')?.trim()
  if (running === undefined || token === undefined) throw new NhicardError('DAEMON_UNREACHABLE', { path: state.path })
  return { url: `http://127.0.0.1:${running.port}`, token }
}

/** POSTs to the daemon with the token. @throws NhicardError DAEMON_UNREACHABLE */
export async function post({ url, token }: RunningDaemon, path: string, body?: string): Promise<Response> {
  const headers = { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' }
  try {
    return await fetch(url + path, { method: 'POST', headers, body: body ?? null })
  } catch (error) {
    throw new NhicardError('DAEMON_UNREACHABLE', { path: new StateDirectory().path }, { cause: error })
  }
}
