// `npm run bench`: set-up, build, then the benchmarks of docs/benchmarks.md; arguments go to scripts/bench/main.ts.
import { setUp } from './setup.mjs'
import { build, runScript } from './typescript.mjs'

setUp('test')
build()
process.exit(runScript('scripts/bench/main.ts', process.argv.slice(2)) ?? 1)
