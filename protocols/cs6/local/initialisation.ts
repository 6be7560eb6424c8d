import * as z from 'zod'
import { localCall } from '../local-call.ts'

const opening = [1002, 1003, 1011, 1100, 1101, 1103, 1199, 1200, 1201, 1202, 1600, 1601, 1610, 1611] as const

/** What is known of a card: 0 none; the others between none and done are assumed. */
const sam = z.object({ status: z.int().describe('0 none, 1 there, 2 authenticated') })
const hpc = z.object({ status: z.int().describe('0 none, 1 there, 2 authenticated, 3 PIN verified') })
const hc = z.object({ status: z.int().describe('0 none, 1 there, 2 authenticated with the SAM, 3 PIN verified') })

export const initial = localCall({
  name: 'POST /api/common/v1/Initial', before: true,
  summary: { zh: '初始化', en: 'Opens readers and security module. A second time: 1001, which stands for success.' },
  body: z.object({ name: z.string().max(64).optional().describe('a SAM id, or COM and a number') }),
  reply: z.object({}), codes: [1001, ...opening],
  provenance: { source: 'nhi-facts §2.4 (Initial)' },
  examples: [
    { name: 'the first time', world: 'one-clinic', fresh: true, body: {}, reply: { statusCode: 0 } },
    {
      name: 'again', world: 'one-clinic', fresh: true, before: [{ call: 'POST /api/common/v1/Initial', body: {} }], body: {},
      reply: { statusCode: 1001 },
    },
    {
      name: 'by the id of the security module', world: 'one-clinic', fresh: true, body: { name: 'TESTSAM00001' },
      reply: { statusCode: 0 },
    },
    {
      name: 'by the id of a security module that is not here', world: 'one-clinic', fresh: true, body: { name: 'TESTSAM09999' },
      reply: { statusCode: 1611 },
    },
  ],
})

export const finalize = localCall({
  name: 'POST /api/common/v1/Finalize',
  summary: { zh: '結束', en: 'The program is done.' },
  body: z.object({}), reply: z.object({}), codes: [],
  provenance: { source: 'nhi-facts §2.4 (Finalize)' },
  examples: [
    { name: 'after Initial', world: 'one-clinic', body: {}, reply: { statusCode: 0 } },
    { name: 'before Initial', world: 'one-clinic', fresh: true, body: {}, reply: { statusCode: 1000 } },
  ],
})

export const status = localCall({
  name: 'GET /api/common/v1/Status', before: true,
  summary: { zh: '狀態', en: 'Whether it is initialised, and how the three cards stand.' },
  body: z.object({}),
  reply: z.object({ status: z.object({ initialized: z.boolean(), sam, hpc, hc }) }), codes: [],
  unaudited: 'states of the cards, of nobody; programs ask for them all the time',
  provenance: { source: 'nhi-facts §2.4 (Status); the states it does not name are assumed' },
  examples: [
    {
      name: 'before Initial', world: 'one-clinic', fresh: true, body: {},
      reply: { statusCode: 0, status: { initialized: false, sam: { status: 0 }, hpc: { status: 0 }, hc: { status: 0 } } },
    },
    {
      name: 'with an authenticated module', world: 'one-clinic', before: [{ call: 'POST /api/sam/v1/Verification', body: {} }], body: {},
      reply: { statusCode: 0, status: { initialized: true, sam: { status: 2 }, hpc: { status: 0 }, hc: { status: 1 } } },
    },
  ],
})
