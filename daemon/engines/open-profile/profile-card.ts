import { MalformedError } from '#protocols/bytes/malformed'
import { decodeResponseApdu, encodeCommandApdu, type CommandApdu, type ResponseApdu } from '#protocols/iso7816/apdu'
import type { ApduCommand } from '#protocols/iso7816/command'
import type { HostSecureMessaging } from '#protocols/iso7816/secure-messaging'
import { isOk } from '#protocols/iso7816/status-word'
import type { PresentCard } from '../../sessions/present-card.ts'

/** What a card answered: its status word, and the result when that is 9000 and the data make sense. */
export interface Reply<Result> {
  readonly sw: number
  readonly result: Result | undefined
}

/** A card in a reader, asked by the rows of the catalogue; in plain, or by secure messaging. */
export class ProfileCard {
  readonly present: PresentCard
  readonly #channel: HostSecureMessaging | undefined

  constructor(present: PresentCard, channel?: HostSecureMessaging) {
    this.present = present
    this.#channel = channel
  }

  /**
   * Sends one command. Never repeated by itself: what belongs to an authentication counts.
   * @throws NhicardError as the card's reader has it; SecureMessagingError when the session is over
   */
  async ask<Args, Result>(row: ApduCommand<Args, Result>, args: Args): Promise<Reply<Result>> {
    const { sw, data } = await this.#send(row.name, row.encode(args))
    if (!isOk(sw)) return { sw, result: undefined }
    try {
      return { sw, result: row.decodeResult(data) }
    } catch (error) {
      if (error instanceof MalformedError) return { sw, result: undefined }
      throw error
    }
  }

  async #send(step: string, command: CommandApdu): Promise<ResponseApdu> {
    const sent = this.#channel?.wrap(command) ?? command
    const exchanges = [{ step, capdu: encodeCommandApdu(sent), mayBeRefused: true }]
    const [answer] = await kept(this.#channel, this.present.perform(exchanges))
    const response = decodeResponseApdu(answer ?? new Uint8Array())
    return this.#channel?.unwrap(response) ?? response
  }
}

/** An answer that never came ends the session it belongs to. */
export function kept<Answer>(channel: HostSecureMessaging | undefined, answer: Promise<Answer>): Promise<Answer> {
  return answer.catch((error: unknown) => {
    channel?.abandon()
    throw error
  })
}
