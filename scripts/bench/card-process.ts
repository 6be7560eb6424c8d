import type { ChildProcess } from 'node:child_process'
import { FIRST_PORT, type PrivatePcscd } from '#rigs/pcscd/private-pcscd'
import { nhicard, start, stop } from './programs.ts'

/** `nhicard simulate card` in the namespaces of a private pcscd, moved by lines on its standard input. */
export class CardProcess {
  readonly #child: ChildProcess

  constructor({ pid }: PrivatePcscd) {
    const inside = ['-t', String(pid), '-m', '-n', '--', 'setpriv', '--pdeathsig', 'KILL']
    const card = [process.execPath, nhicard, 'simulate', 'card', '--vpcd', `127.0.0.1:${FIRST_PORT}`]
    this.#child = start('nsenter', [...inside, ...card])
  }

  tell(order: 'insert' | 'remove'): void {
    this.#child.stdin?.write(`${order}\n`)
  }

  stop(): Promise<void> {
    return stop(this.#child)
  }
}
