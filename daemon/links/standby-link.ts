import type { Clock } from '#protocols/port/clock'
import type { LinkEvent, LinkKind, LinkState, ReaderLink, TransferAnswer, TransferRequest } from '#protocols/port/reader-link'
import { TransferError } from '#protocols/port/reader-link'

/** A link that can be told to leave what it does not have yet to another. */
export interface YieldingLink extends ReaderLink {
  takeNew(take: boolean): void
}

/** In ms: a service that is restarted comes back sooner, and would find its readers taken. */
const RESTART_MS = 5_000
/** In ms: a child that crashed or hung is back sooner. A first choice that fails for longer, fails for good. */
const FAILING_MS = 30_000
/** In ms: a first choice that failed has recovered when it has been ready for so long. */
const RECOVERED_MS = 10_000
/** The other link cannot serve anybody. */
const ABSENT: readonly LinkState[] = ['serviceStopped', 'bindingMissing']

/**
 * A link for readers that another link, the first choice, drives when it can. It is opened when the first choice is absent:
 * at once when it never was there, after some seconds when it was and may only be restarting, and after half a minute in
 * which it failed or ended again and again, also when it was ready for moments in between.
 *
 * When it comes, this one takes no more devices but keeps those it has: the PC/SC service does not try again for a device
 * that was taken when it started, so giving it back would leave it to nobody. After failing for good a first choice counts
 * as there again only when it stays, so that the two do not take turns.
 */
export class StandbyLink implements ReaderLink {
  readonly kind: LinkKind
  readonly #open: () => YieldingLink
  #link: YieldingLink | undefined
  #report: (event: LinkEvent) => void = () => {}
  readonly #clock: Clock
  #wasReady = false
  #stopWaiting = () => {}
  /** Since when the first choice fails or ends again and again, by the clock. */
  #failingSince: number | undefined
  /** It failed for good, and has not recovered. */
  #gaveUp = false
  #closed = false

  constructor(kind: LinkKind, clock: Clock, open: () => YieldingLink) {
    this.kind = kind
    this.#clock = clock
    this.#open = open
  }

  start(listener: (event: LinkEvent) => void): void {
    this.#report = listener
    if (this.#link === undefined) listener({ type: 'linkChanged', state: 'standingBy' })
    else this.#link.start(listener)
  }

  /** The link of first choice has changed. */
  firstChoiceIs(state: LinkState): void {
    if (this.#closed) return
    this.#stopWaiting()
    if (state === 'ready') return this.#ready()
    if (this.#gaveUp) return
    if (state === 'failing') return this.#takeAfter(FAILING_MS)
    if (!ABSENT.includes(state)) return
    if (this.#wasReady) this.#takeAfter(RESTART_MS)
    else this.#take()
  }

  #ready(): void {
    this.#wasReady = true
    if (!this.#gaveUp) this.#link?.takeNew(false)
    if (this.#failingSince === undefined) return
    this.#stopWaiting = this.#clock.after(RECOVERED_MS, () => {
      this.#failingSince = undefined
      if (this.#gaveUp) this.#link?.takeNew(false)
      this.#gaveUp = false
    })
  }

  /** @param ms or sooner, when it has not been well for half a minute */
  #takeAfter(ms: number): void {
    const now = this.#clock.now()
    this.#failingSince ??= now
    const left = Math.max(0, this.#failingSince + FAILING_MS - now)
    this.#stopWaiting = this.#clock.after(Math.min(ms, left), () => {
      this.#gaveUp = left <= ms
      this.#take()
    })
  }

  #take(): void {
    this.#wasReady = false
    if (!this.#gaveUp) this.#failingSince = undefined
    if (this.#link === undefined) {
      this.#link = this.#open()
      this.#link.start(this.#report)
    } else this.#link.takeNew(true)
  }

  async transfer(request: TransferRequest): Promise<TransferAnswer> {
    if (this.#link === undefined) throw new TransferError('readerLost', 'connect')
    return this.#link.transfer(request)
  }

  hint(): void {
    this.#link?.hint?.()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopWaiting()
    this.#report = () => {}
    await this.#link?.close()
  }
}

/** A link whose states somebody else hears too. */
export function overheard(link: ReaderLink, heard: (state: LinkState) => void): ReaderLink {
  return {
    kind: link.kind,
    start: (listener) => link.start((event) => {
      listener(event)
      if (event.type === 'linkChanged') heard(event.state)
    }),
    transfer: (request) => link.transfer(request),
    hint: () => link.hint?.(),
    close: () => link.close(),
  }
}
