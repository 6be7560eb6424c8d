import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { OpenPcscContext, PcscContextEvent, ScardFailure } from '#protocols/port/pcsc-context'
import { TransferError, type LinkEvent, type TransferAnswer, type TransferRequest } from '#protocols/port/reader-link'
import { scardError } from '#protocols/pcsc/scard-error'
import { backoffMs } from '../child/backoff.ts'
import type { Stopwatch } from '../reader/stopwatch.ts'
import { Slot } from './slot.ts'

/** What pcsc-lite says of a service that ends, beside the codes made for it. */
const ENDS_OF_SERVICE = ['SCARD_F_COMM_ERROR', 'SCARD_E_INVALID_HANDLE']

export interface SessionOptions {
  readonly open: OpenPcscContext
  readonly clock: Clock
  readonly entropy: Entropy
  readonly report: (event: LinkEvent) => void
  readonly stopwatch: Stopwatch
  /** A context that ran is lost: what is native here is not to be used again. */
  readonly onContextLost: () => void
}

/** What runs in the PC/SC child: tries for a context without end, then keeps one slot per reader. */
export class Session {
  readonly #options: SessionOptions
  readonly #slots = new Map<string, Slot>()
  #presences = 0
  #failures = 0
  #stopWaiting = () => {}

  constructor(options: SessionOptions) {
    this.#options = options
  }

  start(): void {
    const { open, clock, entropy, report } = this.#options
    try {
      open((event) => this.#happened(event))
    } catch (error) {
      if (!isScardFailure(error)) throw error
      this.#failures++
      if (this.#failures === 1) report({ type: 'linkChanged', state: 'serviceStopped' })
      this.#stopWaiting = clock.after(backoffMs(this.#failures, entropy), () => this.start())
      return
    }
    report({ type: 'linkChanged', state: 'ready' })
  }

  /** @throws TransferError */
  async transfer(request: TransferRequest, abandoned?: AbortSignal): Promise<TransferAnswer> {
    const slot = this.#slots.get(request.name)
    if (slot === undefined) throw new TransferError('readerLost', 'connect')
    return slot.transfer(request, abandoned)
  }

  /** Gives all cards back as they are. */
  async close(): Promise<void> {
    this.#stopWaiting()
    await Promise.all([...this.#slots.values()].map((slot) => slot.close()))
  }

  #happened(event: PcscContextEvent): void {
    const { clock, report, stopwatch, onContextLost } = this.#options
    switch (event.type) {
      case 'readerAdded': {
        const { reader } = event
        report({ type: 'readerAdded', name: reader.name, ...slotNumberOf(reader.name) })
        const nextPresence = () => ++this.#presences
        this.#slots.set(reader.name, new Slot({ reader, clock, nextPresence, report, stopwatch }))
        return
      }
      case 'stateChanged':
        this.#slots.get(event.name)?.stateChanged(event.dwEventState, event.atr)
        return
      case 'readerRemoved':
        this.#slots.get(event.name)?.lost()
        this.#slots.delete(event.name)
        report({ type: 'readerRemoved', name: event.name })
        return
      case 'failed': {
        const { scard } = event.failure
        const { class: kind, name } = scardError(scard)
        if (kind === 'serviceGone' || ENDS_OF_SERVICE.includes(name)) report({ type: 'linkChanged', state: 'serviceStopped' })
        onContextLost()
      }
    }
  }
}

/** pcsc-lite ends a name with the numbers of device and slot, two hex digits each. */
function slotNumberOf(name: string): { slot: number } | undefined {
  const [, slot] = / [0-9A-F]{2} ([0-9A-F]{2})$/.exec(name) ?? []
  return slot === undefined ? undefined : { slot: parseInt(slot, 16) }
}

function isScardFailure(error: unknown): error is ScardFailure {
  return error instanceof Error && 'scard' in error
}
