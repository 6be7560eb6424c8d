import type { Basic } from '#protocols/nhi-card/basic'
import { readBasicSecured } from '../engines/chip.ts'
import type { HealthSession } from '../engines/open-profile/health-session.ts'

/** Who owns the card in a session, and whether it was cancelled. @throws NhicardError */
export function ownerOf(session: HealthSession): Promise<Basic> {
  return readBasicSecured((exchanges) => session.ask(exchanges), session.card)
}
