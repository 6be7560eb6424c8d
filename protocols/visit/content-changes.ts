import type { CardContent } from '../port/idc.ts'
import type { FileUpdate } from './undo.ts'

/** What an update of the content writes, in its order: everything but the validity with the visits left, which make it due. */
export function contentChanges(
  { insured, illnesses = [], lastSequence, cumulativeData = [] }: Omit<CardContent, 'validity' | 'openPin'>,
): FileUpdate[] {
  return [
    ...insured === undefined ? [] : [{ how: 'update', name: 'insured', number: 1, record: insured } as const],
    ...illnesses.flatMap((illness, at) => [
      { how: 'update', name: 'illnessPeriods', number: at + 1, record: illness?.period ?? null } as const,
      { how: 'update', name: 'illnessCodes', number: at + 1, record: illness?.code ?? null } as const,
    ]),
    ...lastSequence === undefined ? [] : [{ how: 'update', name: 'lastSequence', number: 1, record: lastSequence } as const],
    ...cumulativeData.map((record, at) => ({ how: 'update', name: 'cumulativeData', number: at + 1, record } as const)),
  ]
}
