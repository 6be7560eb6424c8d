import { ok } from 'node:assert/strict'
import { basicExchanges, readBasicAnswers } from '#protocols/nhi-card/basic-read'
import { TransferError, type LinkEvent, type ReaderLink } from '#protocols/port/reader-link'

/** A started link, what it tells, and the card it told of last. */
export class WatchedReader {
  readonly events: LinkEvent[] = []
  readonly #link: ReaderLink

  constructor(link: ReaderLink) {
    this.#link = link
    link.start((event) => this.events.push(event))
  }

  /** What a read of the card ends with: its number, a named failure, or `absent`. */
  async read(): Promise<string> {
    const card = this.events.findLast(({ type }) => type === 'cardInserted' || type === 'cardRemoved')
    if (card?.type !== 'cardInserted') return 'absent'
    const { name, presence } = card
    try {
      const answers = await this.#link.transfer({ name, presence, exchanges: basicExchanges, repeatable: false })
      const reading = readBasicAnswers(answers)
      return reading.kind === 'read' ? reading.basic.cardSn : reading.kind
    } catch (error) {
      ok(error instanceof TransferError, String(error))
      return error.failure
    }
  }

  close(): Promise<void> {
    return this.#link.close()
  }
}
