// Runs this folder's TypeScript from plain JavaScript, once the npm packages are there.
import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @returns the exit status of `script` run by ts-node */
export function runScript(script, args = [], env = {}) {
  const options = ['--conditions=source', '--import', './scripts/ts-node.mjs', script, ...args]
  return spawnSync(process.execPath, options, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status
}

export function build(args = []) {
  const status = runScript('scripts/build.ts', args)
  if (status !== 0) process.exit(status ?? 1)
}
