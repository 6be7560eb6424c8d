import { openChildLink, type ChildLink, type ChildLinkOptions } from '../reader/child-link.ts'
import { MOST_COMMAND_MS } from '../reader/longest-time.ts'

/**
 * In ms: how long a transfer may take. The service does not tell a card that is slow from a driver that hangs, and gives
 * neither up; nobody should wait longer to be told. A person at the pad has their own time beside it.
 */
const DEADLINE_MS = 10_000
/**
 * In ms: the child is kept for as long as a slow card may take, for it serves the other readers meanwhile, and where the
 * service hangs no other child is better off.
 */
const STUCK_MS = MOST_COMMAND_MS

export type PcscLinkOptions = Omit<ChildLinkOptions, 'kind' | 'binding' | 'config'>

/** The PC/SC service as a link. */
export function openPcscLink(options: PcscLinkOptions): ChildLink {
  return openChildLink({
    deadlineMs: DEADLINE_MS, stuckMs: STUCK_MS, ...options, kind: 'pcsc', binding: 'pcsclite', callsBlock: true,
  })
}
