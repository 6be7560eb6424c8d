import { expect, test } from 'vitest'
import { RandomDay, type Tally } from './random-day.fixture.ts'

/** Days of twenty patients each; with `npm run rig:all` ten thousand patients. */
const isWhole = process.env.NHICARD_RIG === 'all'
const DAYS = isWhole ? 500 : 8
const LIMIT_MS = isWhole ? 7_200_000 : 180_000

test('no sequence of calls breaks what a card counts: number by number, visits left, totals, limits, owners', async () => {
  const tally: Tally = new Map()
  for (let seed = 1; seed <= DAYS; seed++) {
    await new RandomDay(seed, tally).run().catch((error: unknown) => {
      throw new Error(`day ${seed}`, { cause: error })
    })
  }
  const seen = [...tally.keys()]
  for (const told of [
    'hisGetSeqNumber256 0', 'hisGetSeqNumber256 5010', 'hisGetSeqNumber256 5001', 'hisGetSeqNumber256 5003', 'csUnGetSeqNumber 0',
    'csUpdateHCContents 0', 'csUpdateHCContents 9081', 'csUpdateHCContents 9086', 'hisWriteTreatmentData 0',
    'hisWriteTreatmentData 5020', 'hisWriteTreatmentData 5022', 'hisWriteMultiPrescriptSign 0',
    'hisWriteMultiPrescriptSign 5020', 'hisWriteEmergentTel 0',
  ]) expect(seen, [...tally].map(([name, times]) => `${name}: ${times}`).join(', ')).toContain(told)
}, LIMIT_MS)
