import { viewOf, type SecurityStatus } from '#protocols/nhi-card/access'
import { hcFiles, type HcFileName } from '#protocols/nhi-card/contents'
import type { PresentCard } from '../../sessions/present-card.ts'
import { readFiles, type FilesRead } from './file-reading.ts'
import type { OpenSession } from './station.ts'

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

  /** @throws NhicardError, SecureMessagingError: see `readFiles` */
  read<Name extends HcFileName>(...names: readonly Name[]): Promise<FilesRead<Name>> {
    return readFiles(this.card, this.#session.channel, names)
  }
}
