import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entryOf, openStore, visitId } from '#daemon/store/store.fixture'

/** In a small file system: fills it, and says what a store in it does. */
const folder = process.argv[2]!
const file = join(folder, 'store.sqlite')
const ballast = join(folder, 'ballast')

const failure = (act: () => unknown) => {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof Error ? error.name : 'none of ours'
  }
}

let store = openStore(file, { hasReserve: process.argv[3] === 'reserve' })
store.journal.add(entryOf(0), entryOf(1))
const free = () => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
writeFileSync(ballast, Buffer.alloc(free(), 1))

// visits under way are finished out of the reserve, and that ends too
let steps = 0
let ended: string | null = null
while (ended === null) ended = failure(() => store.journal.add(entryOf(steps % 2, {}, steps += 1), entryOf(1, {}, steps)))
const entries = () => [0, 1].map((visit) => store.journal.entriesOf(visitId(visit)).length).reduce((sum, count) => sum + count)
const newVisit = failure(() => store.journal.add(entryOf(2)))
const whenFull = { steps, ended, entries: entries(), newVisit, halfKept: store.journal.entriesOf(visitId(2)).length }

rmSync(ballast)
const withRoom = failure(() => store.journal.add(entryOf(2)))
const onceMore = failure(() => store.journal.add(entryOf(0, {}, 1)))
const last = entries()
store.close()
store = openStore(file)
const { state } = store.report
const again = { state, entries: entries(), ofNew: store.journal.entriesOf(visitId(2)).length }
store.close()
process.stdout.write(JSON.stringify({ whenFull, withRoom, onceMore, last, again }))
