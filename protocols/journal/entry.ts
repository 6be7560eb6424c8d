import type * as z from 'zod'
import type { Bilingual } from '../bilingual.ts'
import type { Provenance } from '../provenance.ts'

/** A kind of what a journal keeps of a visit. Contents are personal: they are sealed where they are stored. */
export interface EntryDeclaration<Schema extends z.ZodType = z.ZodType> {
  readonly summary: Bilingual
  readonly provenance: Provenance
  readonly content: Schema
  readonly examples: readonly z.output<Schema>[]
}

export function entry<const Schema extends z.ZodType>(declaration: EntryDeclaration<Schema>): EntryDeclaration<Schema> {
  return declaration
}
