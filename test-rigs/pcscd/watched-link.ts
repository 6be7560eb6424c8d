import { randomBytes } from 'node:crypto'
import { openPcscLink } from '#drivers/pcsc/pcsc-link'
import type { ChildLink, ChildLinkOptions } from '#drivers/reader/child-link'
import type { LinkEvent, TransferAnswer } from '#protocols/port/reader-link'
import { unhex } from '#protocols/bytes/hex'
import { PATIENCE_MS } from '#rigs/patience'

export const CHILD_ENTRY = new URL('../../dist/bin/pcsc-child.js', import.meta.url)

/** How long a transfer may take, and how much longer a child is kept for one that takes longer. */
export type LinkLimits = Pick<ChildLinkOptions, 'deadlineMs' | 'stuckMs'>

type EventOf<Type extends LinkEvent['type']> = Extract<LinkEvent, { type: Type }>

/** A PC/SC link on the real clock that remembers what it was told and can be waited for. */
export class WatchedLink {
  readonly events: LinkEvent[] = []
  readonly link: ChildLink
  readonly #wakes = new Set<() => void>()

  /** @param limits as in production where absent */
  constructor(socketName: string, childEntry: URL | string = CHILD_ENTRY, limits: LinkLimits = {}) {
    this.link = openPcscLink({
      childEntry,
      ...limits,
      clock: {
        now: () => Date.now(),
        after: (ms, callback) => {
          const timer = setTimeout(callback, ms)
          return () => clearTimeout(timer)
        },
      },
      entropy: { bytes: (length) => randomBytes(length) },
      env: { PCSCLITE_CSOCK_NAME: socketName },
    })
  }

  start(): void {
    this.link.start((event) => {
      this.events.push(event)
      for (const wake of this.#wakes) wake()
    })
  }

  /** The first event from the `from`th on that fits. @throws Error after `ms` without one */
  async until<Type extends LinkEvent['type']>(
    type: Type, { from = 0, ms = PATIENCE_MS, fits = (_: EventOf<Type>): boolean => true } = {},
  ): Promise<EventOf<Type>> {
    const search = () => this.events.slice(from)
      .find((event): event is EventOf<Type> => event.type === type && fits(event as EventOf<Type>))
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#wakes.delete(wake)
        const seen = this.events.slice(from).map((event) => event.type).join(' ')
        reject(new Error(`no ${type} within ${ms} ms; seen: ${seen}`))
      }, ms)
      const wake = () => {
        const found = search()
        if (found === undefined) return
        clearTimeout(late)
        this.#wakes.delete(wake)
        resolve(found)
      }
      this.#wakes.add(wake)
      wake()
    })
  }

  state(state: EventOf<'linkChanged'>['state'], from = 0): Promise<EventOf<'linkChanged'>> {
    return this.until('linkChanged', { from, fits: (event) => event.state === state })
  }

  /** Once every card that was reported has been reported as removed. */
  async empty(): Promise<void> {
    const inside = new Map<string, number>()
    this.events.forEach((event, index) => {
      if (event.type === 'cardInserted') inside.set(event.name, index)
      if (event.type === 'cardRemoved') inside.delete(event.name)
    })
    await Promise.all([...inside].map(([name, from]) =>
      this.until('cardRemoved', { from, fits: (event) => event.name === name })))
  }

  /** Sends commands, given in hex, to the card of an insertion. */
  transfer({ name, presence }: EventOf<'cardInserted'>, ...capdus: string[]): Promise<TransferAnswer> {
    const exchanges = capdus.map((capdu) => ({ step: capdu.slice(0, 8), capdu: unhex(capdu), mayBeRefused: true }))
    return this.link.transfer({ name, presence, exchanges, repeatable: true })
  }
}
