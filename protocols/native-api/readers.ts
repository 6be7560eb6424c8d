import * as z from 'zod'
import { method } from './method.ts'
import { ReaderStatus } from './schemas.ts'

/** The two slots of the simulated clinic `one-clinic`, as it starts: one card in the first, none in the second. */
export const clinicReaders = [
  {
    reader: 'r1', name: 'Simulated Reader 01', link: 'simulated',
    card: { epoch: 1, atr: '3bfa1800008131fe4550564a434f503453494493', mute: false },
  },
  { reader: 'r2', name: 'Simulated Reader 02', link: 'simulated', card: null },
] as const

export const readersList = method({
  name: 'readers.list', since: 1, scope: 'system.read',
  summary: { zh: '列出讀卡機與其中的卡片', en: 'The readers connected now, and which hold a card.' },
  provenance: { assumed: 'the native API is this project’s own' },
  params: z.strictObject({}),
  result: z.object({ readers: z.array(ReaderStatus) }),
  errors: [],
  examples: [
    { name: 'two readers, one card', world: 'one-clinic', params: {}, result: { readers: [...clinicReaders] } },
    { name: 'no reader', world: 'no-reader', params: {}, result: { readers: [] } },
  ],
})
