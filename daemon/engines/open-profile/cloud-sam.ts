import { certificateContent, decodeCertificate, isIssuedBy, isValidOn } from '#protocols/auth/certificate'
import { CHALLENGE_LENGTH, dataMessage, provesRole, signSam } from '#protocols/auth/role-authentication'
import { equal } from '#protocols/bytes/byte-array'
import { MalformedError } from '#protocols/bytes/malformed'
import { sign } from '#protocols/crypto/ecdsa'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { AuthenticatingKind, Conversation, Idc } from '#protocols/port/idc'
import type { CloudSam as OpenedFile } from '#protocols/sam/cloud-sam'
import type { Centre } from './sam-authentication.ts'
import type { Refused, SamHolder, SecurityModule } from './security-module.ts'

/** Whose certificates are believed. */
export interface Root {
  readonly name: string
  readonly publicKey: Uint8Array
}

interface Surroundings {
  readonly idc: Idc
  readonly root: Root
  readonly clock: Clock
  readonly entropy: Entropy
  /** With which the SAM is authenticated; undefined before. */
  readonly centre: () => Centre | undefined
}

const WRONG = 0x6300
const NOT_NOW = 0x6985
const NOT_AUTHENTICATED = 0x6982

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** A SAM as a file: it signs by itself, and the data centre holds the master keys for it (docs/open-profile.md §9). */
export class CloudSam implements SecurityModule {
  readonly form = 'cloud'
  readonly holder: SamHolder
  readonly #file: OpenedFile
  readonly #around: Surroundings
  #centreKey: Uint8Array | undefined
  #challenge: Uint8Array | undefined

  constructor(file: OpenedFile, around: Surroundings) {
    this.#file = file
    this.#around = around
    const { samId, hospitalId, hospitalName } = file
    this.holder = { samId, hospitalId, hospitalName }
  }

  async takeCertificate(content: Uint8Array): Promise<Refused | undefined> {
    this.#centreKey = undefined
    try {
      const signed = decodeCertificate(content)
      const { role, publicKey } = signed.certificate
      const today = new Date(this.#around.clock.now()).toISOString().slice(0, 10)
      if (role !== 'idc' || !isIssuedBy(signed, this.#around.root) || !isValidOn(signed.certificate, today)) return { sw: WRONG }
      this.#centreKey = publicKey
      return undefined
    } catch (error) {
      if (error instanceof MalformedError) return { sw: 0x6a80 }
      throw error
    }
  }

  async sign(challenge: Uint8Array): ReturnType<SecurityModule['sign']> {
    if (challenge.length !== CHALLENGE_LENGTH) return { sw: 0x6a80 }
    const { samId, privateKey } = this.#file
    return { certificate: certificateContent(this.#file.certificate), signature: signSam(samId, challenge, privateKey) }
  }

  async challenge(): ReturnType<SecurityModule['challenge']> {
    this.#challenge = this.#around.entropy.bytes(CHALLENGE_LENGTH)
    return { challenge: this.#challenge }
  }

  async takeSignature(signature: Uint8Array): Promise<Refused | undefined> {
    const challenge = this.#challenge
    this.#challenge = undefined
    if (challenge === undefined || this.#centreKey === undefined) return { sw: NOT_NOW }
    const claim = { role: 'idc', cardId: ascii(this.holder.samId), challenge } as const
    return provesRole(signature, claim, this.#centreKey) ? undefined : { sw: WRONG }
  }

  async begin(kind: AuthenticatingKind, cardId: Uint8Array, challenge: Uint8Array): ReturnType<SecurityModule['begin']> {
    const conversation = this.#conversation()
    if (conversation === undefined) return { sw: NOT_AUTHENTICATED }
    return { cryptogram: await this.#around.idc.beginCard(conversation, kind, cardId, challenge) }
  }

  async finish(kind: AuthenticatingKind, answer: Uint8Array): ReturnType<SecurityModule['finish']> {
    const conversation = this.#conversation()
    if (conversation === undefined) return { sw: NOT_AUTHENTICATED }
    return { sessionKeys: await this.#around.idc.finishCard(conversation, kind, answer) }
  }

  async signData(data: Uint8Array): ReturnType<SecurityModule['signData']> {
    if (this.#conversation() === undefined) return { sw: NOT_AUTHENTICATED }
    return { signature: sign(dataMessage(data), this.#file.privateKey) }
  }

  /** Of this very file: one that was put in its place under its name is none that the centre believed. */
  #conversation(): Conversation | undefined {
    const centre = this.#around.centre()
    if (centre === undefined || !equal(centre.samCertificate, certificateContent(this.#file.certificate))) return undefined
    return centre.conversation
  }
}
