import type { Journal } from '#protocols/port/journal'
import type { VisitDesk, VisitDeskGround } from './visit-desk.ts'

type Ground = Omit<VisitDeskGround, 'journal'> & {
  /** Absent where nothing is kept. */
  readonly journal: (() => Promise<Journal>) | undefined
  /** Told of each visit of which something more is kept. */
  readonly changed: (visitId: string) => void
}

/** The desk, loaded when somebody first comes to it, with its journal, opened when something is first kept or asked. */
export function lazyDesk({ journal, changed, ...ground }: Ground): () => Promise<VisitDesk> {
  const open = async () => {
    if (journal === undefined) return undefined
    const { watchedJournal } = await import('./watched-journal.ts')
    return watchedJournal(await journal(), changed)
  }
  let opened: ReturnType<typeof open> | undefined
  const load = async () => new (await import('./visit-desk.ts')).VisitDesk({
    ...ground,
    // one that could not be opened is tried again by the next call
    journal: () => opened ??= open().catch((error: unknown) => {
      opened = undefined
      throw error
    }),
  })
  let desk: Promise<VisitDesk> | undefined
  return () => desk ??= load()
}
