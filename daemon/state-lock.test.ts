import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'
import { StateDirectory } from './state-directory.ts'
import { AlreadyRunningError, lockState } from './state-lock.ts'

let folder: string
let state: StateDirectory
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhicardd-state-'))
  state = new StateDirectory(join(folder, 'state'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the state directory', () => {
  test('and the token belong to their user alone', () => {
    const token = state.token()
    const modes = [state.path, state.file('token')].map((path) => statSync(path).mode & 0o777)
    expect(modes).toEqual([0o700, 0o600])
    expect(state.token()).toBe(token)
  })

  test('is one daemon’s at a time, however many start together, and free again when it is given back', async () => {
    for (let round = 0; round < 5; round++) {
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockState(state)))
      const taken = attempts.filter((attempt) => attempt.status === 'fulfilled')
      expect(taken).toHaveLength(1)
      for (const attempt of attempts) {
        if (attempt.status === 'rejected') expect(attempt.reason).toBeInstanceOf(AlreadyRunningError)
      }
      taken[0]!.value()
    }
  })

  test('is the same under another name of its path', async () => {
    const unlock = await lockState(state)
    await expect(lockState(new StateDirectory(join(folder, '.', 'x', '..', 'state')))).rejects.toThrow(AlreadyRunningError)
    unlock()
  })
})

describe('an enrolled origin', () => {
  const configured = (origin: string) => {
    state.writeDurably('config.json', JSON.stringify({ origins: [origin] }))
    return readConfig(state)
  }

  test('is taken as a browser sends it', () => {
    for (const origin of ['https://his.example', 'http://192.168.1.5:8080']) expect(configured(origin).origins).toEqual([origin])
  })

  test('is refused when it could never match, or is this PC itself', () => {
    const wrong = [
      'https://his.example/', 'https://HIS.example', 'https://his.example:443', 'https://his.example/app', 'his.example', '*', 'null',
      'file:///x', 'http://127.0.0.1:6440', 'http://localhost:6440', 'http://[::1]:6440',
    ]
    for (const origin of wrong) expect(() => configured(origin), origin).toThrow(ConfigError)
  })
})
