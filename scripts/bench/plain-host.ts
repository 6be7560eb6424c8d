import { decodeResponseApdu, encodeCommandApdu, type CommandApdu } from '#protocols/iso7816/apdu'
import { readBinary, readRecord } from '#protocols/iso7816/commands/index'
import { answerRoom, type HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { isOk } from '#protocols/iso7816/status-word'
import { hcFiles, type HcFileName } from '#protocols/nhi-card/contents'
import type { LinkEvent } from '#protocols/port/reader-link'
import { InProcessLink } from '#simulator/attachments/in-process'

/** The link of a clinic that also tells a program beside the daemon where a card is. */
export class SharedLink extends InProcessLink {
  readonly #presences = new Map<string, number>()

  override start(listener: (event: LinkEvent) => void): void {
    super.start((event) => {
      if (event.type === 'cardInserted') this.#presences.set(event.name, event.presence)
      listener(event)
    })
  }

  /** One command to the card in a reader. */
  async send(name: string, capdu: Uint8Array): Promise<Uint8Array> {
    const exchanges = [{ step: 'READ', capdu, mayBeRefused: false }]
    const [answer] = await this.transfer({ name, presence: this.#presences.get(name) ?? 0, exchanges, repeatable: false })
    return answer ?? new Uint8Array(2)
  }
}

/** The plainest program there can be in a session with a health card: it sends, and complains about anything but 9000. */
export class PlainHost {
  readonly #channel: HostSecureMessaging
  readonly #send: (capdu: Uint8Array) => Promise<Uint8Array>

  constructor(channel: HostSecureMessaging, send: (capdu: Uint8Array) => Promise<Uint8Array>) {
    this.#channel = channel
    this.#send = send
  }

  /** Every record of a file, in the commands that `file-reading` sends: the bench refuses to compare others. */
  async read(name: HcFileName): Promise<unknown[]> {
    const { sfi, structure, count, record: { length }, decode } = hcFiles[name]
    if (structure === 'transparent') return [decode(await this.#ask(readBinary.encode({ sfi, offset: 0, le: length })))]
    const records: unknown[] = []
    const most = Math.floor(answerRoom.short / length)
    while (records.length < count) {
      const le = Math.min(most, count - records.length) * length
      const bytes = await this.#ask(readRecord.encode({ sfi, record: records.length + 1, toTheLast: true, le }))
      for (let at = 0; at < bytes.length; at += length) records.push(decode(bytes.subarray(at, at + length)))
    }
    return records
  }

  async #ask(command: CommandApdu): Promise<Uint8Array> {
    const answer = await this.#send(encodeCommandApdu(this.#channel.wrap(command)))
    const { data, sw } = this.#channel.unwrap(decodeResponseApdu(answer))
    if (!isOk(sw)) throw new Error(`the card said ${sw.toString(16)}`)
    return data
  }
}
