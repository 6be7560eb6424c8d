import type { FromChild, ToChild } from './envelope.ts'

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
 * The child's half of the conversation with its supervisor. Says hello at once, so that work that hangs afterwards shows
 * as a missing pong. The process ends when the parent closes the channel or dies.
 */
export function serveParent<Request, Answer, Report>(
  begin: (parent: Parent<Report>) => ChildWork<Request, Answer>,
): void {
  const say = (message: FromChild<Answer, Report>) => process.send?.(message)
  say({ type: 'hello' })
  const work = begin({
    report: (report) => say({ type: 'report', report }),
    leave: (code) => process.send?.({ type: 'leaving' } satisfies FromChild<Answer, Report>, () => process.exit(code)),
  })
  process.on('message', async (message: ToChild<Request>) => {
    if (message.type === 'ping') say({ type: 'pong' })
    else say({ type: 'answer', id: message.id, answer: await work.answer(message.request) })
  })
  process.on('disconnect', async () => {
    await work.close()
    process.exit(0)
  })
}
