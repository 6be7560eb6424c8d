import { openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { ReadStream, WriteStream } from 'node:tty'
import type { DeskRequest } from '../desk-request.ts'

/** The guest's line to the host: the second serial port. */
export class Desk {
  readonly #out: WriteStream
  readonly #answers: ((line: string) => void)[] = []

  constructor(path = '/dev/ttyS1') {
    this.#out = new WriteStream(openSync(path, 'w'))
    createInterface({ input: new ReadStream(openSync(path, 'r')) }).on('line', (line) => this.#answers.shift()?.(line))
  }

  /** Has the host do something at the reader. @throws Error with the host's reason */
  async ask(request: DeskRequest): Promise<void> {
    const answer = await new Promise<string>((resolve) => {
      this.#answers.push(resolve)
      void this.say(`ask ${request}`)
    })
    if (answer !== 'done') throw new Error(answer)
  }

  /** One line, without those breaks that the text of an error may have. */
  say(line: string): Promise<void> {
    return new Promise((resolve) => this.#out.write(`${line.replaceAll(/\s+/g, ' ')}\n`, () => resolve()))
  }
}
