import { StateDirectory } from '../state-directory.ts'

/** The daemon that runs with this state directory, as the command line reaches it. */
export interface RunningDaemon {
  readonly url: string
  readonly token: string
}

/** No daemon answers; says where was looked. */
export class NotRunningError extends Error {
  override readonly name = 'NotRunningError'
}

/** @throws NotRunningError */
export function runningDaemon(): RunningDaemon {
  const state = new StateDirectory()
  const running = state.running()
  const token = state.read('token')?.trim()
  if (running === undefined || token === undefined) throw notRunning(state.path)
  return { url: `http://127.0.0.1:${running.port}`, token }
}

/** POSTs to the daemon with the token. @throws NotRunningError when nobody listens */
export async function post({ url, token }: RunningDaemon, path: string, body?: string): Promise<Response> {
  const headers = { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' }
  try {
    return await fetch(url + path, { method: 'POST', headers, body: body ?? null })
  } catch (error) {
    throw notRunning(new StateDirectory().path, error)
  }
}

function notRunning(path: string, cause?: unknown): NotRunningError {
  return new NotRunningError(`no daemon runs with the state directory ${path}; start one with: npx --no nhicard start`, { cause })
}
