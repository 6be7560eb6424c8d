import type { RemoteName, RemoteParams, RemoteReply } from '../cs6/remote/index.ts'
import type { SignatureBundle } from '../cs6/signature-bundle.ts'

/** Why a call to NHIA's remote API has no reply. */
export type RemoteFailure =
  /** Nobody got the request: neither site could be reached. */
  | { readonly kind: 'unreachable' }
  /** It may have been carried out: the answer was lost, late or no answer at all. */
  | { readonly kind: 'outcomeUnknown' }
  /** The centre refused it with a status code (nhi-facts §3.2), and nothing happened. */
  | { readonly kind: 'refused', readonly statusCode: number }

export class RemoteError extends Error {
  override readonly name = 'RemoteError'
  readonly failure: RemoteFailure

  constructor(failure: RemoteFailure, options?: ErrorOptions) {
    super(failure.kind === 'refused' ? `NHIA answers ${failure.statusCode}` : `NHIA: ${failure.kind}`, options)
    this.failure = failure
  }
}

/** NHIA's remote API for control software 6.0 (nhi-facts §2.5), wherever it is. */
export interface RemoteCentre {
  /**
   * A call is sent once to one site, and to the other when the first certainly did not get it; one that only reads, or does
   * the same when done twice, also when its answer is lost.
   * @throws RemoteError
   */
  call<Name extends RemoteName>(name: Name, bundle: SignatureBundle, params: RemoteParams<Name>): Promise<RemoteReply<Name>>
}

/** How one site of NHIA stands. */
export interface SiteStatus {
  /** Its address without a path. */
  readonly origin: string
  /** `unknown`: nobody has asked it yet. */
  readonly state: 'up' | 'down' | 'unknown'
  /** Why it is down: a word for a person, without addresses of patients or bodies. */
  readonly reason?: 'refused' | 'timeout' | 'certificate' | 'protocol' | 'network'
  /** ISO 8601, when it last answered. */
  readonly answeredAt?: string
  /** Its clock ahead of ours in ms, by its Date header: good to a second. */
  readonly clockAheadMs?: number
  /** Whether that is more than a bundle's time may differ; somebody should set a clock. Told, and never acted upon. */
  readonly clockWrong?: boolean
}
