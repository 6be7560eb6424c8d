import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import { SqliteUploadStore } from './sqlite-upload-store.ts'
import { fileOf, HERE, sound1, UploadDesk } from './upload-desk.fixture.ts'
import { uploadStoreContract } from './upload-store.contract.ts'
import { MemoryUploadStore } from './upload-store.ts'

describe('a store in memory', () => {
  test.each(uploadStoreContract)('$sentence', ({ check }) => check(new MemoryUploadStore()))
})

describe('a store in SQLite', () => {
  test.each(uploadStoreContract)('$sentence', ({ check }) => {
    const database = new Database(':memory:')
    try {
      check(new SqliteUploadStore(database))
    } finally {
      database.close()
    }
  })

  const folders: string[] = []
  afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true }) })

  test('gives after a restart the report of an upload before it, and knows its records', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nhicard-upload-'))
    folders.push(folder)
    const opened = () => new Database(join(folder, 'cloud.sqlite'))
    const before = opened()
    const { Opcode } = new UploadDesk({ store: new SqliteUploadStore(before) }).send(fileOf(sound1))
    before.close()
    const after = opened()
    const desk = new UploadDesk({ store: new SqliteUploadStore(after) })
    expect(desk.fetch(Opcode).RtnCode).toBe('5002')
    expect(desk.told(fileOf(sound1))).toEqual(['1 A17:C001'])
    expect(desk.fetch(Opcode).RtnCode).toBe('0000')
    expect(desk.store.recordsOf(HERE)).toHaveLength(1)
    after.close()
  })
})
