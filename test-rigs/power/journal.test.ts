import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entryOf, openStore } from '#daemon/store/store.fixture'
import type { Store } from '#daemon/store/store'
import { journalPlan, lengthsOf } from './journal-plan.ts'
import type { PowerCut } from './power-cut-log.ts'
import { complaintsAbout, emptyFolder, isLong, logOf } from './power-rig.ts'

const BATCHES = isLong ? 400 : 60
const STRIDE = isLong ? 1 : 2
const REOPENS_EVERY = 25
const RAM = existsSync('/dev/shm') ? '/dev/shm' : tmpdir() // what a check writes need not survive

/** @returns how many entries the journal holds, after it was seen that they are the first ones of the plan */
function lengthOf(store: Store, seed: number): number {
  const planned = journalPlan(seed, BATCHES).flatMap(({ entries }) => entries)
  const found = store.journal.visits({ limit: 1000 }).flatMap((id) => store.journal.entriesOf(id))
    .sort((one, other) => one.sequence - other.sequence)
  for (const [index, { sequence, visitId, content }] of found.entries()) {
    expect({ sequence, visitId, content }).toEqual({
      sequence: index + 1, visitId: planned[index]?.visitId, content: planned[index]?.content,
    })
  }
  return found.length
}

/** Opens what was left with the real store. */
function check({ told, image }: PowerCut, seed: number, folder: string): string | undefined {
  image.writeTo(folder)
  const plan = journalPlan(seed, BATCHES)
  const lengths = lengthsOf(plan)
  const toldBatches = told.output.split('\n').length - 1
  const lastDurable = plan.slice(0, toldBatches).findLastIndex(({ isDurable }) => isDurable) + 1
  const store = openStore(join(folder, 'store.sqlite'))
  try {
    const length = lengthOf(store, seed)
    if (length < lengths[lastDurable]!) return `entry ${length + 1} of ${lengths[lastDurable]} is lost, of which was told`
    if (!lengths.includes(length)) return 'half an add is there'
    store.journal.add(entryOf(77))
    return store.journal.entriesOf(entryOf(77).visitId)[0]?.sequence === length + 1 ? undefined : 'nothing more can be added'
  } finally {
    store.close()
  }
}

describe('the journal', () => {
  test.each(isLong ? [1, 2, 3, 4, 5] : [1])('holds all that was told whenever the power goes, and nothing half (seed %i)', async (seed) => {
    const log = await logOf('journal-writer', 'full', String(seed), String(BATCHES), String(REOPENS_EVERY))
    using scratch = emptyFolder(RAM)
    let cuts = 0
    const complaints = complaintsAbout(log.cuts({ seed, stride: STRIDE }), (cut) => {
      cuts += 1
      return check(cut, seed, join(scratch.path, 'state'))
    })
    expect(complaints).toEqual([])
    expect(cuts).toBeGreaterThan(10 * BATCHES)
  })

  test('loses what was told when its syncs are off: so this rig does notice', async () => {
    const log = await logOf('journal-writer', 'off', '1', String(BATCHES), String(REOPENS_EVERY))
    using scratch = emptyFolder(RAM)
    const complaints = complaintsAbout(log.cuts({ stride: 40 }), (cut) => check(cut, 1, join(scratch.path, 'state')))
    expect(complaints.filter((complaint) => complaint.includes('is lost, of which was told'))).not.toEqual([])
  })
})
