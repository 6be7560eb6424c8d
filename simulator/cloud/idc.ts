import { decodeCertificate, isIssuedBy, isValidOn } from '#protocols/auth/certificate'
import {
  beginAuthentication, cardKeysOf, finishAuthentication, RANDOM, type SamIdentity, type SamPending,
} from '#protocols/auth/mutual-authentication'
import { provesSam, signRole } from '#protocols/auth/role-authentication'
import { hex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import type { SessionKeys } from '#protocols/iso7816/session-keys'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import {
  IdcError, type AuthenticatingKind, type CardContent, type CardStanding, type Conversation, type Idc, type IdcHello,
  type IdcProof, type SamProof, type TreatmentNumberRequest,
} from '#protocols/port/idc'
import { encodeTreatmentNumber } from '#protocols/visit/treatment-number'
import type { SamHolder } from '../cards/sam-card.ts'
import { testCertificate, testIdcKey, testMasterKeys, testRoot } from '../cards/test-keys.ts'
import { cardContentFor, checkInsurance, type InsuredPerson } from './insured-person.ts'

/** How the centre stands to a security module it knows. */
export type SamStanding = 'valid' | 'suspended' | 'expired'

interface Talk {
  readonly holder: SamHolder
  readonly challenge: Uint8Array
  authenticated: boolean
  pending?: { readonly kind: AuthenticatingKind, readonly cardId: Uint8Array, readonly pending: SamPending }
}

/** Codes of nhi-facts §3.1. */
const INVALID_SAM = 9013, SAM_NOT_PROVED = 9015, SUSPENDED = 9060, EXPIRED = 9061, NO_CARD_AUTHENTICATION = 9211, NO_TREATMENT_NUMBER = 5174
const CARD_NOT_PROVED = { hc: 9212, hpc: 9221 } as const, CARD_SUSPENDED = 9130

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** The data centre, in this process. What it knows of security modules and of the insured a test may change. */
export class StandInIdc implements Idc {
  readonly #clock: Clock
  readonly #entropy: Entropy
  readonly #holders = new Map<string, { readonly holder: SamHolder, readonly standing: SamStanding }>()
  readonly #talks = new Map<Conversation, Talk>()
  /** By ID; whoever is missing is insured. */
  readonly #insured: Map<string, InsuredPerson>
  readonly #certificate = testCertificate({ holder: 'TESTIDC00001', role: 'idc' }, testIdcKey)
  /** Ids of professional cards, in hex. */
  readonly #suspended = new Set<string>()
  #reachable = true
  #last = 0

  constructor(
    clock: Clock, entropy: Entropy, holders: readonly SamHolder[], insured: ReadonlyMap<string, InsuredPerson> = new Map(),
  ) {
    this.#clock = clock
    this.#entropy = entropy
    this.#insured = new Map(insured)
    for (const holder of holders) this.#holders.set(holder.samId, { holder, standing: 'valid' })
  }

  /** Whether anybody answers at all. */
  set reachable(reachable: boolean) {
    this.#reachable = reachable
  }

  judge(samId: string, standing: SamStanding): void {
    const known = this.#holders.get(samId)
    if (known !== undefined) this.#holders.set(samId, { ...known, standing })
  }

  /** From now on a professional card is cancelled or suspended. @param cardId 12 bytes */
  suspend(cardId: Uint8Array): void {
    this.#suspended.add(hex(cardId))
  }

  /** From now on the centre knows this of somebody. */
  insure(idCardNum: string, person: InsuredPerson): void {
    this.#insured.set(idCardNum, person)
  }

  async hello(samId: string): Promise<IdcHello> {
    this.#answers()
    const known = this.#holders.get(samId)
    if (known === undefined) throw new IdcError(INVALID_SAM)
    if (known.standing === 'suspended') throw new IdcError(SUSPENDED)
    if (known.standing === 'expired') throw new IdcError(EXPIRED)
    const conversation = `talk-${this.#last += 1}`
    const challenge = this.#entropy.bytes(RANDOM)
    this.#talks.set(conversation, { holder: known.holder, challenge, authenticated: false })
    return { conversation, challenge, certificate: this.#certificate }
  }

  async authenticate(conversation: Conversation, { certificate, signature, challenge }: SamProof): Promise<IdcProof> {
    const talk = this.#talk(conversation)
    const { samId } = talk.holder
    if (challenge.length !== RANDOM || !this.#believes(samId, certificate, signature, talk.challenge)) {
      this.#talks.delete(conversation)
      throw new IdcError(SAM_NOT_PROVED)
    }
    talk.authenticated = true
    return {
      signature: signRole({ role: 'idc', cardId: ascii(samId), challenge }, testIdcKey),
      at: new Date(this.#clock.now()).toISOString(),
    }
  }

  async prove(
    conversation: Conversation, cardId: Uint8Array, challenge: Uint8Array,
  ): Promise<{ readonly certificate: Uint8Array, readonly signature: Uint8Array }> {
    this.#authenticated(conversation)
    return { certificate: this.#certificate, signature: signRole({ role: 'idc', cardId, challenge }, testIdcKey) }
  }

  async beginCard(
    conversation: Conversation, kind: AuthenticatingKind, cardId: Uint8Array, cardChallenge: Uint8Array,
  ): Promise<Uint8Array> {
    const talk = this.#authenticated(conversation)
    const identity: SamIdentity = talk.holder
    const { cryptogram, pending } = beginAuthentication({
      keys: cardKeysOf(testMasterKeys[kind], cardId), cardChallenge, identity,
      samChallenge: this.#entropy.bytes(RANDOM), samHalf: this.#entropy.bytes(RANDOM),
    })
    talk.pending = { kind, cardId, pending }
    return cryptogram
  }

  async finishCard(conversation: Conversation, kind: AuthenticatingKind, answer: Uint8Array): Promise<SessionKeys> {
    const talk = this.#authenticated(conversation)
    const { pending } = talk
    delete talk.pending
    if (pending?.kind !== kind) throw new IdcError(NO_CARD_AUTHENTICATION)
    const keys = finishAuthentication(pending.pending, answer)
    if (keys === undefined) throw new IdcError(CARD_NOT_PROVED[kind])
    // said to the card alone that has shown itself, so that nobody asks about others’
    if (this.#suspended.has(hex(pending.cardId))) throw new IdcError(CARD_SUSPENDED)
    return keys
  }

  async checkInsurance(conversation: Conversation, idCardNum: string): Promise<void> {
    this.#authenticated(conversation)
    checkInsurance(this.#insured.get(idCardNum))
  }

  async cardContent(conversation: Conversation, standing: CardStanding): Promise<CardContent> {
    this.#authenticated(conversation)
    return cardContentFor(standing, this.#insured.get(standing.idCardNum), this.#clock.now())
  }

  async treatmentNumber(conversation: Conversation, request: TreatmentNumberRequest): Promise<string> {
    const { holder: { hospitalId } } = this.#authenticated(conversation)
    try {
      return encodeTreatmentNumber({ ...request, hospitalId })
    } catch (error) {
      if (error instanceof MalformedError) throw new IdcError(NO_TREATMENT_NUMBER)
      throw error
    }
  }

  #answers(): void {
    if (!this.#reachable) throw new IdcError('unreachable')
  }

  #talk(conversation: Conversation): Talk {
    this.#answers()
    const talk = this.#talks.get(conversation)
    if (talk === undefined) throw new IdcError(INVALID_SAM)
    return talk
  }

  #authenticated(conversation: Conversation): Talk {
    const talk = this.#talk(conversation)
    if (!talk.authenticated) throw new IdcError(SAM_NOT_PROVED)
    return talk
  }

  #believes(samId: string, content: Uint8Array, signature: Uint8Array, challenge: Uint8Array): boolean {
    try {
      const signed = decodeCertificate(content)
      const { certificate } = signed
      const today = new Date(this.#clock.now()).toISOString().slice(0, 10)
      return certificate.role === 'sam' && certificate.holder === samId && isIssuedBy(signed, testRoot)
        && isValidOn(certificate, today) && provesSam(signature, samId, challenge, certificate.publicKey)
    } catch (error) {
      if (error instanceof MalformedError) return false
      throw error
    }
  }
}
