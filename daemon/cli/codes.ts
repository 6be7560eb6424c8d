import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Icd10Edition } from '#protocols/codes/icd10-binary'
import { readIcd10Text, type Icd10Progress, type Icd10Reading } from '#protocols/codes/icd10-text'
import { readIcd10Source } from '../codes/icd10-source.ts'
import { Icd10Store } from '../codes/icd10-store.ts'
import { StateDirectory } from '../state-directory.ts'

/** Where a command says what it does: stdout and stderr, or a test. */
export interface CodesOutput {
  /** The result. */
  out(text: string): void
  /** What goes on meanwhile. */
  err(text: string): void
  /** Whether a person looks at `err`, who sees one line change. */
  readonly terminal: boolean
}

const standardOutput: CodesOutput = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY,
}

/** Rows of the only edition that is public, of 103-08-12 (nhi-facts §4.7). A file cut between two lines is known by it alone. */
const PUBLISHED_ROWS = 69_189

const number = (value: number) => value.toLocaleString('en-US')

function report(rows: readonly (readonly [name: string, value: string])[]): string {
  return rows.map(([name, value]) => `  ${name.padEnd(9)} ${value}\n`).join('')
}

function editionRows({ table, edition, importedAt }: Icd10Edition): [string, string][] {
  return [['codes', number(table.size)], ['edition', `sha256 ${edition}`], ['imported', new Date(importedAt).toISOString()]]
}

function countNote({ table }: Icd10Edition): string {
  return table.size === PUBLISHED_ROWS ? '' : `note: the published edition of 2014-08-12 has ${number(PUBLISHED_ROWS)} codes: `
    + 'see whether this is another edition or a part of it / 筆數與公告版本不同，請確認檔案是否完整\n'
}

function progressOn({ terminal, err }: CodesOutput): Icd10Progress {
  return (done, lines) => {
    if (terminal) err(`\rreading / 讀取 ${number(done)} of ${number(lines)} lines${done === lines ? '\n' : ''}`)
    else if (done === lines) err(`read ${number(lines)} lines\n`)
  }
}

function refusal(file: string, { bad, badCount }: Extract<Icd10Reading, { badCount: number }>, { err }: CodesOutput): NhicardError {
  for (const { line, why } of bad) err(`${file}:${line}: ${why}\n`)
  if (badCount > bad.length) err(`… and ${number(badCount - bad.length)} more\n`)
  return new NhicardError('ICD_TABLE_REFUSED', { file, why: `${number(badCount)} bad ${badCount === 1 ? 'line' : 'lines'}` })
}

/**
 * `nhicard codes import <file>`: loads the official ICD-10 table into the state directory, whole or not at all. A daemon that
 * runs with it takes the table at its next look-up.
 * @throws NhicardError ICD_TABLE_REFUSED, after the bad lines were told
 */
export function importCodes(file: string, now: number, state = new StateDirectory(), output = standardOutput): void {
  const { text, edition } = readIcd10Source(file)
  const reading = readIcd10Text(text, progressOn(output))
  if (reading.table === undefined) throw refusal(file, reading, output)
  const imported = { table: reading.table, edition, importedAt: now }
  new Icd10Store(state).replace(imported)
  const repeated: [string, string][] = reading.repeated === 0 ? [] : [['repeated', number(reading.repeated)]]
  output.out(`ICD-10 table imported / 已匯入 ICD-10 押碼對照表\n${
    report([['lines', number(reading.lines)], ...repeated, ...editionRows(imported)])}${countNote(imported)}`)
}

/**
 * `nhicard codes status`: which table the state directory has.
 * @returns whether there is one
 * @throws NhicardError ICD_TABLE_DAMAGED
 */
export function printCodesStatus(state = new StateDirectory(), output = standardOutput): boolean {
  const edition = new Icd10Store(state).edition()
  output.out(edition === undefined
    ? 'no ICD-10 table; import it: npx --no nhicard codes import <file> / 尚未匯入 ICD-10 押碼對照表\n'
    : `ICD-10 table / ICD-10 押碼對照表\n${report(editionRows(edition))}${countNote(edition)}`)
  return edition !== undefined
}
