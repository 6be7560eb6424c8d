import type { Clock } from '#protocols/port/clock'
import type { LinkEvent, LinkKind, LinkState, ReaderLink, TransferAnswer, TransferRequest } from '#protocols/port/reader-link'
import { TransferError } from '#protocols/port/reader-link'

/** A link that can be told to leave what it does not have yet to another. */
export interface YieldingLink extends ReaderLink {
  takeNew(take: boolean): void
}

/** In ms: a service that is restarted comes back sooner, and would find its readers taken. */
const RESTART_MS = 5_000
/** The other link cannot serve anybody. */
const ABSENT: readonly LinkState[] = ['serviceStopped', 'bindingMissing']

/**
 * A link for readers that another link, the first choice, drives when it can. It is opened when the first choice is absent:
 * at once when it never was there, after some seconds when it was and may only be restarting. When it comes, this one takes
 * no more devices but keeps those it has: the PC/SC service does not try again for a device that was taken when it started,
 * so giving it back would leave it to nobody.
 */
export class StandbyLink implements ReaderLink {
  readonly kind: LinkKind
  readonly #open: () => YieldingLink
  #link: YieldingLink | undefined
  #report: (event: LinkEvent) => void = () => {}
  readonly #clock: Clock
  #wasReady = false
  #stopWaiting = () => {}
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
    if (state === 'ready') {
      this.#wasReady = true
      this.#link?.takeNew(false)
    }
    if (!ABSENT.includes(state)) return
    if (this.#wasReady) this.#stopWaiting = this.#clock.after(RESTART_MS, () => this.#take())
    else this.#take()
  }

  #take(): void {
    this.#wasReady = false
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
