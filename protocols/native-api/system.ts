import * as z from 'zod'
import { method } from './method.ts'
import { NhiaStatus } from './nhia.ts'
import { DoorStatus, LinkStatus } from './schemas.ts'
import { CardStates } from './three-cards.ts'
import { API_VERSIONS } from './wire.ts'

/** How the journal of visits is; nothing of anybody is in it. */
const StoreStanding = z.object({
  state: z.enum(['ok', 'full', 'rebuilt', 'unavailable', 'closed']).describe(
    '`full`: the disk is; visits that were begun can be finished, new ones are refused with STORE_FULL; `rebuilt`: '
    + 'it was damaged, what verified was put into a new one, and `nhicard store check` names what was lost; `unavailable`: it does not '
    + 'open; `closed`: nobody has wanted it yet',
  ),
  why: z.string().nullable().describe('what was damaged, or the name of the error'),
  keySource: z.enum(['systemd credential', 'keyring', 'file', 'given']).nullable()
    .describe('where its master key came from; `given`: by the program that embeds the service; null while it is not open'),
  pending: z.int().nonnegative().nullable()
    .describe('visits that wait for a card, the centre or a person; null while it is not open, or cannot be read'),
})

export type StoreStandingShape = z.output<typeof StoreStanding>

const closedStore: StoreStandingShape = { state: 'closed', why: null, keySource: null, pending: null }

const provenance = { assumed: 'the native API is this project’s own' } as const

export const systemHello = method({
  name: 'system.hello', since: 1, scope: 'system.read',
  summary: { zh: '協商 API 版本', en: 'Agree on an API version: the highest both sides speak.' },
  provenance,
  params: z.strictObject({
    client: z.string().min(1).max(100).describe('name and version of the program, for the service’s own status'),
    api: z.strictObject({ min: z.int().positive(), max: z.int().positive() }).describe('versions the client speaks'),
    progress: z.boolean().optional().describe('WebSocket: send notifications `progress` {id, stage} while calls are under way'),
  }),
  result: z.object({
    api: z.int().describe('the version to be spoken on this connection'),
    daemon: z.object({ name: z.literal('nhicardd'), version: z.string() }),
    simulation: z.boolean().describe('true while cards and readers are simulated'),
  }),
  errors: ['API_VERSION_UNSUPPORTED'],
  examples: [{
    name: 'a first client', world: 'one-clinic',
    params: { client: 'his 1.0', api: { min: 1, max: 3 } },
    result: { api: 1, daemon: { name: 'nhicardd', version: '0.1.0' }, simulation: true },
  }],
})

export const systemStatus = method({
  name: 'system.status', since: 1, scope: 'system.read',
  summary: { zh: '服務狀態', en: 'How the service, its links to readers and the sites of NHIA are. Nothing is loaded or asked for it.' },
  provenance,
  params: z.strictObject({}),
  result: z.object({
    version: z.string(),
    api: z.object({ min: z.int(), max: z.int() }),
    simulation: z.boolean(),
    startedAt: z.iso.datetime().describe('UTC'),
    links: z.array(LinkStatus),
    doors: z.array(DoorStatus).describe('doors beside this one, whether they are open'),
    nhia: NhiaStatus.nullable().describe('the sites of NHIA; null where none is configured, and then nobody is contacted'),
    sam: CardStates.shape.sam.pick({ kind: true, state: true, problem: true }).nullable()
      .describe('the security module as last seen; null while nobody has looked for one'),
    audit: z.object({
      state: z.enum(['off', 'unopened', 'kept', 'failing'])
        .describe('`unopened`: nobody has called anything yet that is recorded; `failing`: calls that read go on without a record'),
      missed: z.int().nonnegative().describe('calls that could not be recorded, and of which no record tells yet'),
    }),
    store: StoreStanding,
    queue: z.object({ waiting: z.int().nonnegative().describe('calls whose turn at a reader has not come') }),
    readers: z.int().nonnegative().describe('readers connected now'),
    clients: z.int().nonnegative().describe('WebSocket connections open now'),
  }),
  errors: [],
  examples: [
    {
      name: 'a simulated clinic', world: 'one-clinic', params: {},
      result: {
        version: '0.1.0', api: API_VERSIONS, simulation: true, startedAt: '2026-01-15T01:00:00.000Z',
        links: [{ link: 'simulated', state: 'ready', hint: { zh: '', en: '' }, devices: [] }],
        doors: [{ door: 'cs6', state: 'off', port: null, certificate: null }],
        nhia: null, sam: null, audit: { state: 'unopened', missed: 0 }, store: closedStore, queue: { waiting: 0 },
        readers: 2, clients: 1,
      },
    },
    {
      name: 'no reader is plugged in', world: 'no-reader', params: {},
      result: {
        version: '0.1.0', api: API_VERSIONS, simulation: true, startedAt: '2026-01-15T01:00:00.000Z',
        links: [{ link: 'simulated', state: 'ready', hint: { zh: '', en: '' }, devices: [] }],
        doors: [{ door: 'cs6', state: 'off', port: null, certificate: null }],
        nhia: null, sam: null, audit: { state: 'unopened', missed: 0 }, store: closedStore, queue: { waiting: 0 },
        readers: 0, clients: 1,
      },
    },
  ],
})
