import { describe, expect, test } from 'vitest'
import { journalPlan } from './journal-plan.ts'
import { batchesToldIn, complaintAbout } from './left-journal.ts'
import { complaintsAbout, isLong, logOf, scratchFolder } from './power-rig.ts'

const BATCHES = isLong ? 120 : 60
const SEEDS = isLong ? [1, 2, 3, 4, 5] : [1]
const REOPENS_EVERY = 25
const LONG_MS = 3_600_000 // of the long version, which nobody waits for

const written = (durability: 'full' | 'off', seed: number, batches = BATCHES) =>
  logOf('journal-writer', [durability, String(seed), String(batches), String(REOPENS_EVERY)])

describe('the journal', () => {
  test.each(SEEDS)('holds all that was told whenever the power goes, and nothing half (seed %i)', async (seed) => {
    const log = await written('full', seed)
    const plan = journalPlan(seed, BATCHES)
    using scratch = scratchFolder()
    let cuts = 0
    expect(await complaintsAbout(log.cuts({ seed, ...(isLong ? { randomWeathers: 6 } : { stride: 2 }) }), ({ told, image }) => {
      cuts += 1
      return complaintAbout(image, { plan, told: batchesToldIn(told.output) }, scratch.path)
    })).toEqual([])
    expect(cuts).toBeGreaterThan(20 * BATCHES)
  }, isLong ? LONG_MS : undefined)

  test('that lost its power at any moment while it was made is not taken for a damaged one', async () => {
    const log = await written('full', 1, 2)
    const plan = journalPlan(1, 2)
    using scratch = scratchFolder()
    expect(await complaintsAbout(log.cuts({ seed: 1, randomWeathers: 12 }), ({ told, image }) => (
      complaintAbout(image, { plan, told: batchesToldIn(told.output) }, scratch.path)
    ))).toEqual([])
  })

  test('holds it too when the power goes once more while the store opens what the first cut left', async () => {
    const plan = journalPlan(1, BATCHES)
    const log = await written('full', 1)
    const firstCuts = [...log.cuts({ stride: isLong ? 61 : 293, randomWeathers: 1 })].filter((_, index) => index % 3 === 2)
    expect(firstCuts.length).toBeGreaterThan(4)
    using scratch = scratchFolder()
    for (const first of firstCuts) {
      const told = batchesToldIn(first.told.output)
      const again = await logOf('journal-reopener', [], first.image)
      expect(await complaintsAbout(again.cuts({ randomWeathers: 3 }), (cut) =>
        complaintAbout(cut.image, { plan, told, hasLater: cut.told.output.includes('added') }, scratch.path)), first.where).toEqual([])
    }
  }, isLong ? LONG_MS : undefined)

  test('loses what was told when its syncs are off: so this rig does notice', async () => {
    const log = await written('off', 1)
    const plan = journalPlan(1, BATCHES)
    using scratch = scratchFolder()
    const complaints = await complaintsAbout(log.cuts({ stride: 10 }), ({ told, image }) =>
      complaintAbout(image, { plan, told: batchesToldIn(told.output) }, scratch.path))
    expect(complaints.filter((complaint) => complaint.includes('is lost, of which was told'))).not.toEqual([])
  })
})
