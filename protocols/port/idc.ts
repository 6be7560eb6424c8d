import type { CardKind } from '../auth/profile-object.ts'
import type { SessionKeys } from '../iso7816/session-keys.ts'

/** Cards that authenticate with a SAM. */
export type AuthenticatingKind = Exclude<CardKind, 'sam'>

/** One authentication with the data centre and what follows from it; the centre chooses its name. */
export type Conversation = string

/** The centre's first words to a SAM. */
export interface IdcHello {
  readonly conversation: Conversation
  /** 16 bytes for the SAM to sign. */
  readonly challenge: Uint8Array
  /** The centre's certificate, content of 7F21 (docs/open-profile.md §6). */
  readonly certificate: Uint8Array
}

/** What the SAM shows the centre. */
export interface SamProof {
  /** Content of 7F21. */
  readonly certificate: Uint8Array
  /** Over the centre's challenge, 64 bytes. */
  readonly signature: Uint8Array
  /** 16 bytes for the centre to sign. */
  readonly challenge: Uint8Array
}

/** What the centre shows a card. */
export interface IdcProof {
  /** Over the card's challenge, 64 bytes. */
  readonly signature: Uint8Array
  /** The centre's time, ISO 8601 with an offset. */
  readonly at: string
}

/** Why the centre did not do what it was asked. */
export class IdcError extends Error {
  override readonly name = 'IdcError'
  /** `unreachable`: no answer; otherwise an official code of nhi-facts §3.1. */
  readonly failure: 'unreachable' | number

  constructor(failure: IdcError['failure']) {
    super(failure === 'unreachable' ? 'the data centre does not answer' : `the data centre answers ${failure}`)
    this.failure = failure
  }
}

/**
 * The data centre (IDC) as far as authentications go. On real cards its protocol is secret (nhi-facts §4.9); the
 * simulated centre implements this one. Every method throws IdcError.
 */
export interface Idc {
  hello(samId: string): Promise<IdcHello>
  /** Ends with the SAM known to the centre, in this conversation. */
  authenticate(conversation: Conversation, proof: SamProof): Promise<IdcProof>
  /** Proves itself to a health card. @param cardId 12 bytes. @param challenge 16 bytes of the card */
  prove(conversation: Conversation, cardId: Uint8Array, challenge: Uint8Array): Promise<{
    readonly certificate: Uint8Array, readonly signature: Uint8Array,
  }>
  /** For a cloud SAM, which holds no master keys: what a SAM card would send the card (docs/open-profile.md §5, step 2). */
  beginCard(conversation: Conversation, kind: AuthenticatingKind, cardId: Uint8Array, challenge: Uint8Array): Promise<Uint8Array>
  /** Step 4. @param answer of the card */
  finishCard(conversation: Conversation, kind: AuthenticatingKind, answer: Uint8Array): Promise<SessionKeys>
}
