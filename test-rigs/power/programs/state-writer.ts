import { writeSync } from 'node:fs'
import { StateDirectory } from '#daemon/state-directory'

/** Replaces a file of the state directory again and again, and tells each time that it did. */
const [folder, rounds] = process.argv.slice(2)
const state = new StateDirectory(folder)
writeSync(1, `token ${state.token()}\n`)
for (let round = 1; round <= Number(rounds); round += 1) {
  state.writeDurably('config.json', JSON.stringify({ round, filling: String(round).repeat(300 * round) }))
  writeSync(1, `round ${round}\n`)
}
