import type { SamForm } from '#protocols/auth/outcome'
import type { SessionKeys } from '#protocols/iso7816/session-keys'
import type { AuthenticatingKind } from '#protocols/port/idc'

/** Whose module it is. */
export interface SamHolder {
  /** 12 characters. */
  readonly samId: string
  /** 10 characters. */
  readonly hospitalId: string
  readonly hospitalName: string
}

/** A refusal with the status word it came with. */
export interface Refused {
  readonly sw: number
}

/**
 * What authentications and visits want of a security module, whether it is a card or a file. Bytes go through unlooked at; a module
 * that says no answers `Refused`.
 * @throws NhicardError of its reader; IdcError of the data centre, which holds the keys of a cloud SAM
 */
export interface SecurityModule {
  readonly form: SamForm
  readonly holder: SamHolder
  /** The module looks at the centre's certificate. */
  takeCertificate(certificate: Uint8Array): Promise<Refused | undefined>
  /** Its own certificate, and its signature over the centre's challenge. */
  sign(challenge: Uint8Array): Promise<Refused | { readonly certificate: Uint8Array, readonly signature: Uint8Array }>
  challenge(): Promise<Refused | { readonly challenge: Uint8Array }>
  /** The module checks the centre's signature over its challenge. */
  takeSignature(signature: Uint8Array): Promise<Refused | undefined>
  begin(kind: AuthenticatingKind, cardId: Uint8Array, challenge: Uint8Array): Promise<Refused | { readonly cryptogram: Uint8Array }>
  finish(kind: AuthenticatingKind, answer: Uint8Array): Promise<Refused | { readonly sessionKeys: SessionKeys }>
  /** Its signature over any data, 64 bytes, for visits and orders (docs/open-profile.md §9). */
  signData(data: Uint8Array): Promise<Refused | { readonly signature: Uint8Array }>
}

export const isRefused = (answer: object | undefined): answer is Refused => answer !== undefined && 'sw' in answer
