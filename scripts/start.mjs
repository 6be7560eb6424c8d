// `npm start`: set-up, build, then the daemon with its embedded simulated clinic.
import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './typescript.mjs'
import { setUp } from './setup.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

setUp('start')
build()
const daemon = spawn(process.execPath, ['dist/bin/nhicard.js', 'start', '--simulate', ...process.argv.slice(2)], {
  cwd: root, stdio: 'inherit',
})
// From a terminal the daemon gets Ctrl-C twice, which it bears; from a supervisor it would not get it at all.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => daemon.kill(signal))
daemon.on('exit', (code, signal) => process.exit(signal === 'SIGINT' ? 0 : (code ?? 1)))
