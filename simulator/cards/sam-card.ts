import { samApplication } from '#protocols/auth/applications'
import { CERTIFICATE } from '#protocols/auth/certificate'
import {
  beginAuthentication, cardKeysOf, finishAuthentication, RANDOM, type SamPending,
} from '#protocols/auth/mutual-authentication'
import { cardKinds, profileObject } from '#protocols/auth/profile-object'
import { CHALLENGE_LENGTH, dataMessage, ID_LENGTH, signSam } from '#protocols/auth/role-authentication'
import { institutionRoles } from '#protocols/auth/role'
import { unhex } from '#protocols/bytes/hex'
import { sign } from '#protocols/crypto/ecdsa'
import {
  computeDigitalSignature, generalAuthenticate, getChallenge, getData, internalAuthenticate,
} from '#protocols/iso7816/commands/index'
import type { SamStep } from '#protocols/iso7816/commands/general-authenticate'
import type { Entropy } from '#protocols/port/entropy'
import { samIdentity } from '#protocols/sam/identity'
import { SeededRandom } from '../seeded-random.ts'
import { given, handler, refused, type Answer, type CardHandler } from './card-handler.ts'
import { CardMemory } from './card-memory.ts'
import { CardOs, type CardApplication } from './card-os.ts'
import { RoleProof } from './role-proof.ts'
import { testCertificate, testMasterKeys, testPrivateKey } from './test-keys.ts'

/** Ours: T=1 alone, historical bytes "NHICARDDSAM" (docs/open-profile.md §9); ATRs of real SAMs are not public. */
const ATR = unhex('3bfb1800008131fe454e4849434152444453414da8')

/** Whose SAM it is. */
export interface SamHolder {
  /** 12 characters. */
  readonly samId: string
  /** 10 digits. */
  readonly hospitalId: string
  readonly hospitalName: string
}

class SamApplication implements CardApplication {
  readonly aid = unhex(samApplication.aid)
  readonly channel = undefined
  readonly handlers: readonly CardHandler[]
  readonly #holder: SamHolder
  readonly #privateKey: Uint8Array
  readonly #entropy: Entropy
  readonly #roles: RoleProof
  #challenge: Uint8Array | undefined
  #pending: { readonly kind: number, readonly pending: SamPending } | undefined
  #authenticated = false

  constructor(holder: SamHolder, entropy: Entropy | undefined) {
    const { samId } = holder
    this.#holder = holder
    this.#privateKey = testPrivateKey(samId)
    this.#entropy = entropy ?? new SeededRandom([...samId].reduce((seed, sign) => seed * 31 + sign.charCodeAt(0), 7))
    this.#roles = new RoleProof({
      cardId: Uint8Array.from(samId, (character) => character.charCodeAt(0)),
      takeChallenge: () => this.#takeChallenge(),
      admits: (role) => role === 'idc',
      proved: () => {
        this.#authenticated = true
      },
    })
    const objects = new Map([
      [profileObject.tag, profileObject.content.encode({ environment: 'test', kind: 'sam', keyVersion: 1 })],
      [samIdentity.tag, samIdentity.content.encode(holder)],
      [CERTIFICATE, testCertificate({ holder: samId, role: 'sam' }, this.#privateKey)],
    ])
    this.handlers = [
      handler(getData, ({ tag }) => {
        const data = objects.get(tag)
        return data === undefined ? refused(0x6a88) : given(data)
      }),
      handler(getChallenge, ({ le }) => this.#give(le)),
      handler(internalAuthenticate, ({ reference, data }) => this.#proveToIdc(reference, data)),
      handler(generalAuthenticate, ({ kind, ...step }) => this.#authenticateCard(kind, step)),
      handler(computeDigitalSignature, ({ data }) =>
        this.#authenticated ? given(sign(dataMessage(data), this.#privateKey)) : refused(0x6982)),
      ...this.#roles.handlers,
    ]
  }

  endSession(): void {
    this.#authenticated = false
    this.#pending = undefined
    this.#challenge = undefined
    this.#roles.endSession()
  }

  #takeChallenge(): Uint8Array | undefined {
    const challenge = this.#challenge
    this.#challenge = undefined
    return challenge
  }

  #give(length: number): Answer {
    if (length !== CHALLENGE_LENGTH) return refused(0x6700)
    this.#challenge = this.#entropy.bytes(CHALLENGE_LENGTH)
    return given(this.#challenge)
  }

  #proveToIdc(reference: number, challenge: Uint8Array): Answer {
    if (reference !== institutionRoles.idc.role) return refused(0x6a88)
    if (challenge.length !== CHALLENGE_LENGTH) return refused(0x6a80)
    return given(signSam(this.#holder.samId, challenge, this.#privateKey))
  }

  #authenticateCard(kind: number, step: SamStep): Answer {
    if (!this.#authenticated) return refused(0x6982)
    const master = kind === cardKinds.hc ? testMasterKeys.hc : kind === cardKinds.hpc ? testMasterKeys.hpc : undefined
    if (master === undefined) return refused(0x6a88)
    const waiting = this.#pending
    this.#pending = undefined
    if (step.step === 'finish') {
      if (waiting?.kind !== kind) return refused(0x6985)
      const sessionKeys = finishAuthentication(waiting.pending, step.answer)
      return sessionKeys === undefined ? refused(0x6300) : given(generalAuthenticate.encodeResult({ sessionKeys }))
    }
    const { challenge: cardChallenge, cardId } = step
    if (cardId.length !== ID_LENGTH || cardChallenge.length !== RANDOM) return refused(0x6a80)
    const { cryptogram, pending } = beginAuthentication({
      keys: cardKeysOf(master, cardId), cardChallenge, identity: this.#holder,
      samChallenge: this.#entropy.bytes(RANDOM), samHalf: this.#entropy.bytes(RANDOM),
    })
    this.#pending = { kind, pending }
    return given(generalAuthenticate.encodeResult({ cryptogram }))
  }
}

/** A security module as a card (SAM), of the open profile alone: what real ones speak is not public. */
export class SamCard extends CardOs {
  constructor(holder: SamHolder, entropy?: Entropy) {
    super(ATR, new CardMemory(0), new SamApplication(holder, entropy))
  }
}
