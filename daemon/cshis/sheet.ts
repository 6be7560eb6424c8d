import type { CshisBuffer } from '#protocols/cshis/buffer'

type Bytes = Readonly<Record<string, Uint8Array>>

const NONE = new Uint8Array()

/** Where an answer goes. */
interface Destination {
  /** Bytes of a buffer of text as they stand on the card, instead of what the text would be written with. */
  readonly own: Bytes
  /** By buffer, in bytes. */
  readonly room: Readonly<Record<string, number>>
  /** The HIS's own, by buffer. */
  readonly memory: Bytes
}

/**
 * Where the buffers of an answer are put together before any of them is written, in bytes that are kept from one call to the
 * next: to get 3,660 fresh ones costs more than to fill them. Nobody else sees these bytes, they are filled and emptied
 * in one go, and nothing of a patient stays in them.
 */
export class Sheet {
  #bytes = new Uint8Array()

  /**
   * @returns what is written, by buffer; undefined when one of them does not fit, and then nothing was written
   * @throws MalformedError when a value has no spelling; then nothing was written
   */
  written(buffers: readonly (readonly [string, CshisBuffer])[], values: object, { own, room, memory }: Destination): Bytes | undefined {
    const given = values as Readonly<Record<string, unknown>>
    let needed = 0
    for (const [, { length }] of buffers) needed += length
    if (this.#bytes.length < needed) this.#bytes = new Uint8Array(needed)
    const bytes = this.#bytes
    try {
      const contents: { readonly name: string, readonly content: Uint8Array, readonly into: Uint8Array }[] = []
      let at = 0
      for (const [name, { encodeAt }] of buffers) {
        const content = own[name] ?? bytes.subarray(at, at + encodeAt(given[name], bytes, at))
        at += content.length
        const into = memory[name] ?? NONE
        if (content.length > Math.min(room[name] ?? 0, into.length)) return undefined
        contents.push({ name, content, into })
      }
      const written: Record<string, Uint8Array> = {}
      for (const { name, content, into } of contents) {
        into.set(content)
        written[name] = into.subarray(0, content.length)
      }
      return written
    } finally {
      bytes.fill(0, 0, needed)
    }
  }
}
