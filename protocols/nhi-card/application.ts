import type { Provenance } from '#protocols/provenance'

/** An application of a card, chosen by SELECT with its AID (hex, 5 to 16 bytes). */
export interface CardApplication {
  readonly aid: string
  readonly zh: string
  readonly en: string
  /** `not-used`: kept so that a trace which shows it can be explained */
  readonly use: 'selected' | 'not-used'
  readonly provenance: Provenance
}

/**
 * SELECT is best effort: one tool reports cards that answer it with 6d00 and GET DATA with the basic data all the same,
 * so whether a card is a health card is judged by GET DATA (nhi-facts §4.2).
 */
export const hcApplication: CardApplication = {
  aid: 'd1580000010000000000000000001100',
  zh: '健保卡', en: 'National Health Insurance card', use: 'selected',
  provenance: { source: 'nhi-facts §4.2' },
}

/** One zero more and no 00 at the end: a single tool selects it, and all other sources differ. */
export const hcApplicationVariant: CardApplication = {
  aid: 'd1580000010000000000000000000011',
  zh: '健保卡 (單一來源之異寫)', en: 'National Health Insurance card, variant of a single source', use: 'not-used',
  provenance: { source: 'nhi-facts §4.2 (warning)' },
}
