import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '#daemon/store/store.fixture'
import { journalPlan } from '../journal-plan.ts'

/** Adds a plan to the journal of a store, and tells of each batch when the journal has returned. */
const [folder = '.', durability, seed, batches, reopensEvery] = process.argv.slice(2)
const database = join(folder, 'store.sqlite')
const open = () => {
  const store = openStore(database, { durability: durability === 'off' ? 'off' : 'full' })
  store.database.handle.pragma('wal_autocheckpoint = 30') // pages; the log starts anew several times in a short run
  return store
}

let store = open()
for (const [index, { isDurable, entries }] of journalPlan(Number(seed), Number(batches)).entries()) {
  if (index % Number(reopensEvery) === Number(reopensEvery) - 1) {
    store.close()
    store = open()
  }
  store.journal[isDurable ? 'add' : 'note'](...entries)
  writeSync(1, `batch ${index + 1}\n`)
}
process.exit() // without closing, as a daemon that loses its power
