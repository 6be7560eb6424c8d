import { createActor } from 'xstate'
import { concat, equal } from '../bytes/byte-array.ts'
import { MalformedError } from '../bytes/malformed.ts'
import type { ScannedCode } from '../port/scanner-link.ts'
import { decodeReport, type CodePart, type ReportLayout } from './hid-pos.ts'
import { multiPartMachine, type DropReason, type PartTimes } from './multi-part.machine.ts'

/** What whoever owns the device is to do next, in this order. */
export type CodeEffect =
  /** From now on a code is whole; before the first time nothing is. */
  | { readonly type: 'ready' }
  /** Begin the timer anew; when it runs out, `silent`. */
  | { readonly type: 'restartTimer', readonly ms: number }
  | { readonly type: 'stopTimer' }
  | { readonly type: 'scanned', readonly code: ScannedCode }
  | { readonly type: 'dropped', readonly why: DropReason }

export interface CodeEngine {
  /** To be done first. */
  start(): readonly CodeEffect[]
  /** An input report, with its id in front where reports are numbered; one that carries no code does nothing. */
  received(report: Uint8Array): readonly CodeEffect[]
  silent(): readonly CodeEffect[]
}

/** The loop around `multiPartMachine` for one open scanner: it holds the bytes and does no I/O. */
export function createCodeEngine(
  { layouts, times, limit }: { layouts: readonly ReportLayout[], times?: PartTimes, limit?: number },
): CodeEngine {
  let outbox: CodeEffect[] = []
  let parts: Uint8Array[] = []
  let part: CodePart | undefined
  let before: Uint8Array | undefined

  const actor = createActor(multiPartMachine.provide({
    actions: {
      ready: () => void outbox.push({ type: 'ready' }),
      restartTimer: (_, { ms }) => void outbox.push({ type: 'restartTimer', ms }),
      stopTimer: () => void outbox.push({ type: 'stopTimer' }),
      begin: () => void (parts = part === undefined ? [] : [part.data]),
      append: () => void (part && parts.push(part.data)),
      accept: ({ context: { aim } }) => {
        outbox.push({ type: 'scanned', code: { data: concat(...parts), ...(aim === '' ? {} : { aim }) } })
        parts = []
      },
      drop: (_, { why }) => {
        outbox.push({ type: 'dropped', why })
        parts = []
      },
    },
  }), { input: { ...(times === undefined ? {} : { times }), ...(limit === undefined ? {} : { limit }) } })

  const taken = (): readonly CodeEffect[] => {
    const effects = outbox
    outbox = []
    return effects
  }

  return {
    start: () => {
      actor.start()
      return taken()
    },
    received: (report) => {
      try {
        part = decodeReport(layouts, report)
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error
        before = undefined
        actor.send({ type: 'malformed' })
        return taken()
      }
      if (part === undefined) return []
      const repeated = before !== undefined && equal(before, report)
      before = report.slice()
      actor.send({ type: 'part', aim: part.aim ?? '', length: part.data.length, continued: part.continued, repeated })
      return taken()
    },
    silent: () => {
      before = undefined
      actor.send({ type: 'silent' })
      return taken()
    },
  }
}
