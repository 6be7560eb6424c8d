import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { crashReport, crashReports, tellOfCrashes } from './crash-report.ts'
import { openLog } from './log.ts'
import { StateDirectory } from './state-directory.ts'
import { version } from './version.ts'

const AT = Date.parse('2026-01-15T01:00:00Z')
const ID = 'Z199999016'

class StoreLost extends Error {
  override readonly name = 'StoreLost'
}

describe('a crash report', () => {
  test('says which error, where, when and of which version', () => {
    const report = crashReport(new StoreLost('no'), AT, AT - 1000)
    expect(report).toMatchObject({
      version, node: process.version, error: 'StoreLost', code: null, at: '2026-01-15T01:00:00.000Z', startedAt: '2026-01-15T00:59:59.000Z',
    })
    expect(report.frames[0]).toMatch(/crash-report\.test\.ts:\d+:\d+$/)
  })

  test('has the code of the system and of SQLite, and no other', () => {
    const codeOf = (code: string) => crashReport(Object.assign(new Error('no'), { code }), AT, AT).code
    expect(['ENOSPC', 'ERR_SOCKET_CLOSED', 'SQLITE_FULL', ID, '王測試'].map(codeOf)).toEqual(
      ['ENOSPC', 'ERR_SOCKET_CLOSED', 'SQLITE_FULL', null, null])
  })

  test('holds nothing of the message, the name, the cause or a path, whatever they look like', () => {
    const shapes = [
      (text: string) => new Error(text),
      (text: string) => new Error(`a\n    at ${text} (${text}:1:2)\n    at ${text}.ts:3:4`),
      (text: string) => Object.assign(new Error('x'), { name: text }),
      (text: string) => Object.assign(new Error('x'), { message: text }),
      (text: string) => Object.assign(new Error('x', { cause: text }), { stack: `Error: y\n    at ${text} (${text}:1:2)` }),
      (text: string) => Object.assign(new Error('x'), { stack: `Error: x\n    at eval (data:text/javascript,${text}/x.ts:1:2)` }),
      (text: string) => text,
      (text: string) => ({ [text]: text }),
    ]
    const secret = fc.oneof(fc.constant(ID), fc.constant('王測試'), fc.constant('PIN 73910526'))
    fc.assert(fc.property(secret, fc.constantFrom(...shapes), (text, thrownOf) => {
      expect(JSON.stringify(crashReport(thrownOf(text), AT, AT))).not.toContain(text)
    }))
  })
})

describe('reports of before', () => {
  let state: StateDirectory
  beforeEach(() => {
    state = new StateDirectory(mkdtempSync(join(tmpdir(), 'nhicardd-crash-report-')))
  })
  afterEach(() => rmSync(state.path, { recursive: true, force: true }))

  const lines: string[] = []
  const log = openLog('warn', { write: (line) => void lines.push(line) })

  test('are told of at the start, and only where there are any', () => {
    tellOfCrashes(state, log)
    expect(lines).toEqual([])
    for (const name of ['crash-1.json', 'crash-2.json', 'run.json']) state.writeDurably(name, '{}')
    expect(crashReports(state)).toEqual(['crash-1.json', 'crash-2.json'])
    tellOfCrashes(state, log)
    expect(JSON.parse(lines.join())).toMatchObject({ msg: 'the daemon ended unexpectedly before', count: 2, why: 'crash-2.json' })
  })
})
