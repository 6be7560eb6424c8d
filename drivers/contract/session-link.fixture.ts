import type { LinkEvent, LinkKind, ReaderLink, TransferAnswer, TransferRequest } from '#protocols/port/reader-link'
import type { VirtualClock } from '#simulator/virtual-clock'

/** What runs in the child of a link. */
interface ChildSession {
  start(): void
  transfer(request: TransferRequest): Promise<TransferAnswer>
  close(): Promise<void>
}

/** A child's session as a link, without the process between them. */
export function sessionLink(kind: LinkKind, open: (report: (event: LinkEvent) => void) => ChildSession): ReaderLink {
  let session: ChildSession | undefined
  let listener: (event: LinkEvent) => void = () => {}
  const opened = () => {
    if (session === undefined) throw new Error('not started')
    return session
  }
  return {
    kind,
    start: (report) => {
      listener = report
      session = open((event) => listener(event))
      session.start()
    },
    transfer: (request) => opened().transfer(request),
    close: () => {
      listener = () => {}
      return opened().close()
    },
  }
}

/** Lets virtual time pass in steps, and between them everything happen that needs none. */
export function untilBy(clock: VirtualClock): (condition: () => boolean) => Promise<void> {
  return async (condition) => {
    for (let step = 0; step < 6_000; step++) {
      for (let turn = 0; turn < 50; turn++) await undefined
      if (condition()) return
      clock.advance(10)
    }
    throw new Error('it did not come to pass within a minute')
  }
}
