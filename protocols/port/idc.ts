import type { CardKind } from '../auth/profile-object.ts'
import type { SessionKeys } from '../iso7816/session-keys.ts'
import type { RecordIn } from '../nhi-card/contents.ts'
import type { TreatmentNumberKind } from '../visit/treatment-number.ts'

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

/** How a health card stands, for the centre to say what is to change. */
export interface CardStanding {
  readonly idCardNum: string
  readonly cancelled: boolean
  /** `YYYY-MM-DD`; null where the card has none. */
  readonly cardValidity: string | null
  readonly treatmentCounter: number
  readonly pinBlocked: boolean
}

/** What a card is to hold after an update of its content (nhi-facts §9). What the centre does not know stays. */
export interface CardContent {
  readonly validity: RecordIn<'validity'>
  readonly insured?: RecordIn<'insured'>
  /** All six groups, null for blank ones; periods and diagnoses. */
  readonly illnesses?: readonly ({ readonly period: RecordIn<'illnessPeriods'>, readonly code: RecordIn<'illnessCodes'> } | null)[]
  readonly lastSequence?: RecordIn<'lastSequence'>
  /** Two years, this one first. */
  readonly cumulativeData?: readonly (RecordIn<'cumulativeData'> | null)[]
  /** Whether the PIN is opened; none is set afterwards. */
  readonly openPin: boolean
}

/** Of which visit a 就醫識別碼 is wanted; the institution is that of the conversation. */
export interface TreatmentNumberRequest {
  readonly kind: TreatmentNumberKind
  readonly idCardNum: string
  /** `YYYY-MM-DDTHH:mm:ss` */
  readonly treatmentDateTime: string
}

/**
 * The data centre (IDC): authentications, and what it knows of the insured. On real cards its protocol is secret
 * (nhi-facts §4.9); the simulated centre implements this one. Every method throws IdcError.
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
  /** Whether somebody may be seen: 5012, 9094, 9095 when not (nhi-facts §3.1). */
  checkInsurance(conversation: Conversation, idCardNum: string): Promise<void>
  /** What a card is to hold: 9081 nothing is due, 9082 cancelled, 9083 to 9092 by the insurance. */
  cardContent(conversation: Conversation, standing: CardStanding): Promise<CardContent>
  /** 就醫識別碼, 20 characters: 5174 when there is none for this visit. */
  treatmentNumber(conversation: Conversation, request: TreatmentNumberRequest): Promise<string>
}
