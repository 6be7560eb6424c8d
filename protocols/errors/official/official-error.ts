import type { Bilingual } from '../../bilingual.ts'
import type { Provenance } from '../../provenance.ts'
import type { Retry } from '../error-row.ts'
import type { OwnErrorName } from '../own.ts'
import type { Fault } from './fault.ts'
import type { NotYet } from './not-yet.ts'

/** Number spaces: the same number means different things in two of them (4061, 5003, 9002, 9999). */
export type Edition = 'csHIS' | 'cs6' | 'nhiicc' | 'upload' | 'eiiapi'

/** What makes a code happen here; or why nothing does. */
export type Happens =
  | { readonly by: readonly [Fault, ...Fault[]], readonly notYet?: never }
  | { readonly notYet: NotYet, readonly by?: never }

/** One official code (nhi-facts §3). Number and meaning have a provenance; cause and remedies are ours. */
export interface OfficialError {
  readonly code: number
  readonly meaning: Bilingual
  /** What is most probably the matter. */
  readonly cause: Bilingual
  /** What the people at the desk do. */
  readonly staff: Bilingual
  /** What a field engineer looks at. */
  readonly engineer: Bilingual
  readonly retry: Retry
  /** A notice goes with success: the caller carries on. */
  readonly severity?: 'notice'
  readonly provenance: Provenance
  readonly happens: Happens
  /** Under which names the native API tells of the same thing; left out when it does not yet. */
  readonly native?: readonly OwnErrorName[]
}

/** Codes of one subject in one edition. */
export interface OfficialFamily {
  readonly edition: Edition
  readonly title: Bilingual
  readonly errors: readonly OfficialError[]
}

/** Declares a family; what is misspelt in a row does not compile. */
export const family = (edition: Edition, title: Bilingual, errors: readonly OfficialError[]): OfficialFamily =>
  ({ edition, title, errors })
