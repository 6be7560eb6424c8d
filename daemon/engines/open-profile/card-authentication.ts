import { cardAuthenticationMachine, type CardAuthenticationEvent } from '#protocols/auth/card-authentication.machine'
import { cardAuthenticationOutcomes } from '#protocols/auth/card-authentication-outcomes'
import { RANDOM } from '#protocols/auth/mutual-authentication'
import { officialCode } from '#protocols/auth/outcome'
import { hex, unhex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { getChallenge, mutualAuthenticate } from '#protocols/iso7816/commands/index'
import type { SessionKeys } from '#protocols/iso7816/session-keys'
import type { AuthenticatingKind } from '#protocols/port/idc'
import { runFrame } from '../../actors/run-frame.ts'
import { PATIENCE_MS, type Around } from './around.ts'
import type { ProfileCard } from './profile-card.ts'
import { isRefused, type SecurityModule } from './security-module.ts'
import { Trouble, type TroubleEvents } from './trouble.ts'

const SHORT = 256
const WRONG = 0x6300
/** By which the data centre says no to the card itself, and not to its security module (nhi-facts §3.1). */
const notProved = [9210, 9211, 9212, 9220, 9221]
const SUSPENDED = 9130

/** The security module, or the data centre for it, does not know of its authentication any more. */
export class SamForgotten extends NhicardError<'AUTHENTICATION_FAILED'> {
  constructor(reader: string, code: number) {
    super('AUTHENTICATION_FAILED', { reader, code })
  }
}

/**
 * Authenticates a card with the security module.
 * @param cardId 12 bytes
 * @throws NhicardError AUTHENTICATION_FAILED, as SamForgotten where another authentication of the SAM may help,
 *   IDC_UNREACHABLE, and what the readers say
 */
export async function authenticateCard(
  kind: AuthenticatingKind, card: ProfileCard, cardId: Uint8Array, module: SecurityModule, { clock }: Around,
): Promise<SessionKeys> {
  const trouble = new Trouble<CardAuthenticationEvent>()
  let keys: SessionKeys | undefined
  const lost: TroubleEvents<CardAuthenticationEvent> = { card: { type: 'cardLost' } }
  const samLost: TroubleEvents<CardAuthenticationEvent> = {
    card: { type: 'samLost' }, unreachable: { type: 'centreUnreachable' },
    centre: (code) => {
      if (code === SUSPENDED) return { type: 'cardSuspended' }
      return notProved.includes(code) ? { type: 'refused', sw: WRONG } : { type: 'samUnknown' }
    },
  }
  const output = await runFrame(cardAuthenticationMachine, {
    input: { kind, cardId: hex(cardId) }, clock, patience: () => PATIENCE_MS, silence: { type: 'timedOut' },
    effects: {
      askChallenge: () => trouble.meet(async () => {
        const { sw, result } = await card.ask(getChallenge, { le: RANDOM })
        return result === undefined ? { type: 'refused', sw } : { type: 'challengeGiven', challenge: hex(result) }
      }, lost),
      askCryptogram: ({ challenge }) => trouble.meet(async () => {
        const begun = await module.begin(kind, cardId, unhex(challenge))
        return isRefused(begun) ? { type: 'refused', sw: begun.sw } : { type: 'cryptogramGiven', cryptogram: hex(begun.cryptogram) }
      }, samLost),
      showCryptogram: ({ cryptogram }) => trouble.meet(async () => {
        const { sw, result } = await card.ask(mutualAuthenticate, { cryptogram: unhex(cryptogram), le: SHORT })
        return result === undefined ? { type: 'refused', sw } : { type: 'answerGiven', answer: hex(result) }
      }, lost),
      showAnswer: ({ answer }) => trouble.meet(async () => {
        const finished = await module.finish(kind, unhex(answer))
        if (isRefused(finished)) return { type: 'refused', sw: finished.sw }
        keys = finished.sessionKeys
        return { type: 'keysGiven' }
      }, samLost),
    },
  }).done
  if (output.authenticated && keys !== undefined) return keys
  trouble.raise()
  const failure = output.authenticated ? 'samUnable' : output.failure
  if (failure === 'centreUnreachable') throw new NhicardError('IDC_UNREACHABLE', {})
  const code = officialCode(cardAuthenticationOutcomes[failure], kind, module.form)
  if (failure === 'samNotAuthenticated' || failure === 'samUnable') throw new SamForgotten(card.present.reader, code)
  throw new NhicardError('AUTHENTICATION_FAILED', { reader: card.present.reader, code })
}
