import { createInterface, type Interface } from 'node:readline'
import { Writable, type Readable } from 'node:stream'
import type { SecretSource } from './secrets.ts'

/** Takes what readline would echo, and shows it to nobody. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/** Standard input as a source of secrets: at a terminal without echo, otherwise a line for each. */
export class SecretInput implements SecretSource {
  readonly interactive: boolean
  readonly #prompts: { write(text: string): unknown }
  readonly #lines: Interface
  readonly #next: AsyncIterator<string>

  /** @param prompts where a person reads what is asked; standard output belongs to the result */
  constructor(input: Readable & { readonly isTTY?: boolean }, prompts: { write(text: string): unknown }) {
    this.interactive = input.isTTY === true
    this.#prompts = prompts
    this.#lines = createInterface({
      input, output: nowhere(), terminal: this.interactive, historySize: 0, crlfDelay: Infinity,
    })
    this.#next = this.#lines[Symbol.asyncIterator]()
  }

  async next(prompt: string): Promise<string | undefined> {
    if (this.interactive) this.#prompts.write(prompt)
    const { done, value } = await this.#next.next()
    if (this.interactive) this.#prompts.write('\n')
    return done === true ? undefined : value
  }

  close(): void {
    this.#lines.close()
  }
}
