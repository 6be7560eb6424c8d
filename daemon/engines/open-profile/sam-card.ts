import { CERTIFICATE } from '#protocols/auth/certificate'
import { cardKinds } from '#protocols/auth/profile-object'
import { CHALLENGE_LENGTH } from '#protocols/auth/role-authentication'
import { institutionRoles } from '#protocols/auth/role'
import {
  computeDigitalSignature, externalAuthenticate, generalAuthenticate, getChallenge, getData, internalAuthenticate, verifyCertificate,
} from '#protocols/iso7816/commands/index'
import { hex } from '#protocols/bytes/hex'
import { MalformedError } from '#protocols/bytes/malformed'
import type { AuthenticatingKind } from '#protocols/port/idc'
import { samIdentity } from '#protocols/sam/identity'
import type { ProfileCard, Reply } from './profile-card.ts'
import type { Refused, SamHolder, SecurityModule } from './security-module.ts'

const SHORT = 256
const SIGNATURE_LENGTH = 64
/** For an answer that is none: no precise diagnosis. */
const SENSELESS = 0x6f00

/** A SAM as a card in a reader, already selected. */
export class SamCard implements SecurityModule {
  readonly form = 'card'
  readonly holder: SamHolder
  readonly #card: ProfileCard

  constructor(card: ProfileCard, holder: SamHolder) {
    this.#card = card
    this.holder = holder
  }

  async takeCertificate(certificate: Uint8Array): Promise<Refused | undefined> {
    return refusal(await this.#card.ask(verifyCertificate, { certificate }))
  }

  async sign(challenge: Uint8Array): ReturnType<SecurityModule['sign']> {
    const own = await this.#card.ask(getData, { tag: CERTIFICATE, le: SHORT })
    if (own.result === undefined) return refused(own)
    const reference = institutionRoles.idc.role
    const signed = await this.#card.ask(internalAuthenticate, { reference, data: challenge, le: SHORT })
    return signed.result === undefined ? refused(signed) : { certificate: own.result, signature: signed.result }
  }

  async challenge(): ReturnType<SecurityModule['challenge']> {
    const given = await this.#card.ask(getChallenge, { le: CHALLENGE_LENGTH })
    return given.result?.length === CHALLENGE_LENGTH ? { challenge: given.result } : refused(given)
  }

  async takeSignature(signature: Uint8Array): Promise<Refused | undefined> {
    return refusal(await this.#card.ask(externalAuthenticate, { role: institutionRoles.idc.role, signature }))
  }

  async begin(kind: AuthenticatingKind, cardId: Uint8Array, challenge: Uint8Array): ReturnType<SecurityModule['begin']> {
    const reply = await this.#card.ask(generalAuthenticate, { step: 'begin', kind: cardKinds[kind], challenge, cardId, le: SHORT })
    return reply.result !== undefined && 'cryptogram' in reply.result ? reply.result : refused(reply)
  }

  async finish(kind: AuthenticatingKind, answer: Uint8Array): ReturnType<SecurityModule['finish']> {
    const reply = await this.#card.ask(generalAuthenticate, { step: 'finish', kind: cardKinds[kind], answer, le: SHORT })
    return reply.result !== undefined && 'sessionKeys' in reply.result ? reply.result : refused(reply)
  }

  async signData(data: Uint8Array): ReturnType<SecurityModule['signData']> {
    const reply = await this.#card.ask(computeDigitalSignature, { data, le: SHORT })
    return reply.result?.length === SIGNATURE_LENGTH ? { signature: reply.result } : refused(reply)
  }
}

/**
 * Whose module a card is; undefined when it does not say so. It is asked twice: its answer travels in plain, nobody checks
 * the institution behind it, and a signature in the name of another one must not come of a damaged bit.
 * @throws NhicardError of its reader
 */
export async function holderOf(card: ProfileCard): Promise<SamHolder | undefined> {
  const ask = async () => (await card.ask(getData, { tag: samIdentity.tag, le: SHORT })).result
  const [one, again] = [await ask(), await ask()]
  try {
    return one === undefined || again === undefined || hex(one) !== hex(again) ? undefined : samIdentity.content.decode(one)
  } catch (error) {
    if (error instanceof MalformedError) return undefined
    throw error
  }
}

function refused({ sw }: Reply<unknown>): Refused {
  return { sw: sw === 0x9000 ? SENSELESS : sw }
}

function refusal({ sw }: Reply<unknown>): Refused | undefined {
  return sw === 0x9000 ? undefined : { sw }
}
