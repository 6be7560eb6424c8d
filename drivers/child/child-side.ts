import type { FromChild, ToChild } from './envelope.ts'

/** The child's end of the channel to its supervisor. */
export interface ParentChannel {
  send(message: object, sent?: () => void): void
  onMessage(listener: (message: unknown) => void): void
  /** The parent closed the channel, or died. */
  onClosed(listener: () => void): void
  exit(code: number): void
}

/** The channel of a process started by `fork`. */
export const processChannel: ParentChannel = {
  // with a callback, because what cannot be sent to a dead parent would otherwise be an unheard 'error'
  send: (message, sent = () => {}) => process.send?.(message, sent),
  onMessage: (listener) => process.on('message', listener),
  onClosed: (listener) => process.on('disconnect', listener),
  exit: (code) => process.exit(code),
}

export interface ChildWork<Request, Answer> {
  /** Answers a request; an answer that is an error is an answer too. */
  answer(request: Request): Promise<Answer>
  /** Gives back what the child holds, before it ends. */
  close(): Promise<void>
}

export interface Parent<Report> {
  report(report: Report): void
  /** Ends this process with `code` once everything said so far has been sent. */
  leave(code: number): void
}

/**
 * The child's half of the conversation with its supervisor. Says hello at once, so that work that hangs afterwards
 * shows as a missing pong. The child ends when the channel does.
 */
export function serveParent<Request, Answer, Report>(
  channel: ParentChannel,
  begin: (parent: Parent<Report>) => ChildWork<Request, Answer>,
): void {
  const say = (message: FromChild<Answer, Report>, sent?: () => void) => channel.send(message, sent)
  say({ type: 'hello' })
  const work = begin({
    report: (report) => say({ type: 'report', report }),
    leave: (code) => say({ type: 'leaving' }, () => channel.exit(code)),
  })
  channel.onMessage(async (message) => {
    const told = message as ToChild<Request>
    if (told.type === 'ping') say({ type: 'pong' })
    else say({ type: 'answer', id: told.id, answer: await work.answer(told.request) })
  })
  channel.onClosed(async () => {
    await work.close()
    channel.exit(0)
  })
}
