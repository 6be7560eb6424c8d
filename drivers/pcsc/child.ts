// Entry of the PC/SC child process: owns the native binding, so that a hang or a crash in it ends this process only.
import { randomBytes } from 'node:crypto'
import type { Clock } from '#protocols/port/clock'
import type { Entropy } from '#protocols/port/entropy'
import { serveParent } from '../child/child-side.ts'
import { ChildExit } from '../child/envelope.ts'
import { loadBinding } from './binding.ts'
import { answerToWire, eventToWire, requestFromWire, type WireAnswer, type WireReport, type WireRequest } from './child-message.ts'
import { Session } from './session.ts'

const clock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
const entropy: Entropy = { bytes: (length) => randomBytes(length) }

serveParent<WireRequest, WireAnswer, WireReport>((parent) => {
  const open = loadBinding(clock)
  if ('bindingMissing' in open) {
    process.stderr.write(`pcsc child: ${open.bindingMissing}\n`)
    parent.leave(ChildExit.bindingMissing)
    return { answer: () => new Promise(() => {}), close: async () => {} }
  }
  const session = new Session({
    open, clock, entropy,
    report: (event) => parent.report(eventToWire(event)),
    count: (what) => parent.report({ type: 'counted', what }),
    onContextLost: () => parent.leave(ChildExit.successorWanted),
  })
  session.start()
  return {
    answer: (request) => answerToWire(session.transfer(requestFromWire(request))),
    close: () => session.close(),
  }
})
