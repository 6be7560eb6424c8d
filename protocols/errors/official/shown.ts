import type { OwnErrorName } from '../own.ts'
import { counterparts } from './counterpart.ts'
import { officialError, type Edition } from './index.ts'

/** The doors through which programs hear of an official code. */
export type Door = 'csHIS' | 'cs6' | 'native'

/** What a door shows: a number of its own edition, or errors of ours that tell of the same. */
export type Shown = { readonly code: number, readonly names?: never } | { readonly names: readonly OwnErrorName[], readonly code?: never }

/** What a door shows of a code; undefined where it has nothing for it, so that the door falls back to its general failure. */
export function shownBy(door: Door, edition: Edition, code: number): Shown | undefined {
  const row = officialError(edition, code)
  if (row === undefined) return undefined
  if (door === 'native') return row.native === undefined ? undefined : { names: row.native }
  if (door === edition) return { code }
  if (door !== 'cs6' || edition !== 'csHIS') return undefined
  const counterpart = counterparts.find(({ csHIS }) => csHIS === code)
  return counterpart === undefined ? undefined : { code: counterpart.cs6 }
}
