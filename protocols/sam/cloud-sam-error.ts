/** The official codes about the SAM file (nhi-facts §3.1). */
export type CloudSamCode = 9200 | 9201 | 9202 | 9203 | 9230

/**
 * Why a cloud SAM file is not used.
 * - 9200 `missing`, `several`: not exactly one file
 * - 9201 `unreadable`: not of this form, or altered
 * - 9202 `otherMachine`: bound to another machine
 * - 9203 `otherEnvironment`: TEST in production or the reverse
 * - 9230 `nameUnreadable`: of this form but for the hospital's name; that 9201 is the rest is assumed
 */
export type CloudSamReason = 'missing' | 'several' | 'unreadable' | 'otherMachine' | 'otherEnvironment' | 'nameUnreadable'

const codes: Readonly<Record<CloudSamReason, CloudSamCode>> = {
  missing: 9200, several: 9200, unreadable: 9201, otherMachine: 9202, otherEnvironment: 9203, nameUnreadable: 9230,
}

/** Names the reason and, for an unreadable file, what is wrong with it; never what stands in it. */
export class CloudSamError extends Error {
  override readonly name = 'CloudSamError'
  readonly reason: CloudSamReason
  readonly code: CloudSamCode

  constructor(reason: CloudSamReason, why?: string) {
    super(`${codes[reason]} ${reason}${why === undefined ? '' : `: ${why}`}`)
    this.reason = reason
    this.code = codes[reason]
  }
}
