import { openChildLink, type ChildLink, type ChildLinkOptions } from '../reader/child-link.ts'

/**
 * In ms: how long a transfer may take. The service does not tell a card that is slow from a driver that hangs, and gives
 * neither up.
 */
const DEADLINE_MS = 10_000

export type PcscLinkOptions = Omit<ChildLinkOptions, 'kind' | 'binding' | 'config'>

/** The PC/SC service as a link. */
export function openPcscLink(options: PcscLinkOptions): ChildLink {
  return openChildLink({ deadlineMs: DEADLINE_MS, ...options, kind: 'pcsc', binding: 'pcsclite', callsBlock: true })
}
