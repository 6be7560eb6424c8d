import * as z from 'zod'
import { healthCounts, type HealthCounts } from '../reader/health.ts'
import { method } from './method.ts'
import { LinkKindSchema, ReaderId, ReaderStatus, type ReaderStatusShape } from './schemas.ts'

/** The two slots of the simulated clinic `one-clinic`, as it starts: one card in the first, none in the second. */
export const clinicReaders = [
  {
    reader: 'r1', name: 'Simulated Reader 01', link: 'simulated', slot: 0, quirks: [],
    card: { epoch: 1, atr: '3bfa1800008131fe4550564a434f503453494493', mute: false },
  },
  { reader: 'r2', name: 'Simulated Reader 02', link: 'simulated', slot: 0, quirks: [], card: null },
] as const satisfies readonly ReaderStatusShape[]

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

const Milliseconds = z.number().nonnegative()
const Count = z.int().nonnegative()

export const ReaderHealth = z.object({
  reader: ReaderId,
  name: z.string(),
  link: LinkKindSchema,
  connected: z.boolean().describe('false: it was here since the service started, and is not now'),
  counts: z.record(z.enum(Object.keys(healthCounts) as [keyof HealthCounts, ...(keyof HealthCounts)[]]), Count),
  latency: z.object({
    apdus: Count, p50Ms: Milliseconds, p95Ms: Milliseconds, p99Ms: Milliseconds, maxMs: Milliseconds,
  }).nullable().describe('how long commands took to the card and back; null when none was sent'),
  verdict: z.enum(['unknown', 'good', 'watch', 'worn']).describe('unknown: too little was seen to say'),
  signs: z.array(z.object({ zh: z.string(), en: z.string() })).describe('what tells of wear, and what to do'),
})

const noCounts = Object.fromEntries(Object.keys(healthCounts).map((what) => [what, 0])) as Record<keyof HealthCounts, number>

export const readersHealth = method({
  name: 'readers.health', since: 1, scope: 'system.read',
  summary: {
    zh: '各讀卡機自服務啟動以來的次數、反應時間與磨損判斷',
    en: 'What was counted of each reader since the service started, how fast it answers, and whether it wears out.',
  },
  provenance: { assumed: 'the native API is this project’s own' },
  params: z.strictObject({}),
  result: z.object({ readers: z.array(ReaderHealth) }),
  errors: [],
  examples: [
    {
      name: 'nothing read yet', world: 'one-clinic', params: {},
      result: {
        readers: clinicReaders.map(({ reader, name, link, card }) => ({
          reader, name, link, connected: true, latency: null, verdict: 'unknown' as const, signs: [],
          counts: { ...noCounts, inserted: card === null ? 0 : 1 },
        })),
      },
    },
  ],
})

export type ReaderHealthShape = z.output<typeof ReaderHealth>
