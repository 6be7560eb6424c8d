import type { SiteStatus } from '#protocols/port/remote-centre'

/** A word for a person; never an address, a body or a message of the system. */
export type SiteReason = NonNullable<SiteStatus['reason']>

/** What became of one request to one site. Whatever is not certain is `lost`. */
export type SiteOutcome =
  /** Not a byte of it was sent: no connection, or none that may be trusted. */
  | { readonly kind: 'unreached', readonly reason: SiteReason }
  /** It was sent, in part at least, and there is no answer that could be read. */
  | {
    readonly kind: 'lost'
    readonly reason: SiteReason
    /** The connection was an old one and ended before any answer: the site closes idle ones, and may stand well. */
    readonly stale: boolean
  }
  | {
    readonly kind: 'answered'
    /** JSON, as it came. */
    readonly body: unknown
    /** See `clockAhead`; undefined when it does not tell the time. */
    readonly clockAheadMs: number | undefined
  }

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|^ERR_TLS_CERT|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|CRL/
const PROTOCOL = /^(?:HPE_|ERR_SSL_|EPROTO|ERR_TLS_|ERR_STREAM|ERR_HTTP)/

/** What a person may be told of an error of node:http, node:https or the system. */
export function reasonOf(error: unknown): SiteReason {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'ETIMEDOUT') return 'timeout'
  if (CERTIFICATE.test(code)) return 'certificate'
  return PROTOCOL.test(code) ? 'protocol' : 'network'
}

const SECOND = 1000

/**
 * How far a clock is ahead of ours, as far as neither the way of its answer nor the missing parts of a second explain it:
 * 0 for a clock that may be right.
 * @param date a Date header, whole seconds
 * @param sentAt ms since 1970
 * @returns ms; undefined when the header tells no time
 */
export function clockAhead(date: string | undefined, sentAt: number, receivedAt: number): number | undefined {
  const told = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(told)) return undefined
  if (told > receivedAt) return told - receivedAt
  return Math.min(0, told + SECOND - sentAt)
}
