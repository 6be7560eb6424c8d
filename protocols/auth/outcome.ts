import type { Bilingual } from '../bilingual.ts'
import type { AuthenticatingKind } from '../port/idc.ts'
import type { Provenance } from '../provenance.ts'

/** A security module as a card in a reader, or as a file whose keys the data centre holds. */
export type SamForm = 'card' | 'cloud'

type Code = number | Readonly<Record<AuthenticatingKind, number>>

/** How an authentication or a PIN came to nothing, and the official code it stands for (nhi-facts §3.1). */
export interface Outcome {
  /** Of the table of nhi-facts §3.1; by kind of card where they differ. */
  readonly code: Code
  /** Where a cloud SAM has a code of its own. */
  readonly cloudCode?: Code
  readonly message: Bilingual
  /** Of what the code stands for; the messages are ours. */
  readonly provenance: Provenance
}

/** The official code of an outcome. */
export function officialCode(outcome: Outcome, card: AuthenticatingKind = 'hc', sam: SamForm = 'card'): number {
  const code = sam === 'cloud' ? outcome.cloudCode ?? outcome.code : outcome.code
  return typeof code === 'number' ? code : code[card]
}
