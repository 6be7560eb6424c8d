import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Icd10Store } from '#daemon/codes/icd10-store'
import { StateDirectory } from '#daemon/state-directory'
import type { Icd10Table } from '#protocols/codes/icd10-table'
import { readIcd10Text } from '#protocols/codes/icd10-text'
import type { Aim } from './report.ts'
import { cpuUs, row, type Row } from './samples.ts'
import { timesTable } from './tables.ts'
import { takeTurns, type Entrant } from './turns.ts'

/** What the ICD-10 table costs. */
export interface CodeFigures {
  readonly source: string
  /** In ns of the processor, of one look-up each. */
  readonly lookUps: readonly Row[]
  /** In ms of the processor. */
  readonly whole: readonly Row[]
}

const WARMING = 3
const ROUNDS = 40
/** Has no divisor in common with the number of rows: each is asked once, far from the one before. */
const STRIDE = 25_013

/** As many rows as the published edition has, by the same rule: 360 categories with 193 ends each. */
function madeUp(): string {
  const alphanumerics = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  const digits = (value: number) => value.toString(36).toUpperCase().padStart(3, '0')
  const categories = Array.from({ length: 360 }, (_, at) => [at % 10, alphanumerics.charAt(Math.floor(at / 10))] as const)
  const ends = Array.from({ length: 193 }, (_, at) => [`${digits(at)}A`, digits(at * 4)] as const)
  return categories.flatMap(([digit, third]) =>
    ends.map(([end, form]) => `S${digit}${third}${end},${'!"#$%&()*+'.charAt(digit)}${third}${form}`)).join('\n')
}

/** The official file where there is one, as in the tests. */
function source(): { readonly name: string, readonly text: string } {
  const official = process.env.NHICARDD_ICD10 ?? '../shared/data/ICD_EX_CODE.txt'
  return existsSync(official)
    ? { name: 'the official table', text: readFileSync(official, 'latin1') } : { name: 'a made-up table', text: madeUp() }
}

/** All rows once, in an order that jumps. */
function lookUps(name: string, asked: readonly string[], look: (text: string) => string | undefined): Entrant {
  const order = asked.map((_, at) => asked[(at * STRIDE) % asked.length] ?? '')
  return {
    name,
    turn: () => {
      let found = 0
      const before = cpuUs()
      for (const text of order) found += look(text) === undefined ? 0 : 1
      const ns = (cpuUs() - before) * 1000 / order.length
      if (found !== order.length) throw new Error(`${name}: ${order.length - found} were not found`)
      return [ns]
    },
  }
}

function timed(name: string, once: () => unknown): Entrant {
  return {
    name,
    turn: () => {
      const before = cpuUs()
      once()
      return [(cpuUs() - before) / 1000]
    },
  }
}

function tableOf(text: string): Icd10Table {
  const { table } = readIcd10Text(text)
  if (table === undefined) throw new Error('the table was refused')
  return table
}

export async function codeFigures(say: (text: string) => void): Promise<CodeFigures> {
  const { name, text } = source()
  say(`ICD-10 look-ups in ${name}`)
  const table = tableOf(text)
  const rows = text.split(/\r?\n/).filter((line) => line !== '').map((line) => line.split(','))
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-bench-'))
  try {
    const state = new StateDirectory(folder)
    const edition = { table, edition: '00'.repeat(32), importedAt: 0 }
    new Icd10Store(state).replace(edition)
    const once = await takeTurns([
      lookUps('encode', rows.map(([code = '']) => code), (code) => table.encode(code)),
      lookUps('decode', rows.map(([, form = '']) => form.padEnd(5)), (form) => table.decode(form)),
    ], ROUNDS, WARMING)
    const whole = await takeTurns([
      timed('reading the text', () => tableOf(text)),
      timed('writing the binary, with fsync', () => new Icd10Store(state).replace(edition)),
      timed('loading the binary, with its checksum', () => new Icd10Store(state).table()),
    ], ROUNDS, WARMING)
    return {
      source: `${name}, ${table.size} codes`,
      lookUps: once.map((entrant) => row(entrant.name, entrant.samples)),
      whole: whole.map((entrant) => row(entrant.name, entrant.samples)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function codeAims({ lookUps: rows }: CodeFigures): Aim[] {
  return rows.map(({ name, p50 }) => ({ name: `ICD-10 look-up: ${name}, p50`, most: 1000, unit: 'ns', figure: p50 }))
}

export function renderCodes({ source: name, lookUps: rows, whole }: CodeFigures): string[] {
  return [
    timesTable(`ns of the processor, one look-up in ${name}`, rows),
    timesTable('ms of the processor, the whole ICD-10 table', whole),
  ]
}
