import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { realClock } from '#daemon/main'
import { realEntropy } from '#daemon/real-entropy'
import { openChildLink } from '#drivers/reader/child-link'
import { PtyAttachment } from '#simulator/attachments/pty'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import type { ReaderLink } from '#protocols/port/reader-link'
import { PATIENCE_MS } from '#rigs/patience'

type SerialKind = 'ccid-serial' | 'phoenix-serial'

const childOf = (kind: SerialKind) => fileURLToPath(new URL(`../../dist/bin/${kind}-child.js`, import.meta.url))

/** Why no serial line can be driven here, as a sentence that names the remedy; undefined when it can. */
export function whyNoLine(): string | undefined {
  if (process.platform !== 'linux') return 'a pseudo-terminal needs Linux'
  return existsSync(childOf('ccid-serial')) ? undefined : 'the children of the drivers are not built: npm run build'
}

/** A simulated device on a pseudo-terminal, and a driver of ours that has the line configured, in its own process. */
export class DrivenLine {
  readonly link: ReaderLink
  readonly #twin: SerialTwin
  readonly #folder: string
  #terminal: PtyAttachment

  private constructor(kind: SerialKind, model: string, twin: SerialTwin, folder: string, terminal: PtyAttachment) {
    this.#twin = twin
    this.#folder = folder
    this.#terminal = terminal
    this.link = openChildLink({
      kind, binding: 'serialport', childEntry: childOf(kind), clock: realClock, entropy: realEntropy,
      config: { readers: [{ place: { path: terminal.link }, model }] },
    })
  }

  static async open(kind: SerialKind, model: string, twin: SerialTwin): Promise<DrivenLine> {
    const folder = mkdtempSync(join(tmpdir(), 'driven-line-'))
    const terminal = await PtyAttachment.open(join(folder, 'tty'), twin)
    return new DrivenLine(kind, model, twin, folder, terminal)
  }

  /** The terminal hangs up, as when an adapter is pulled. */
  async unplug(): Promise<void> {
    await this.#terminal.close()
  }

  async plug(): Promise<void> {
    this.#terminal = await PtyAttachment.open(this.#terminal.link, this.#twin)
  }

  /** Waits in real time until the condition holds. */
  async until(condition: () => boolean): Promise<void> {
    await expect.poll(condition, { timeout: PATIENCE_MS, interval: 10 }).toBe(true)
  }

  async close(): Promise<void> {
    await this.link.close()
    await this.#terminal.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
