import type { LinkEvent } from '#protocols/port/reader-link'

export interface ToldReader {
  readonly name: string
  readonly slot: number
  card: { readonly presence: number, readonly mute: boolean } | undefined
}

/** The readers and cards that a link has told of, and what it told that cannot be. */
export class ToldReaders {
  readonly #readers = new Map<string, ToldReader>()
  readonly #wrong: (what: string) => void
  /** The last presence told of. */
  highest = 0

  constructor(wrong: (what: string) => void) {
    this.#wrong = wrong
  }

  get count(): number {
    return this.#readers.size
  }

  at(slot: number): ToldReader | undefined {
    return [...this.#readers.values()].find((reader) => reader.slot === slot)
  }

  told(event: LinkEvent): void {
    if (!('name' in event)) return
    const { name } = event
    const reader = this.#readers.get(name)
    if (event.type === 'readerAdded') {
      if (reader !== undefined) this.#wrong('a reader is added twice')
      this.#readers.set(name, { name, slot: event.slot ?? 0, card: undefined })
      return
    }
    if (reader === undefined) {
      const isOfHealth = event.type === 'counted' || event.type === 'measured'
      if (!isOfHealth) this.#wrong(`${event.type} of a reader that is not there`)
      return
    }
    switch (event.type) {
      case 'readerRemoved':
        if (reader.card !== undefined) this.#wrong('a reader leaves and its card stays')
        this.#readers.delete(name)
        break
      case 'cardInserted':
        if (reader.card !== undefined) this.#wrong('a card comes where one is')
        if (event.presence <= this.highest) this.#wrong(`presence ${event.presence} after ${this.highest}`)
        this.highest = Math.max(this.highest, event.presence)
        reader.card = event
        break
      case 'cardRemoved':
        if (reader.card === undefined) this.#wrong('a card leaves where none is')
        reader.card = undefined
    }
  }
}
