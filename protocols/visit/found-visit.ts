import type { RecordIn } from '../nhi-card/contents.ts'
import { isUndoNote } from './undo-note.ts'
import { isUndone } from './undone.ts'

/** A visit on the card, and its record number from 1 on. */
export interface FoundVisit {
  readonly number: number
  readonly visit: RecordIn<'visits'>
}

/**
 * The visit of an institution that began then. One that was undone, or whose undo is still to be finished, is none: what
 * would be written to it would be counted for ever (ours).
 * @param wanted `treatmentDateTime` as `YYYY-MM-DDTHH:mm:ss`
 * @returns `elsewhere` when there are visits of other institutions alone, undefined when there is none
 */
export function findVisit(
  { treatmentDateTime, hospitalId }: { readonly treatmentDateTime: string, readonly hospitalId: string },
  { visits, visitSignatures }: {
    readonly visits: readonly (RecordIn<'visits'> | null)[]
    readonly visitSignatures: readonly (RecordIn<'visitSignatures'> | null)[]
  },
): FoundVisit | 'elsewhere' | undefined {
  const then = visits.flatMap((visit, at) => {
    const signature = visitSignatures[at] ?? null
    if (visit?.treatmentDateTime !== treatmentDateTime || isUndone(signature) || isUndoNote(signature)) return []
    return [{ visit, number: at + 1 }]
  })
  if (then.length === 0) return undefined
  return then.find(({ visit }) => visit.hospitalId === hospitalId) ?? 'elsewhere'
}
