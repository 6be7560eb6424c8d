import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { entryOf, openStore } from '#daemon/store/store.fixture'
import { LATER_VISIT } from '../journal-plan.ts'

/** Opens a store that lost its power, tells that it could, adds one entry, and tells of that. */
const [folder = '.'] = process.argv.slice(2)
const store = openStore(join(folder, 'store.sqlite'))
writeSync(1, 'open\n')
store.journal.add(entryOf(LATER_VISIT))
writeSync(1, 'added\n')
process.exit()
