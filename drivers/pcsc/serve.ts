import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import type { OpenPcscContext } from '#protocols/port/pcsc-context'
import { serveParent, type ParentChannel } from '../child/child-side.ts'
import { ChildExit } from '../child/envelope.ts'
import {
  answerToWire, eventToWire, requestFromWire, type WireAnswer, type WireReport, type WireTransfer,
} from '../reader/child-message.ts'
import type { Stopwatch } from '../reader/stopwatch.ts'
import { Session } from './session.ts'

/** What the PC/SC child does, whatever the channel and whoever the PC/SC service. */
export interface PcscServer {
  readonly channel: ParentChannel
  /** Looks for the native module; called after the hello. */
  readonly loadBinding: () => OpenPcscContext | { readonly bindingMissing: string }
  readonly clock: Clock
  readonly entropy: Entropy
  readonly stopwatch: Stopwatch
}

export function servePcsc({ channel, loadBinding, clock, entropy, stopwatch }: PcscServer): void {
  serveParent<WireTransfer, WireAnswer, WireReport>(channel, clock, (parent) => {
    const open = loadBinding()
    if ('bindingMissing' in open) {
      parent.report({ type: 'bindingMissing', why: open.bindingMissing })
      parent.leave(ChildExit.bindingMissing)
      return { answer: () => new Promise(() => {}), close: async () => {} }
    }
    const session = new Session({
      open, clock, entropy, stopwatch,
      report: (event) => parent.report(eventToWire(event)),
      onContextLost: () => parent.leave(ChildExit.successorWanted),
    })
    session.start()
    return {
      answer: (request, abandoned) => answerToWire(session.transfer(requestFromWire(request), abandoned)),
      close: () => session.close(),
    }
  })
}
