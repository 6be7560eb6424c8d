import { readConfig } from '../config.ts'
import { openLog } from '../log.ts'
import { realClock } from '../main.ts'
import { realEntropy } from '../real-entropy.ts'
import { StateDirectory } from '../state-directory.ts'
import { lockState } from '../state-lock.ts'
import { openStore, rotateKey, STORE_FILE, type StorePlaces } from '../store/open-store.ts'

const placesIn = (state: StateDirectory): StorePlaces =>
  ({ state, clock: realClock, entropy: realEntropy, log: openLog('warn'), newKey: readConfig(state).store.key })

/** Where a command says its result: stdout, or a test. */
export type StoreOutput = (text: string) => void
const standardOutput: StoreOutput = (text) => process.stdout.write(text)

/**
 * `nhicard store check`
 * @returns whether everything is there
 * @throws AlreadyRunningError, ConfigError, NhicardError STORE_KEY_MISSING, STORE_KEY_WRONG, STORE_NEWER, STORE_FULL, STORE_UNAVAILABLE
 */
export async function checkStore(state = new StateDirectory(), output = standardOutput): Promise<boolean> {
  if (!state.has(STORE_FILE)) {
    output('there is no journal yet / 尚無就診日誌\n')
    return true
  }
  const release = await lockState(state)
  try {
    const store = openStore({ ...placesIn(state), isThorough: true })
    const { state: found, lost, copy } = store.report
    store.close()
    output(`journal: ${found}, key from ${store.keySource}\n`)
    for (const { first, last } of lost) output(`lost: entries ${first} to ${last} / 遺失\n`)
    if (copy !== null) output(`the damaged one is kept in ${copy} / 損壞的檔案保留於此\n`)
    return lost.length === 0
  } finally {
    release()
  }
}

/** `nhicard store rotate-key`. @throws as `checkStore` */
export async function rotateStoreKey(state = new StateDirectory(), output = standardOutput): Promise<void> {
  const release = await lockState(state)
  try {
    rotateKey(placesIn(state))
    output('the journal is under a new master key / 已更換主金鑰\n')
  } finally {
    release()
  }
}
