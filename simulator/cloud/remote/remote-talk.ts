import type { Icd10Table } from '#protocols/codes/icd10-table'
import type { RemoteName, RemoteParams, RemoteReply } from '#protocols/cs6/remote/index'
import type { SecurityStatus } from '#protocols/nhi-card/access'
import type { KnownProfessional, Module } from '../centre-rows.ts'
import type { CentreStore } from '../centre-store.ts'
import type { CloudCard } from '../cloud-card.ts'

/** One remote call whose bundle counts, within its transaction. */
export interface RemoteTalk {
  /** The centre's time, milliseconds since 1970. */
  readonly now: number
  readonly module: Module
  /** Of the bundle. @throws RangeError when it tells of none, which the declaration of the call rules out */
  readonly card: CloudCard
  /** Absent where the bundle tells of none. */
  readonly professional?: KnownProfessional
  readonly store: CentreStore
  readonly icd10: Icd10Table
  /** Whether the insurance's own system answers the centre. */
  readonly insuranceAnswers: boolean
  /** What the module signs, 64 bytes. */
  sign(data: Uint8Array): Uint8Array
  /** 65 bytes. */
  publicKey(): Uint8Array
}

/** Answers of some calls: what stands beside `statusCode` 0. They throw Refusal; nothing is kept then. */
export type Answers<Name extends RemoteName> = {
  readonly [Each in Name]: (talk: RemoteTalk, params: RemoteParams<Each>) => RemoteReply<Each>
}

/** What the card itself would have been shown, for the same rights as on it: the module vouches for a PIN. */
export function statusIn({ professional }: RemoteTalk): SecurityStatus {
  return { sam: true, pin: true, hpc: professional?.profession ?? null, idc: true }
}
