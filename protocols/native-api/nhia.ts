import * as z from 'zod'
import { event } from './event.ts'

/** One site of NHIA as it stands; nothing of anybody is in it. */
export const NhiaSite = z.object({
  origin: z.string().describe('its address without a path'),
  state: z.enum(['up', 'down', 'unknown']).describe('unknown: nobody has asked it yet'),
  reason: z.enum(['refused', 'timeout', 'certificate', 'protocol', 'network']).optional()
    .describe('why it is down; refused: nobody listens; certificate: not trusted; protocol: no answer of NHIA’s; network: no way to it'),
  since: z.iso.datetime().optional().describe('UTC; when it was first seen in this state, for this reason'),
  answeredAt: z.iso.datetime().optional().describe('UTC; when it last answered'),
  clockAheadMs: z.int().optional().describe('its clock ahead of this PC’s in ms by its Date header, good to a second'),
})

export const NhiaStatus = z.object({
  sites: z.array(NhiaSite).describe('in the order they are asked; none while it is not known yet which they are'),
  clock: z.enum(['unknown', 'right', 'wrong'])
    .describe('wrong: a site that answered and this PC differ by more than a signature allows, and somebody should set a clock'),
})

export type NhiaSiteShape = z.output<typeof NhiaSite>
export type NhiaStatusShape = z.output<typeof NhiaStatus>

export const nhiaChanged = event({
  name: 'nhia.changed', since: 1,
  summary: {
    zh: '健保署站台的狀態改變', en: 'A site of NHIA goes down for another reason or comes back, or the clocks differ or agree.',
  },
  provenance: { assumed: 'the native API is this project’s own' },
  data: NhiaStatus,
  examples: [{
    sites: [
      { origin: 'http://127.0.0.1:6450', state: 'down', reason: 'refused', since: '2026-01-15T01:00:00.000Z' },
      {
        origin: 'http://127.0.0.1:6451', state: 'up', since: '2026-01-15T00:30:00.000Z', answeredAt: '2026-01-15T01:00:00.000Z',
        clockAheadMs: 0,
      },
    ],
    clock: 'right',
  }],
})
