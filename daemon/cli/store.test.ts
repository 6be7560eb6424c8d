import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { realClock } from '../main.ts'
import { realEntropy } from '../real-entropy.ts'
import { StateDirectory } from '../state-directory.ts'
import { lockState } from '../state-lock.ts'
import { openStore, STORE_FILE } from '../store/open-store.ts'
import { entryOf, fastFolder, quietLog, visitId } from '../store/store.fixture.ts'
import { checkStore, rotateStoreKey } from './store.ts'

let state: StateDirectory
beforeEach(() => {
  state = new StateDirectory(fastFolder())
})
afterEach(() => rmSync(state.path, { recursive: true }))

const open = () => openStore({ state, clock: realClock, entropy: realEntropy, log: quietLog })

test('a check finds what a start does not look at, and says what is lost', async () => {
  const said: string[] = []
  expect(await checkStore(state, (text) => said.push(text))).toBe(true)
  const store = open()
  for (let visit = 0; visit < 1200; visit++) store.journal.note(entryOf(visit))
  store.close()
  expect(await checkStore(state, (text) => said.push(text))).toBe(true)
  const bytes = readFileSync(state.file(STORE_FILE))
  const sealed = bytes.indexOf('number.standing', 30_000) + 200 // far behind the last thousand
  bytes[sealed] = (bytes[sealed] ?? 0) ^ 1
  writeFileSync(state.file(STORE_FILE), bytes)
  open().close()
  said.length = 0
  expect(await checkStore(state, (text) => said.push(text))).toBe(false)
  expect(said.join('')).toMatch(/journal: rebuilt[^]*lost: entries \d+ to \d+[^]*quarantine/)
})

test('a new key opens what was kept under the old one; while a daemon runs nothing is done', async () => {
  const store = open()
  store.journal.add(entryOf(1))
  store.close()
  const old = state.read('master.key')
  const release = await lockState(state)
  await expect(rotateStoreKey(state)).rejects.toThrow(/runs already/)
  release()
  await rotateStoreKey(state, () => undefined)
  expect(state.read('master.key')).not.toBe(old)
  const again = open()
  expect(again.journal.entriesOf(visitId(1))).toHaveLength(1)
  again.close()
})
