import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { serveParent, type ParentChannel } from '../child/child-side.ts'
import { ChildExit } from '../child/envelope.ts'
import { NativeCalls } from '../child/native-calls.ts'
import {
  answerToWire, eventToWire, requestFromWire, type WireAnswer, type WireReport, type WireRequest,
} from './child-message.ts'
import type { ReaderDriver } from './reader.ts'
import { ReaderSession } from './session.ts'
import type { Stopwatch } from './stopwatch.ts'

/** What the child of a driver of ours does, whatever the channel and whichever the driver. */
export interface ReaderServer {
  readonly channel: ParentChannel
  /** Looks for the native module; called after the hello. What it calls of it is watched by `calls`. */
  readonly loadDriver: (calls: NativeCalls) => Promise<ReaderDriver | { readonly bindingMissing: string }>
  readonly clock: Clock
  readonly entropy: Entropy
  readonly stopwatch: Stopwatch
}

export function serveReaders({ channel, loadDriver, clock, entropy, stopwatch }: ReaderServer): void {
  serveParent<WireRequest, WireAnswer, WireReport>(channel, clock, (parent) => {
    const calls = new NativeCalls(clock, (place, hang) => parent.report({ type: 'nativeCalls', place, hang }))
    const session = loadDriver(calls).then((driver) => {
      if ('bindingMissing' in driver) {
        parent.report({ type: 'bindingMissing', why: driver.bindingMissing })
        parent.leave(ChildExit.bindingMissing)
        return undefined
      }
      const begun = new ReaderSession({
        driver, clock, entropy, stopwatch, report: (event) => parent.report(eventToWire(event)),
      })
      begun.start()
      return begun
    })
    return {
      answer: async (request, abandoned) => {
        const begun = await session
        if (begun === undefined) return new Promise(() => {})
        if (!('takeNew' in request)) return answerToWire(begun.transfer(requestFromWire(request), abandoned))
        begun.takeNew(request.takeNew, request.keepFound)
        return { rapdus: [] }
      },
      close: async () => (await session)?.close(),
    }
  })
}
