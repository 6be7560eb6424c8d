import type { ChildProcess } from 'node:child_process'
import { FIRST_PORT, type PrivatePcscd } from '#rigs/pcscd/private-pcscd'
import { nhicard, start, stop } from './programs.ts'

const simulated = (port: number) => [nhicard, 'simulate', 'card', '--vpcd', `127.0.0.1:${port}`]

/** `nhicard simulate card` in the namespaces of a private pcscd, moved by lines on its standard input. */
export class CardProcess {
  readonly #child: ChildProcess

  /** @param program that is the card, given the port of its reader; our own by default */
  constructor({ pid }: PrivatePcscd, program = simulated, port = FIRST_PORT) {
    const inside = ['-t', String(pid), '-m', '-n', '--', 'setpriv', '--pdeathsig', 'KILL']
    this.#child = start('nsenter', [...inside, process.execPath, ...program(port)])
  }

  tell(order: 'insert' | 'remove'): void {
    this.#child.stdin?.write(`${order}\n`)
  }

  stop(): Promise<void> {
    return stop(this.#child)
  }
}
