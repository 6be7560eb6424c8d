import type { Journal } from '#protocols/port/journal'
import type { VisitDesk, VisitDeskGround } from './visit-desk.ts'
import { watchedJournal } from './watched-journal.ts'

type Ground = Omit<VisitDeskGround, 'journal'> & {
  readonly journal: () => Promise<Journal>
  /** Told of each visit of which something more is kept. */
  readonly changed: (visitId: string) => void
}

/** The desk, loaded when somebody first comes to it, whose journal tells of every change. */
export function lazyDesk({ journal, changed, ...ground }: Ground): () => Promise<VisitDesk> {
  let desk: Promise<VisitDesk> | undefined
  const load = async () => new (await import('./visit-desk.ts')).VisitDesk({
    ...ground, journal: async () => watchedJournal(await journal(), changed),
  })
  return () => desk ??= load()
}
