import { randomUUID } from 'node:crypto'
import type { Log, LogFields } from '../log.ts'

/**
 * Writes of what is no error of ours, and so a defect: its kind, its place and a trace id.
 * @returns the trace id, which the caller may be told
 */
export function loggedInside(log: Log, error: unknown, about: Pick<LogFields, 'method'>): string {
  const trace = randomUUID()
  const kind = error instanceof Error ? error.name : typeof error
  log.error('call failed inside', { ...about, trace, error: kind, why: error instanceof Error ? placesOf(error) : '' })
  return trace
}

/** Where, never what: the message stands before the places, may have any number of lines, and may be a patient's. */
function placesOf({ stack = '', name, message }: Error): string {
  const header = message === '' ? name : `${name}: ${message}`
  if (!stack.startsWith(header)) return ''
  return stack.slice(header.length).split('\n', 4).map((line) => line.trim()).join(' ').trim()
}
