import { NhicardError } from '#protocols/errors/nhicard-error'
import { API_VERSIONS } from '#protocols/native-api/wire'
import type { ResultOf } from '#protocols/native-api/registry'
import type { Readers } from '../sessions/readers.ts'
import type { Handlers } from './handler.ts'

export interface DaemonFacts {
  readonly version: string
  readonly simulation: boolean
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** WebSocket connections open now. */
  readonly clients: () => number
  readonly doors: () => Status['doors']
  readonly nhia: () => Status['nhia']
  readonly sam: () => Status['sam']
  readonly audit: () => Status['audit']
  readonly store: () => Status['store']
}

type Status = ResultOf<'system.status'>

export function systemHandlers(readers: Readers, facts: DaemonFacts): Pick<Handlers, 'system.hello' | 'system.status'> {
  const { version, simulation } = facts
  return {
    'system.hello': ({ api: { min: clientMin, max: clientMax }, progress }, { wantProgress }) => {
      const { min, max } = API_VERSIONS
      const api = Math.min(clientMax, max)
      if (clientMin > clientMax || api < clientMin || api < min) {
        throw new NhicardError('API_VERSION_UNSUPPORTED', { clientMin, clientMax, min, max })
      }
      if (progress) wantProgress?.()
      return { api, daemon: { name: 'nhicardd', version }, simulation }
    },
    'system.status': () => ({
      version,
      api: API_VERSIONS,
      simulation,
      startedAt: new Date(facts.startedAt).toISOString(),
      links: readers.links(),
      doors: facts.doors(),
      nhia: facts.nhia(),
      sam: facts.sam(),
      audit: facts.audit(),
      store: facts.store(),
      queue: { waiting: readers.waiting() },
      readers: readers.list().length,
      clients: facts.clients(),
    }),
  }
}
