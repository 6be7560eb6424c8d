// Entry of the PC/SC child process: owns the native binding, so that a hang or a crash in it ends this process only.
import { randomBytes } from 'node:crypto'
import type { Clock } from '#protocols/port/clock'
import { processChannel } from '../child/child-side.ts'
import { loadBinding } from './binding.ts'
import { servePcsc } from './serve.ts'

const clock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

// Ctrl-C at a terminal reaches this process too. It ends when its parent closes the channel, and gives back the cards first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

servePcsc({
  channel: processChannel,
  loadBinding: () => loadBinding(clock),
  clock,
  entropy: { bytes: (length) => randomBytes(length) },
})
