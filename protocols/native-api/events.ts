import * as z from 'zod'
import { event } from './event.ts'
import { method } from './method.ts'
import { clinicReaders } from './readers.ts'
import { CardPresence, Epoch, ReaderId, ReaderStatus } from './schemas.ts'

const provenance = { assumed: 'the native API is this project’s own' } as const

export const eventsSubscribe = method({
  name: 'events.subscribe', since: 1, scope: 'system.read',
  summary: {
    zh: '訂閱事件：先回覆完整狀態，之後的事件編號連續',
    en: 'The whole state now, then every event on this connection, numbered without gaps from the number given.',
  },
  provenance,
  params: z.strictObject({}),
  result: z.object({
    seq: z.int().nonnegative().describe('number of the last event the state contains; the next one is seq + 1'),
    readers: z.array(ReaderStatus),
  }),
  errors: ['SUBSCRIPTION_UNSUPPORTED'],
  webSocketOnly: true,
  examples: [{
    name: 'a page that opens', world: 'one-clinic', params: {}, result: { seq: 4, readers: [...clinicReaders] },
  }],
})

export const readerAdded = event({
  name: 'reader.added', since: 1, provenance,
  summary: { zh: '接上讀卡機', en: 'A reader was connected.' },
  data: ReaderStatus.omit({ card: true }),
  examples: [{ reader: 'r3', name: 'Simulated Reader 03', link: 'simulated', slot: 0, quirks: [] }],
})

export const readerRemoved = event({
  name: 'reader.removed', since: 1, provenance,
  summary: { zh: '讀卡機離線', en: 'A reader was disconnected; a card in it was reported removed before.' },
  data: z.object({ reader: ReaderId }),
  examples: [{ reader: 'r3' }],
})

export const cardInserted = event({
  name: 'card.inserted', since: 1, provenance,
  summary: { zh: '插入卡片', en: 'A card was inserted, or begins a new presence after a reset.' },
  data: z.object({ reader: ReaderId, ...CardPresence.shape }),
  examples: [{ reader: 'r1', epoch: 2, atr: '3bfa1800008131fe4550564a434f503453494493', mute: false }],
})

export const cardRemoved = event({
  name: 'card.removed', since: 1, provenance,
  summary: { zh: '取出卡片', en: 'The presence ended: nothing read from this card may be used any more.' },
  data: z.object({
    reader: ReaderId, epoch: Epoch,
    reason: z.enum(['removed', 'reset', 'changed', 'failed', 'resumed', 'readerLost']).describe(
      'reset: by another program; changed: another card answered although no removal was seen; '
      + 'failed: the card had answered before and does not any more; resumed: the PC slept meanwhile',
    ),
  }),
  examples: [{ reader: 'r1', epoch: 2, reason: 'removed' }],
})
