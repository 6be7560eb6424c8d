import type { Clock } from '#protocols/port/clock'
import type { FromChild, ToChild } from './envelope.ts'

/** The child's end of the channel to its supervisor. */
export interface ParentChannel {
  send(message: object, sent?: () => void): void
  onMessage(listener: (message: unknown) => void): void
  /** The parent closed the channel, or died. */
  onClosed(listener: () => void): void
  /** Ends this process at once, whatever native calls hang in it. */
  end(): void
}

/** The channel of a process started by `fork`. */
export const processChannel: ParentChannel = {
  // with a callback, because what cannot be sent to a dead parent would otherwise be an unheard 'error'
  send: (message, sent = () => {}) => process.send?.(message, sent),
  onMessage: (listener) => process.on('message', listener),
  // the parent may have gone while this process was loaded, and that is told but once
  onClosed: (listener) => void (process.connected ? process.on('disconnect', listener) : queueMicrotask(listener)),
  // process.exit() waits for the threads of the pool, and with them for a native call that hangs
  end: () => process.kill(process.pid, 'SIGKILL'),
}

/** How long giving back the cards may take, in ms, before the process ends without. */
const FAREWELL_MS = 1_000

export interface ChildWork<Request, Answer> {
  /**
   * Answers a request; an answer that is an error is an answer too.
   * @param abandoned aborted when nobody wants the answer any more: nothing further is to be begun for it
   */
  answer(request: Request, abandoned: AbortSignal): Promise<Answer>
  /** Gives back what the child holds, before it ends. */
  close(): Promise<void>
}

export interface Parent<Report> {
  report(report: Report): void
  /** Asks the parent to end this process, for the reason `code`, after everything said so far. */
  leave(code: number): void
}

/**
 * The child's half of the conversation with its supervisor. Says hello at once, so that work that hangs afterwards
 * shows as a missing pong. The child ends when the channel does, also when the parent is killed.
 */
export function serveParent<Request, Answer, Report>(
  channel: ParentChannel,
  clock: Clock,
  begin: (parent: Parent<Report>) => ChildWork<Request, Answer>,
): void {
  const say = (message: FromChild<Answer, Report>, sent?: () => void) => channel.send(message, sent)
  say({ type: 'hello' })
  const work = begin({
    report: (report) => say({ type: 'report', report }),
    leave: (code) => say({ type: 'leaving', code }),
  })
  const underWay = new Map<number, AbortController>()
  const answer = async (id: number, request: Request) => {
    const abandoning = new AbortController()
    underWay.set(id, abandoning)
    say({ type: 'answer', id, answer: await work.answer(request, abandoning.signal) })
    underWay.delete(id)
  }
  channel.onMessage(async (message) => {
    const told = message as ToChild<Request>
    switch (told.type) {
      case 'ping': return say({ type: 'pong' })
      case 'abandon': return underWay.get(told.id)?.abort()
      case 'request': return answer(told.id, told.request)
    }
  })
  channel.onClosed(async () => {
    let stopWaiting = () => {}
    const late = new Promise<void>((resolve) => (stopWaiting = clock.after(FAREWELL_MS, resolve)))
    await Promise.race([work.close().catch(() => {}), late])
    stopWaiting()
    channel.end()
  })
}
