import { answerAuthentication, RANDOM, type CardKeys, type SamIdentity } from '#protocols/auth/mutual-authentication'
import { getChallenge, mutualAuthenticate } from '#protocols/iso7816/commands/index'
import { CardSecureMessaging } from '#protocols/iso7816/secure-messaging'
import type { Entropy } from '#protocols/port/entropy'
import { given, handler, refused, type Answer, type CardHandler } from './card-handler.ts'

/** Bytes of a challenge that real health cards give as well (nhi-facts §4.3); authentications want 16. */
const SHORT_CHALLENGE = 8

/** What a card and a SAM have of each other: challenge, secure messaging, and whose SAM it is. */
export class CardSession {
  readonly handlers: readonly CardHandler[]
  readonly #keys: CardKeys
  readonly #entropy: Entropy
  readonly #begun: () => void
  #challenge: Uint8Array | undefined
  #opened: { readonly channel: CardSecureMessaging, readonly identity: SamIdentity } | undefined

  /** @param begun told when a session begins anew: what an earlier one reached is over */
  constructor(keys: CardKeys, entropy: Entropy, begun: () => void) {
    this.#keys = keys
    this.#entropy = entropy
    this.#begun = begun
    this.handlers = [
      handler(getChallenge, ({ le }) => this.#give(le), 'plainInSession'),
      handler(mutualAuthenticate, ({ cryptogram }) => this.#authenticate(cryptogram), 'plainInSession'),
    ]
  }

  get channel(): CardSecureMessaging | undefined {
    return this.#opened?.channel
  }

  /** Of the SAM that proved itself; undefined without one. */
  get sam(): SamIdentity | undefined {
    return this.#opened?.identity
  }

  /** The challenge given last, once. */
  takeChallenge(): Uint8Array | undefined {
    const challenge = this.#challenge
    this.#challenge = undefined
    return challenge
  }

  end(): void {
    this.#challenge = undefined
    this.#opened = undefined
  }

  #give(length: number): Answer {
    if (length !== RANDOM && length !== SHORT_CHALLENGE) return refused(0x6700)
    const challenge = this.#entropy.bytes(length)
    this.#challenge = length === RANDOM ? challenge : undefined
    return given(challenge)
  }

  #authenticate(cryptogram: Uint8Array): Answer {
    const cardChallenge = this.takeChallenge()
    if (cardChallenge === undefined) return refused(0x6985)
    const cardHalf = this.#entropy.bytes(RANDOM)
    const accepted = answerAuthentication({ keys: this.#keys, cardChallenge, cryptogram, cardHalf })
    this.#begun()
    this.end()
    if (accepted === undefined) return refused(0x6300)
    const { answer, sessionKeys, identity } = accepted
    this.#opened = { channel: new CardSecureMessaging(sessionKeys), identity }
    return given(answer)
  }
}
