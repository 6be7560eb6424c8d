import { decodeCertificate } from '#protocols/auth/certificate'
import { dataMessage } from '#protocols/auth/role-authentication'
import { isSignature } from '#protocols/crypto/ecdsa'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { IdcError, type Conversation, type Idc } from '#protocols/port/idc'
import type { RemoteCentre } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import type { PresentCard } from '../../sessions/present-card.ts'
import type { ClinicCards, Sam } from './clinic-cards.ts'
import { professionalIdOf } from './professional-id.ts'
import { ProfileCard } from './profile-card.ts'
import type { Centre } from './sam-authentication.ts'
import { isRefused, type SamHolder, type SecurityModule } from './security-module.ts'
import type { OpenSession } from './station.ts'

/** Of a security module that is not authenticated with the data centre any more. */
const FORGOTTEN = 0x6982
/** nhi-facts §3.1. */
const SIGNATURE_FAILED = 5008
/** A centre that does not know, or no longer believes, the module (nhi-facts §3.1). */
const SAM_UNKNOWN: readonly IdcError['failure'][] = [9013, 9015]

/** What the institution's side does beside a session of a health card. All of it throws NhicardError. */
export interface InstitutionSide {
  readonly holder: SamHolder
  /** 64 bytes of the security module over data of a visit (docs/open-profile.md §9). */
  sign(data: Uint8Array): Promise<Uint8Array>
  /** The point its signatures are checked with, 65 bytes. */
  publicKey(): Promise<Uint8Array>
  /** 醫事人員 ID of the professional card whose PIN is verified; undefined without one, and when the card tells none. */
  professionalId(): Promise<string | undefined>
  /** 12 bytes, of the same card. */
  professionalCardId(): Uint8Array | undefined
  /** Milliseconds since 1970. */
  now(): number
  random(bytes: number): Uint8Array
  /** NHIA's remote API for control software 6.0, and its upload; undefined where none is configured. */
  readonly remote: (RemoteCentre & UploadCentre) | undefined
  /** Asks the data centre in the name of the security module. @throws IdcError besides */
  atCentre<Value>(ask: (idc: Idc, conversation: Conversation) => Promise<Value>): Promise<Value>
}

/** What the side stands on, for one call. All of it throws NhicardError. */
interface Ground {
  readonly clinic: ClinicCards
  readonly clock: Clock
  readonly entropy: Entropy
  readonly remote: (RemoteCentre & UploadCentre) | undefined
  readonly idc: Idc
  /** Until the security module is authenticated with the data centre. */
  readonly reachSam: () => Promise<void>
  readonly signData: (sam: Sam, data: Uint8Array) => ReturnType<SecurityModule['signData']>
  /** With the professional card in hand. */
  readonly withHpc: <Value>(act: (card: PresentCard) => Promise<Value>) => Promise<Value>
}

export function institutionSide({ clinic, clock, entropy, remote, idc, reachSam, signData, withHpc }: Ground): InstitutionSide {
  const authenticated = async (): Promise<Sam & { readonly centre: Centre }> => {
    await reachSam()
    const { sam } = clinic
    if (sam?.centre === undefined) throw new NhicardError('SAM_ABSENT', {})
    return sam as Sam & { readonly centre: Centre }
  }

  const publicKey = async (): Promise<Uint8Array> => {
    // out of the certificate that the data centre believed
    const { centre } = await authenticated()
    return decodeCertificate(centre.samCertificate).certificate.publicKey
  }

  /** A module that forgot the data centre is authenticated once more. */
  const sign = async (data: Uint8Array): Promise<Uint8Array> => {
    for (let again = false; ; again = true) {
      const sam = await authenticated()
      const { centre } = sam
      const signed = await signData(sam, data)
      if (!isRefused(signed)) {
        // a card's answer travels in plain: one that was damaged must not be handed on as a signature; a file's was made here, with
        // the key of the certificate that the centre believed
        if (sam.form === 'cloud' || isSignature(signed.signature, dataMessage(data), await publicKey())) return signed.signature
        throw new NhicardError('SAM_REFUSED', { code: SIGNATURE_FAILED })
      }
      if (again || signed.sw !== FORGOTTEN) throw new NhicardError('SAM_REFUSED', { code: SIGNATURE_FAILED })
      clinic.forgetCentre(centre)
    }
  }

  /** A centre that forgot the module is shown it and asked once more, so what is asked must do no harm twice. */
  const atCentre: InstitutionSide['atCentre'] = async (ask) => {
    for (let again = false; ; again = true) {
      const { centre } = await authenticated()
      try {
        return await ask(idc, centre.conversation)
      } catch (error) {
        const isForgotten = error instanceof IdcError && SAM_UNKNOWN.includes(error.failure)
        if (again || !isForgotten) throw error
        clinic.forgetCentre(centre)
      }
    }
  }

  /** The professional card whose PIN is verified. */
  const verified = (): OpenSession | undefined => {
    const { hpc, base: { snapshot: { value } } } = clinic
    return typeof value.hpc === 'string' || value.hpc.present.pin !== 'verified' ? undefined : hpc?.session
  }

  return {
    sign, publicKey, atCentre, remote, now: () => clock.now(), random: (bytes) => entropy.bytes(bytes),
    get holder() {
      const holder = clinic.sam?.holder
      if (holder === undefined) throw new NhicardError('SAM_ABSENT', {})
      return holder
    },
    professionalCardId: () => verified()?.cardId,
    async professionalId() {
      if (verified() === undefined) return undefined
      return withHpc(async (card) => {
        const session = verified() // as it is once the card is in hand
        return session === undefined ? undefined : professionalIdOf(new ProfileCard(card, session.channel))
      })
    },
  }
}
