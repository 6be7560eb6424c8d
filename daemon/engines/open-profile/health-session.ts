import { decodeCommandApdu, decodeResponseApdu, encodeCommandApdu, encodeResponseApdu } from '#protocols/iso7816/apdu'
import { viewOf, type SecurityStatus } from '#protocols/nhi-card/access'
import { hcFiles, type HcFileName } from '#protocols/nhi-card/contents'
import type { Exchange, TransferAnswer } from '#protocols/port/reader-link'
import type { PresentCard } from '../../sessions/present-card.ts'
import { readFiles, type FilesRead } from './file-reading.ts'
import { kept } from './profile-card.ts'
import type { OpenSession } from './station.ts'

/** Of a card that stopped before: within a session it stands for the session's end. */
const NO_ANSWER = { data: new Uint8Array(), sw: 0 }

/** A health card within an authenticated session, for the length of one call. */
export class HealthSession {
  readonly card: PresentCard
  readonly status: SecurityStatus
  readonly #session: OpenSession

  constructor(card: PresentCard, session: OpenSession, status: SecurityStatus) {
    this.card = card
    this.status = status
    this.#session = session
  }

  /** Whether the card would give these files now. */
  mayRead(...names: readonly HcFileName[]): boolean {
    return names.every((name) => viewOf(hcFiles[name], this.status) !== 'refused')
  }

  /** Any commands, asked by secure messaging; the answers as they would be in plain. @throws as `readFiles` */
  async ask(exchanges: readonly Exchange[]): Promise<TransferAnswer> {
    const { channel } = this.#session
    const secured = exchanges.map(({ step, capdu }) => (
      { step, capdu: encodeCommandApdu(channel.wrap(decodeCommandApdu(capdu))), mayBeRefused: false }
    ))
    const answers = await kept(channel, this.card.perform(secured))
    return secured.map((_, index) => {
      const answer = answers[index]
      return encodeResponseApdu(channel.unwrap(answer === undefined ? NO_ANSWER : decodeResponseApdu(answer)))
    })
  }

  /** @throws NhicardError, SecureMessagingError: see `readFiles` */
  read<Name extends HcFileName>(...names: readonly Name[]): Promise<FilesRead<Name>> {
    return readFiles(this.card, this.#session.channel, names)
  }
}
