import { openChildLink, type ChildLink, type ChildLinkOptions } from '../reader/child-link.ts'

export type PcscLinkOptions = Omit<ChildLinkOptions, 'kind' | 'binding' | 'config'>

/** The PC/SC service as a link. */
export function openPcscLink(options: PcscLinkOptions): ChildLink {
  return openChildLink({ ...options, kind: 'pcsc', binding: 'pcsclite' })
}
