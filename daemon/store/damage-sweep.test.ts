import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { JournalEntry } from '#protocols/port/journal'
import { entryOf, fastFolder, openStore, otherKey, visitId } from './store.fixture.ts'
import type { Store } from './store.ts'

const isLong = process.env.NHICARD_RIG === 'all'
/** Between the bytes that are damaged, in the database and in the log; primes, so that all kinds of places are met. */
const STRIDES = isLong ? [13, 131] as const : [2053, 8209] as const
const VISITS = 12
const parts = ['', '-wal', '-mark'] as const

const root = fastFolder()
afterAll(() => rmSync(root, { recursive: true }))

/** A store as a killed process leaves it: with its log, or with all of it in the database. */
function baseline(name: string, isInLog: boolean): { readonly folder: string, readonly entries: ReadonlyMap<number, JournalEntry> } {
  const [live, folder] = [join(root, `${name}-live`), join(root, name)]
  for (const made of [live, folder]) mkdirSync(made)
  const store = openStore(join(live, 'store.sqlite'))
  for (let step = 0; step < 3; step++) {
    for (let visit = 0; visit < VISITS; visit++) store.journal.add(entryOf(visit, { isOpen: step < 2 }, step))
  }
  if (!isInLog) store.database.emptyLog()
  for (const part of parts) copyFileSync(join(live, `store.sqlite${part}`), join(folder, `store.sqlite${part}`))
  const entries = Array.from({ length: VISITS }, (_, visit) => store.journal.entriesOf(visitId(visit))).flat()
  store.close()
  return { folder, entries: new Map(entries.map((entry) => [entry.sequence, entry])) }
}

let cases = 0

function opened(file: string, what: string): Store {
  try {
    return openStore(file)
  } catch (error) {
    throw new Error(what, { cause: error })
  }
}

/** Damages a copy, opens it, and looks: each entry is there as it was written, or named as lost. @returns entries lost */
function survive({ folder, entries }: ReturnType<typeof baseline>, what: string, damage: (file: string) => void): number {
  const place = join(root, `case-${cases++}`)
  mkdirSync(place)
  const file = join(place, 'store.sqlite')
  for (const part of parts) copyFileSync(join(folder, `store.sqlite${part}`), file + part)
  damage(file)
  const before = parts.map((part) => existsSync(file + part) ? readFileSync(file + part) : undefined)
  const store = opened(file, what)
  const { lost, state, copy } = store.report
  const isLost = (sequence: number) => lost.some(({ first, last }) => sequence >= first && sequence <= last)
  const found = new Map(Array.from({ length: VISITS }, (_, visit) => store.journal.entriesOf(visitId(visit))).flat()
    .map((entry) => [entry.sequence, entry]))
  for (const [sequence, entry] of entries) {
    if (isLost(sequence)) expect(found.has(sequence), `${what}: entry ${sequence}`).toBe(false)
    else expect(found.get(sequence), `${what}: entry ${sequence}`).toEqual(entry)
  }
  if (state === 'rebuilt') {
    expect(readdirSync(join(place, 'quarantine'))).toHaveLength(1)
    for (const [index, part] of parts.entries()) {
      if (before[index] !== undefined) expect(readFileSync(join(copy!, `store.sqlite${part}`)).equals(before[index]), what).toBe(true)
    }
  }
  store.journal.add(entryOf(VISITS + 20))
  expect(store.journal.entriesOf(visitId(VISITS + 20))[0]!.sequence, what).toBe(entries.size + 1)
  store.close()
  const again = openStore(file)
  expect(again.report, what).toEqual({ state: 'ok', lost, copy: null, why: null })
  again.close()
  rmSync(place, { recursive: true })
  return lost.reduce((count, { first, last }) => count + last - first + 1, 0)
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
  writeFileSync(file, bytes)
}

const sides = [['database', '', 0], ['log', '-wal', 1]] as const

describe('damage', () => {
  let [inLog, inDatabase]: ReturnType<typeof baseline>[] = []
  beforeAll(() => {
    inLog = baseline('in-log', true)
    inDatabase = baseline('in-database', false)
  })

  test.each(sides)('one bit of the %s takes at most the entries of its page', (_, part, which) => {
    const from = which === 0 ? inDatabase! : inLog!
    const size = statSync(join(from.folder, `store.sqlite${part}`)).size
    const offsets = Array.from({ length: Math.ceil(size / STRIDES[which]) }, (_, index) => index * STRIDES[which])
    const header = Array.from({ length: isLong ? 200 : 20 }, (_, index) => index * (isLong ? 1 : 5)) // where a format says what follows
    for (const at of new Set([...header, ...offsets])) {
      // a page has three entries at most, or the keys of all patients
      const lost = survive(from, `${part} byte ${at}`, (file) => flip(file + part, at))
      expect([lost <= 3 || lost > 6, lost < from.entries.size], `${part} byte ${at}: ${lost}`).toEqual([true, lost < from.entries.size])
    }
  }, 1_200_000)

  test.each(sides)('a %s that was cut off anywhere keeps what is before the cut', (_, part, which) => {
    const from = which === 0 ? inDatabase! : inLog!
    const size = statSync(join(from.folder, `store.sqlite${part}`)).size
    for (let length = 0; length < size; length += STRIDES[which]) {
      survive(from, `${part} cut at ${length}`, (file) => truncateSync(file + part, length))
    }
  }, 1_200_000)

  test('a file of something else is kept in quarantine, and all entries are named as lost', () => {
    const lost = survive(inDatabase!, 'something else', (file) => writeFileSync(file, 'a letter to somebody\n'.repeat(500)))
    expect(lost).toBe(inDatabase!.entries.size)
  })

  test('a damaged store under another key is left alone', () => {
    const file = join(root, 'other.sqlite')
    for (const part of parts) copyFileSync(join(inDatabase!.folder, `store.sqlite${part}`), file + part)
    flip(file, 20)
    const before = readFileSync(file)
    expect(() => openStore(file, { masterKey: otherKey })).toThrow(NhicardError)
    expect(() => openStore(file, { masterKey: otherKey })).toThrow(/master key/)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(existsSync(join(root, 'quarantine'))).toBe(false)
  })
})
