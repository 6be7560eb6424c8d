import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import type { StateDirectory } from './state-directory.ts'

/** Another daemon works with the same state directory; two would give the same epoch to two cards. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError'
}

/**
 * A name the operating system gives to one process only and takes back when that process ends, however it ends: an
 * abstract socket on Linux, a pipe on Windows. macOS has neither; there it is a socket file that is asked whether it lives.
 */
function nameFor(state: StateDirectory): { name: string, isFile: boolean } {
  const id = `nhicardd-${createHash('sha256').update(state.realPath).digest('hex').slice(0, 32)}`
  if (process.platform === 'linux') return { name: `\0${id}`, isFile: false }
  if (process.platform === 'win32') return { name: `\\\\.\\pipe\\${id}`, isFile: false }
  return { name: state.file('lock'), isFile: true }
}

function bind(name: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject).listen(name, () => resolve(server))
  })
}

function isDead(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file, () => resolve(false)).on('error', () => resolve(true))
    socket.once('connect', () => socket.destroy())
  })
}

/**
 * Takes the state directory for this process. It has to come before anything is read that must not be given twice.
 * @returns gives it back
 * @throws AlreadyRunningError
 */
export async function lockState(state: StateDirectory): Promise<() => void> {
  const { name, isFile } = nameFor(state)
  let server: Server
  try {
    server = await bind(name)
  } catch {
    if (!isFile || !await isDead(name)) {
      const running = state.running()
      const who = running === undefined ? '' : `process ${running.pid}, port ${running.port}, `
      throw new AlreadyRunningError(`nhicardd runs already (${who}${state.path})`)
    }
    rmSync(name, { force: true })
    server = await bind(name)
  }
  server.unref()
  return () => server.close()
}
