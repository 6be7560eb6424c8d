/**
 * Builds `dist/`:
 * - `dist/<layer>/` module by module (what `nhicardd/client` and the imports map's `default` point to),
 * - `dist/bin/` the bundled programs: one file starts faster than some hundred,
 * - `dist/console/` the web console for the browser.
 *
 * A stamp over the sources makes a second build free. `--force` ignores it.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions } from 'esbuild'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))

const SOURCES = ['protocols', 'drivers', 'simulator', 'daemon', 'client', 'scripts']
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']
const STAMP = 'dist/.stamp'

/** Built beside and put in place at the end: whoever runs the old build meanwhile never meets half a one. */
const DRAFT = 'dist.new'

/**
 * Programs under `dist/bin/`. The service and the children it starts hold no simulator. A child is one file. What the
 * service loads when it is first wanted, as the cards' cryptography, stands in files of its own, so that the start does not
 * read it; `nhicard` is split in the same way, so that each command loads what it needs.
 */
const services = { nhicardd: 'daemon/cli/nhicardd.ts' }
const children = {
  'pcsc-child': 'drivers/pcsc/child.ts',
  'ccid-usb-child': 'drivers/ccid-usb/child.ts',
  'ccid-serial-child': 'drivers/ccid-serial/child.ts',
  'phoenix-serial-child': 'drivers/phoenix-serial/child.ts',
  'scanner-child': 'drivers/scanner/child.ts',
}
const NATIVE = ['better-sqlite3', 'pcsclite', 'usb', 'serialport', 'node-hid']
const commands = { nhicard: 'daemon/cli/nhicard.ts' }

function stampOfSources(): string {
  const hash = createHash('sha256')
  const files = SOURCES.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)))
  for (const file of [...files.sort(), ...SETTINGS]) hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

function compileModules(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', DRAFT], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const shared = {
  bundle: true,
  format: 'esm',
  conditions: ['source'],
  minify: true,
  keepNames: true, // error names are looked at
  charset: 'utf8', // the Big5 index escaped would be three times as long
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
} satisfies BuildOptions

async function bundlePrograms(): Promise<void> {
  const program = {
    ...shared,
    outdir: join(DRAFT, 'bin'),
    platform: 'node',
    target: 'node20',
    // CommonJS dependencies inside an ES module bundle still call require() for Node's own modules.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  } satisfies BuildOptions
  const external = [...NATIVE, '#simulator/*']
  await build({ ...program, entryPoints: children, external })
  await build({ ...program, entryPoints: services, external, splitting: true })
  await build({ ...program, entryPoints: commands, external: NATIVE, splitting: true })
  for (const name of Object.keys({ ...services, ...children, ...commands })) {
    const file = join(DRAFT, `bin/${name}.js`)
    writeFileSync(file, `#!/usr/bin/env node\n${readFileSync(file, 'utf8')}`)
    chmodSync(file, 0o755)
  }
}

async function bundleConsole(): Promise<void> {
  mkdirSync(join(DRAFT, 'console'), { recursive: true })
  await build({
    ...shared,
    entryPoints: ['daemon/console/console.ts'],
    outdir: join(DRAFT, 'console'),
    platform: 'browser',
    target: 'es2022',
  })
  for (const file of ['index.html', 'console.css', 'icon.svg']) {
    cpSync(join('daemon/console', file), join(DRAFT, 'console', file))
  }
}

const stamp = stampOfSources()
if (!process.argv.includes('--force') && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) process.exit(0)
process.stderr.write('[build] compiling\n')
for (const folder of [DRAFT, 'dist.old']) rmSync(folder, { recursive: true, force: true })
compileModules()
await Promise.all([bundlePrograms(), bundleConsole()])
writeFileSync(join(DRAFT, '.stamp'), stamp)
if (existsSync('dist')) renameSync('dist', 'dist.old')
renameSync(DRAFT, 'dist')
rmSync('dist.old', { recursive: true, force: true })
