import type { RemoteEffect } from '#protocols/cs6/remote-call'

/** How long a call may take, in ms. */
export interface Patience {
  /** From its beginning until its caller has an answer or an error, however many sites were asked. */
  readonly whole: number
  /** For the answer of one site, while there is another to ask. */
  readonly answer: number
  /** Without an answer until the other site is asked besides; undefined: never. */
  readonly aside?: number
}

/**
 * By what a call does. What only reads is asked of both sites when the first is slow: a site that takes a request and never
 * answers costs a second. What repeats safely is asked elsewhere once it is given up; what counts has one try, and an answer
 * that comes late is worth more than one given up. All of it is assumed: no document names a time.
 */
export const patience: Readonly<Record<RemoteEffect, Patience>> = {
  reads: { whole: 10_000, answer: 10_000, aside: 900 },
  idempotent: { whole: 20_000, answer: 8_000 },
  counts: { whole: 30_000, answer: 30_000 },
}

/** ms for a connection while there is another site to try: a dead one costs half a second. */
export const QUICK_CONNECT = 500
/** ms when there is none: a slow line is better than no line. */
export const PATIENT_CONNECT = 3_000

/** Waits between tries of a site that fails, in ms. */
export const siteBackoff = { first: 1_000, cap: 30_000 } as const
