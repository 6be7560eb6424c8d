// `npm test`: set-up, build, types, generated documents, then every test; further arguments go to vitest. `--long` is for
// `npm run rig:all`: sweeps without a stride, soaks many times as long.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setUp } from './setup.mjs'
import { build, runScript } from './typescript.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const given = process.argv.slice(2)
const selected = given.filter((argument) => argument !== '--long')
if (selected.length < given.length) process.env.NHICARD_RIG = 'all'

function stage(title, status) {
  if (status === 0) return
  process.stderr.write(`[test] ${title} failed\n`)
  process.exit(status ?? 1)
}

function node(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status
}

setUp('test')
build()
const require = createRequire(join(root, 'package.json'))
stage('types', node([require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json']))
stage('types of protocols alone', node([require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.pure.json']))
stage('generated files', runScript('scripts/gen.ts', ['--check']))
process.exit(node([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...selected]) ?? 1)
