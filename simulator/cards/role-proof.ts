import { decodeCertificate, isIssuedBy, type Certificate } from '#protocols/auth/certificate'
import { provesRole } from '#protocols/auth/role-authentication'
import { roleOf, type RoleName } from '#protocols/auth/role'
import { MalformedError } from '#protocols/bytes/malformed'
import { externalAuthenticate, verifyCertificate } from '#protocols/iso7816/commands/index'
import { done, handler, refused, type Answer, type CardHandler } from './card-handler.ts'
import { testRoot } from './test-keys.ts'

interface Surroundings {
  /** 12 bytes: of this card. */
  readonly cardId: Uint8Array
  takeChallenge(): Uint8Array | undefined
  /** Whether a role may be shown to this card now. */
  admits(role: RoleName): boolean
  proved(role: RoleName): void
}

/** A card that believes certificates of the TEST root and lets their holders prove themselves (docs/open-profile.md §6). */
export class RoleProof {
  readonly handlers: readonly CardHandler[]
  readonly #around: Surroundings
  #verified: Certificate | undefined

  constructor(around: Surroundings) {
    this.#around = around
    this.handlers = [
      handler(verifyCertificate, ({ certificate }) => this.#verify(certificate)),
      handler(externalAuthenticate, ({ role, signature }) => this.#authenticate(role, signature)),
    ]
  }

  endSession(): void {
    this.#verified = undefined
  }

  #verify(content: Uint8Array): Answer {
    this.#verified = undefined
    try {
      const signed = decodeCertificate(content)
      if (!this.#around.admits(signed.certificate.role)) return refused(0x6982)
      if (!isIssuedBy(signed, testRoot)) return refused(0x6300)
      this.#verified = signed.certificate
      return done
    } catch (error) {
      if (error instanceof MalformedError) return refused(0x6a80)
      throw error
    }
  }

  #authenticate(roleByte: number, signature: Uint8Array): Answer {
    const certificate = this.#verified
    const challenge = this.#around.takeChallenge()
    if (certificate === undefined || challenge === undefined) return refused(0x6985)
    this.#verified = undefined
    const { role, publicKey } = certificate
    if (roleOf(roleByte) !== role) return refused(0x6a86)
    if (!this.#around.admits(role)) return refused(0x6982)
    const { cardId } = this.#around
    if (!provesRole(signature, { role, cardId, challenge }, publicKey)) return refused(0x6300)
    this.#around.proved(role)
    return done
  }
}
