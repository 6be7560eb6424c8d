import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { icd10Binary, type Icd10Edition } from '#protocols/codes/icd10-binary'
import { readIcd10Text } from '#protocols/codes/icd10-text'
import { StateDirectory } from '../state-directory.ts'
import { icd10Files, sample, type Icd10File } from './icd10-files.fixture.ts'
import { Icd10Store } from './icd10-store.ts'

let folder: string
let state: StateDirectory
let store: Icd10Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhicardd-codes-'))
  state = new StateDirectory(folder)
  store = new Icd10Store(state)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function editionOf({ text }: Pick<Icd10File, 'text'>, importedAt = 1_790_000_000_000): Icd10Edition {
  const { table } = readIcd10Text(text)
  if (table === undefined) throw new Error('it was refused')
  return { table, edition: 'cd'.repeat(32), importedAt }
}

describe.each(icd10Files)('$name in a state directory', (file) => {
  test('is there for whoever opens it, row for row', () => {
    store.replace(editionOf(file))
    const table = new Icd10Store(state).table()
    expect(file.rows.filter(([code, form]) => table.encode(code) !== form.padEnd(5) || table.decode(form) !== code).length).toBe(0)
    expect(statSync(store.path).mode & 0o777).toBe(0o600)
  })
})

describe('the ICD-10 store', () => {
  test('without an import has what stands on the card as it is', () => {
    expect([store.edition(), store.table().encode('A0Z'), store.table().encode('V0Q')]).toEqual([undefined, 'A0Z  ', undefined])
  })

  test('takes a new table at its next look-up, and reads an old one once', () => {
    expect(store.table().encode('V0Q')).toBeUndefined()
    new Icd10Store(state).replace(editionOf(sample))
    const first = store.table()
    expect([first.encode('V0Q'), store.table() === first]).toEqual(['!V   ', true])
    new Icd10Store(state).replace(editionOf({ text: 'V0Q,!W' }))
    expect(store.table().encode('V0Q')).toBe('!W   ')
    rmSync(store.path)
    expect(store.table().encode('V0Q')).toBeUndefined()
  })

  test('keeps its table when a new one cannot be written', () => {
    store.replace(editionOf(sample))
    mkdirSync(`${store.path}.new`)
    expect(() => store.replace(editionOf({ text: 'V0Q,!W' }))).toThrow(/EISDIR/)
    expect(new Icd10Store(state).table().encode('V0Q')).toBe('!V   ')
  })

  test('does not mind a draft that a power cut has left', () => {
    writeFileSync(`${store.path}.new`, 'half a tab')
    store.replace(editionOf(sample))
    expect(store.table().size).toBe(sample.rows.length)
  })
})

describe('a damaged table', () => {
  const damages: readonly [what: string, why: string, damage: (path: string) => void][] = [
    ['cut off', 'bytes instead of', (path) => writeFileSync(path, readFileSync(path).subarray(0, 200))],
    ['empty', 'it does not begin as one', (path) => writeFileSync(path, '')],
    ['another file', 'it does not begin as one', (path) => copyFileSync(sample.path, path)],
    ['with one bit wrong', 'its checksum is wrong', (path) => {
      const bytes = readFileSync(path)
      writeFileSync(path, bytes.with(100, (bytes[100] ?? 0) ^ 1))
    }],
    ['of a later version', 'version 2 instead of 1', (path) => writeFileSync(path, readFileSync(path).with(9, 2))],
    ['a folder', 'EISDIR', (path) => {
      rmSync(path)
      mkdirSync(path)
    }],
  ]

  test.each(damages)('(%s) is an error by name with a remedy, at every look-up, until it is imported again', (_, why, damage) => {
    store.replace(editionOf(sample))
    expect(store.table().size).toBe(sample.rows.length)
    damage(store.path)
    for (let time = 0; time < 2; time++) {
      expect(() => store.table()).toThrow(expect.objectContaining({
        name: 'ICD_TABLE_DAMAGED', message: expect.stringContaining(why) as string,
      }) as Error)
    }
    rmSync(store.path, { recursive: true })
    store.replace(editionOf(sample))
    expect(icd10Binary.encode(store.edition()!)).toEqual(icd10Binary.encode(editionOf(sample)))
  })
})
