import { readdirSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { realClock } from '#daemon/main'
import { realEntropy } from '#daemon/real-entropy'
import { StateDirectory } from '#daemon/state-directory'
import { keyring } from '#daemon/store/keyring'
import { openStore, rotateKey, STORE_FILE, type StorePlaces } from '#daemon/store/open-store'
import { entryOf, fastFolder, quietLog, visitId } from '#daemon/store/store.fixture'
import { PrivateKeyring } from './private-keyring.ts'

let desk: PrivateKeyring
let state: StateDirectory
beforeEach(async () => {
  desk = await PrivateKeyring.start()
  for (const [name, value] of Object.entries(desk.env)) vi.stubEnv(name, value)
  state = new StateDirectory(fastFolder())
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await desk.stop()
  rmSync(state.path, { recursive: true })
})

const places = (): StorePlaces =>
  ({ state, clock: realClock, entropy: realEntropy, log: quietLog, credentials: '', newKey: 'keyring' })

function keepOne(): void {
  const store = openStore(places())
  expect(store.keySource).toBe('keyring')
  store.journal.add(entryOf(1))
  store.close()
}

function read() {
  const store = openStore(places())
  const found = store.journal.entriesOf(visitId(1))
  store.close()
  return found
}

describe('a master key in the keyring', () => {
  test('opens the store, is changed there, and is in no file', async () => {
    await desk.unlock()
    keepOne()
    const first = keyring(state.realPath).read('current')!
    rotateKey(places())
    const second = keyring(state.realPath).read('current')!
    expect(Buffer.compare(first, second)).not.toBe(0)
    expect(keyring(state.realPath).read('next')).toBeUndefined()
    expect(read()).toHaveLength(1)
    expect(readdirSync(state.path).filter((name) => name.includes('key'))).toEqual([])
  })

  test('is found again after a restart, as soon as the keyring is open; until then nothing is made', async () => {
    await desk.unlock()
    keepOne()
    await desk.lock()
    const before = readdirSync(state.path).sort()
    expect(() => openStore(places())).toThrow(expect.objectContaining({ name: 'STORE_UNAVAILABLE' }))
    expect(readdirSync(state.path).sort()).toEqual(before)
    await desk.unlock()
    expect(read()).toHaveLength(1)
  })

  test('is not made without a keyring, nor anything else', () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', `unix:path=${state.path}/nobody`)
    expect(() => openStore(places())).toThrow(expect.objectContaining({ name: 'STORE_UNAVAILABLE' }))
    expect(readdirSync(state.path)).toEqual([])
  })

  test('is not made where a key file is in use', async () => {
    await desk.unlock()
    openStore({ ...places(), newKey: 'file' }).close()
    const store = openStore(places())
    expect(store.keySource).toBe('file')
    store.close()
    expect(keyring(state.realPath).read('current')).toBeUndefined()
  })

  test('that is none is named as wrong, and the store is left alone', async () => {
    await desk.unlock()
    keepOne()
    keyring(state.realPath).keep!('current', Uint8Array.of(1, 2, 3))
    expect(() => openStore(places())).toThrow(expect.objectContaining({ name: 'STORE_KEY_WRONG' }))
    expect(state.has(STORE_FILE)).toBe(true)
  })
})
