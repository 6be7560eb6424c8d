import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { icd10Files, sample } from '../codes/icd10-files.fixture.ts'
import { Icd10Store } from '../codes/icd10-store.ts'
import { StateDirectory } from '../state-directory.ts'
import { importCodes, printCodesStatus } from './codes.ts'

const NOW = Date.UTC(2026, 0, 15, 9, 30)

let folder: string
let state: StateDirectory
let said: { out: string, err: string }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhicardd-codes-'))
  state = new StateDirectory(join(folder, 'state'))
  said = { out: '', err: '' }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const output = (terminal = false) => ({
  terminal, out: (text: string) => (said.out += text), err: (text: string) => (said.err += text),
})
const importing = (path: string, terminal = false) => importCodes(path, NOW, state, output(terminal))

function file(content: string | Uint8Array): string {
  const path = join(folder, 'table.txt')
  writeFileSync(path, content)
  return path
}

const refusal = (why: RegExp | string) => expect.objectContaining({
  name: 'ICD_TABLE_REFUSED', message: typeof why === 'string' ? expect.stringContaining(why) : expect.stringMatching(why),
}) as Error

describe.each(icd10Files)('nhicard codes import, of $name', ({ path, bytes, rows }) => {
  const sum = createHash('sha256').update(bytes).digest('hex')
  const count = rows.length.toLocaleString('en-US')
  const told = `  codes     ${count}\n  edition   sha256 ${sum}\n  imported  2026-01-15T09:30:00.000Z\n`

  test('loads it and says lines, codes, edition and date; status says the same', () => {
    importing(path)
    expect(said.out).toContain(`  lines     ${count}\n${told}`)
    expect(said.err).toBe(`read ${count} lines\n`)
    said.out = ''
    expect(printCodesStatus(state, output())).toBe(true)
    expect(said.out).toContain(told)
  })

  test('notes when it has another number of codes than the edition that is public', () => {
    importing(path)
    expect(said.out.includes('see whether')).toBe(rows.length !== 69_189)
  })
})

describe('nhicard codes import', () => {
  test('shows a person one line that counts', () => {
    importing(sample.path, true)
    expect(said.err).toBe('\rreading / 讀取 0 of 22 lines\rreading / 讀取 22 of 22 lines\n')
  })

  test('takes any end of line and a byte order mark', () => {
    const lines = sample.text.split('\n')
    for (const text of [lines.join('\r\n'), `\ufeff${sample.text}\n`, `\ufeff${lines.join('\r\n')}\r\n`]) {
      importing(file(text))
      expect(new Icd10Store(state).table().size).toBe(lines.length)
    }
  })

  test('with bad lines names them, and leaves the table as it was', () => {
    importing(sample.path)
    const path = file('V0Q,!V\nV0Q1,!V1\n健保,!V\nV0Q2,!W1G0\n')
    expect(() => importing(path)).toThrow(refusal('3 bad lines. The table in use, if any, is unchanged.'))
    expect(said.err).toContain(`${path}:2: card form has 3 characters instead of 5
${path}:3: code is not a letter, a digit and one to five letters or digits
${path}:4: category has another card form in line 1\n`)
    expect(new Icd10Store(state).table().size).toBe(sample.rows.length)
  })

  test('with many bad lines says how many more there are', () => {
    expect(() => importing(file('x\n'.repeat(1234)))).toThrow(refusal('1,234 bad lines'))
    expect(said.err).toMatch(/:10: .*\n… and 1,224 more\n$/)
  })

  test('refuses what is no such file by name, before it reads lines', () => {
    const huge = file('')
    truncateSync(huge, 3 * 2 ** 30)
    expect(() => importing(huge)).toThrow(refusal('it has 3221225472 bytes, and a table has less than 8388608'))
    expect(() => importing(join(folder, 'absent.txt'))).toThrow(refusal('there is no such file'))
    for (const path of [folder, '/dev/zero']) expect(() => importing(path)).toThrow(refusal('it is not a file'))
    for (const content of ['PK\x03\x04\0\0', 'V0Q,!V\n\0']) expect(() => importing(file(content))).toThrow(refusal('it is no text'))
    for (const content of ['\ufeffV0Q,!V', '\ufeff']) {
      expect(() => importing(file(Buffer.from(content, 'utf16le')))).toThrow(refusal('it is UTF-16'))
    }
    expect(() => importing(file(''))).toThrow(refusal('1 bad line.'))
    expect(said.out).toBe('')
  })
})

describe('nhicard codes status', () => {
  test('says that there is none, and how to have one', () => {
    expect(printCodesStatus(state, output())).toBe(false)
    expect(said.out).toContain('npx --no nhicard codes import <file>')
  })

  test('is an error by name when the table is damaged', () => {
    importing(sample.path)
    const { path } = new Icd10Store(state)
    writeFileSync(path, readFileSync(path).subarray(1))
    expect(() => printCodesStatus(state, output())).toThrow(expect.objectContaining({ name: 'ICD_TABLE_DAMAGED' }) as Error)
  })
})

describe('the command line', () => {
  const nhicard = (...args: string[]) => spawnSync(process.execPath, [
    '--no-warnings', '--conditions=source', '--import', './scripts/ts-node.mjs', 'daemon/cli/nhicard.ts', 'codes', ...args,
  ], { encoding: 'utf8', cwd: join(import.meta.dirname, '../..'), env: { ...process.env, NHICARD_STATE_DIR: state.path } })

  test('works on the state directory of NHICARD_STATE_DIR, and its exit status says whether it went well', () => {
    expect(nhicard('status')).toMatchObject({ status: 1, stderr: '' })
    expect(nhicard('import', sample.path)).toMatchObject({ status: 0, stderr: 'read 22 lines\n' })
    expect(nhicard('status')).toMatchObject({ status: 0, stdout: expect.stringContaining('  codes     22\n') as string })
    const refused = nhicard('import', file('x'))
    expect(refused).toMatchObject({ status: 1, stdout: '' })
    expect(refused.stderr).toMatch(/:1: not a code, a comma and a card form\n.* was not imported: 1 bad line\..*Take NHIA’s own/)
  })
})
