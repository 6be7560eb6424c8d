import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { connect, type NhicardClient } from '#client/node'
import { SUBPROTOCOL } from '#protocols/native-api/wire'
import { mustRun, nhicard, nhicardd, start, stop } from './programs.ts'

/** A built daemon as a process of its own, with a state directory of its own. */
export class BenchDaemon {
  readonly port: number
  readonly token: string
  readonly #child: ChildProcess
  readonly #state: string

  private constructor(child: ChildProcess, state: string) {
    this.#child = child
    this.#state = state
    this.port = (JSON.parse(readFileSync(join(state, 'run.json'), 'utf8')) as { port: number }).port
    this.token = readFileSync(join(state, 'token'), 'utf8').trim()
  }

  /** `nhicardd` on real links, or `nhicard start --simulate`. */
  static async start(
    kind: 'real' | 'simulated', env: Record<string, string> = {}, config: object = { port: 0 },
  ): Promise<BenchDaemon> {
    const state = mkdtempSync(join(tmpdir(), 'nhicardd-bench-'))
    writeFileSync(join(state, 'config.json'), JSON.stringify(config))
    const args = kind === 'real' ? [nhicardd] : [nhicard, 'start', '--simulate']
    const child = start(process.execPath, args, { ...env, NHICARD_STATE_DIR: state })
    while (!existsSync(join(state, 'run.json'))) {
      mustRun(child)
      await pause(5)
    }
    return new BenchDaemon(child, state)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Of its state directory. */
  file(name: string): string {
    return readFileSync(join(this.#state, name), 'utf8')
  }

  client(): NhicardClient {
    return connect({ url: `ws://127.0.0.1:${this.port}/rpc`, token: this.token, name: 'bench' })
  }

  /** The same WebSocket without our client. */
  socket(): WebSocket {
    const headers = { Authorization: `Bearer ${this.token}` }
    return new WebSocket(`ws://127.0.0.1:${this.port}/rpc`, [SUBPROTOCOL], { headers, perMessageDeflate: false })
  }

  async stop(): Promise<void> {
    await stop(this.#child)
    rmSync(this.#state, { recursive: true, force: true })
  }
}
