import type * as z from 'zod'
import type { EntryDeclaration } from './entry.ts'
import { numberEntries } from './number-entries.ts'
import { writeEntries } from './write-entries.ts'

/** Everything that a journal keeps of visits, by kind. */
export const entries = { ...numberEntries, ...writeEntries } as const satisfies Record<string, EntryDeclaration>

export type EntryKind = keyof typeof entries
export type EntryContent<Kind extends EntryKind> = z.output<(typeof entries)[Kind]['content']>
