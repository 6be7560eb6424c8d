import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Icd10File {
  readonly name: string
  readonly path: string
  readonly bytes: Uint8Array
  readonly text: string
  /** Read without our parser. */
  readonly rows: readonly (readonly [code: string, form: string])[]
}

const root = join(import.meta.dirname, '../..')

function icd10File(name: string, path: string): Icd10File {
  const bytes = readFileSync(path)
  const text = bytes.toString('latin1')
  const rows = text.split('\n').map((line): [string, string] => [line.slice(0, line.indexOf(',')), line.slice(line.indexOf(',') + 1)])
  return { name, path, bytes, text, rows }
}

/** Made up: no code of it is one of ICD-10-CM, whose third characters are never Q or Z here. */
export const sample = icd10File('a made-up sample', join(import.meta.dirname, 'fixtures/icd10-sample.txt'))

/** The official file, which is never committed: beside the checkout, or where NHICARDD_ICD10 says. */
const officialPath = process.env.NHICARDD_ICD10 ?? join(root, '../shared/data/ICD_EX_CODE.txt')
export const official = existsSync(officialPath) ? icd10File('the official table', officialPath) : undefined

/** What is walked here: the sample everywhere, the official table where somebody has it. */
export const icd10Files: readonly Icd10File[] = [sample, ...official === undefined ? [] : [official]]
