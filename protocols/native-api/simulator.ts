import * as z from 'zod'
import { method } from './method.ts'
import { ScannerId } from './scanners.ts'
import { ReaderId } from './schemas.ts'

const provenance = { assumed: 'the simulator is this project’s own' } as const
const CardKey = z.string().min(1).max(60).describe('key of a card in the simulated clinic: hc.wang')

const SimulatedCardState = z.object({
  card: CardKey,
  label: z.object({ zh: z.string(), en: z.string() }),
  reader: ReaderId.nullable().describe('where it is now; null when nobody inserted it'),
})

export const simulatorState = method({
  name: 'simulator.state', since: 1, scope: 'simulator.control',
  summary: { zh: '模擬診所的卡片', en: 'The cards of the simulated clinic and where they are.' },
  provenance,
  params: z.strictObject({}),
  result: z.object({ cards: z.array(SimulatedCardState) }),
  errors: ['SIMULATION_REQUIRED'],
  examples: [],
})

export const simulatorInsert = method({
  name: 'simulator.insert', since: 1, scope: 'simulator.control',
  summary: { zh: '將模擬卡插入讀卡機', en: 'Insert a simulated card; it leaves the reader it was in.' },
  provenance,
  params: z.strictObject({ reader: ReaderId, card: CardKey }),
  result: z.object({ reader: ReaderId, card: CardKey }),
  errors: ['SIMULATION_REQUIRED', 'READER_UNKNOWN', 'READER_OCCUPIED', 'CARD_UNKNOWN'],
  examples: [{
    name: 'into the empty reader', world: 'one-clinic',
    params: { reader: 'r2', card: 'hc.lin' }, result: { reader: 'r2', card: 'hc.lin' },
  }],
})

export const simulatorRemove = method({
  name: 'simulator.remove', since: 1, scope: 'simulator.control',
  summary: { zh: '取出模擬卡', en: 'Remove the simulated card from a reader.' },
  provenance,
  params: z.strictObject({ reader: ReaderId }),
  result: z.object({ reader: ReaderId }),
  errors: ['SIMULATION_REQUIRED', 'READER_UNKNOWN', 'CARD_ABSENT'],
  examples: [{ name: 'the patient takes the card', world: 'one-clinic', params: { reader: 'r1' }, result: { reader: 'r1' } }],
})

export const simulatorSwap = method({
  name: 'simulator.swap', since: 1, scope: 'simulator.control',
  summary: {
    zh: '在一次輪詢內換卡：讀卡機只看到卡片一直都在',
    en: 'Swap cards within one poll of the reader: it sees a card before and after, and no removal.',
  },
  provenance,
  params: z.strictObject({ reader: ReaderId, card: CardKey }),
  result: z.object({ reader: ReaderId, card: CardKey }),
  errors: ['SIMULATION_REQUIRED', 'READER_UNKNOWN', 'CARD_ABSENT', 'CARD_UNKNOWN'],
  examples: [{
    name: 'the next patient, too fast', world: 'one-clinic',
    params: { reader: 'r1', card: 'hc.lin' }, result: { reader: 'r1', card: 'hc.lin' },
  }],
})

export const simulatorScan = method({
  name: 'simulator.scan', since: 1, scope: 'simulator.control',
  summary: { zh: '以模擬掃描器掃描一個條碼', en: 'Scan a code with the simulated scanner.' },
  provenance,
  params: z.strictObject({
    text: z.string().min(1).max(1_000).describe('content of the code, sent as UTF-8'),
    aim: z.string().regex(/^\][A-Za-z][0-9A-Za-z]$/).optional().describe('AIM symbology identifier: ]Q1 is a QR code'),
  }),
  result: z.object({ scanner: ScannerId }),
  errors: ['SIMULATION_REQUIRED', 'SCANNER_ABSENT'],
  examples: [{
    name: 'a made-up QR code', world: 'one-clinic', params: { text: 'TEST-QR-0001', aim: ']Q1' }, result: { scanner: 's1' },
  }],
})
