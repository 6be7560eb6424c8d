/**
 * Writes the documents that are read from declarations, or with `--check` says which are stale and exits with 1.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openRpcDocument } from '#protocols/native-api/openrpc'
import { cardManual } from './card-manual.ts'
import { codeManual } from './code-manual.ts'
import { cshisCoverage } from './cshis-coverage.ts'
import { cshisManual } from './cshis-manual.ts'
import { errorManual } from './error-manual.ts'
import { nativeApiManual } from './native-api-manual.ts'
import { stateCharts } from './state-charts.ts'
import { uploadManual } from './upload-manual.ts'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))

const documents: Readonly<Record<string, () => string>> = {
  'card-contents.md': cardManual,
  'code-tables.md': codeManual,
  'cshis-coverage.md': cshisCoverage,
  'cshis-functions.md': cshisManual,
  'error-codes.md': errorManual,
  'native-api.md': nativeApiManual,
  'openrpc.json': () => `${JSON.stringify(openRpcDocument(), null, 2)}\n`,
  'state-charts.md': stateCharts,
  'upload-checks.md': uploadManual,
}

const check = process.argv.includes('--check')
mkdirSync('docs/generated', { recursive: true })
for (const [name, write] of Object.entries(documents)) {
  const file = join('docs/generated', name)
  const fresh = write()
  if (existsSync(file) && readFileSync(file, 'utf8') === fresh) continue
  if (!check) writeFileSync(file, fresh)
  process.stderr.write(`${file} ${check ? 'is stale: run npm run gen' : 'written'}\n`)
  if (check) process.exitCode = 1
}
