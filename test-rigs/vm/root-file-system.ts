import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { root } from '#rigs/daemon-process'

const run = promisify(execFile)

/** Where a file stands in the guest, and on this machine. */
export type Files = Map<string, string>

/** Programs of this machine that the guest runs, by package. */
export const programs: Readonly<Record<string, readonly string[]>> = {
  'busybox-static': ['/bin/busybox'],
  pcscd: ['/usr/sbin/pcscd'],
  libccid: ['/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Linux/libccid.so'],
  opensc: ['/usr/bin/opensc-tool'],
  usbip: ['/usr/sbin/usbip'],
  udev: ['/lib/systemd/systemd-udevd', '/bin/udevadm'],
}

/** Opened by programs at run time, which `ldd` cannot know, and no code. */
const OPENED = [
  '/usr/lib/x86_64-linux-gnu/libpcsclite.so.1',
  '/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist',
]

/** npm packages with native parts: they look for their parts beside themselves and cannot be bundled. */
export const nativePackages = ['usb', 'serialport', 'node-hid', 'pcsclite'] as const

/** Everything the guest has but the program under test. */
export async function rootFileSystem(modules: readonly string[]): Promise<Files> {
  const files: Files = new Map()
  const binaries = [...Object.values(programs).flat(), ...OPENED]
  for (const path of binaries) files.set(path, path)
  files.set('/bin/node', process.execPath)
  files.set('/init', join(import.meta.dirname, 'init.sh'))
  modules.forEach((path, index) => files.set(`/modules/${String(index).padStart(2, '0')}.ko`, path))
  for (const name of nativePackages) addPackage(files, name, root)
  const code = [...files.values()].filter((path) => !/\.(?:ko|sh|plist|c?js|json)$/.test(path))
  for (const path of await librariesOf(code)) files.set(path, path)
  return files
}

async function librariesOf(binaries: readonly string[]): Promise<Set<string>> {
  const libraries = new Set<string>()
  for (const binary of binaries) {
    const { stdout } = await run('ldd', [binary]).catch(() => ({ stdout: '' })) // statically linked
    for (const [, path] of stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)) if (path !== undefined) libraries.add(path)
  }
  return libraries
}

/** A package with what it depends on: its JavaScript, and native parts for the machine this is. */
function addPackage(files: Files, name: string, user: string): void {
  const folder = installed(name, user)
  if (folder === undefined) throw new Error(`npm package ${name} is not installed`)
  const target = (path: string) => `/app/${relative(root, join(folder, path))}`
  if (files.has(target('package.json'))) return
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.includes('node_modules/') && isWanted(path) && statSync(join(folder, path)).isFile()) {
      files.set(target(path), join(folder, path))
    }
  }
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as
    { dependencies?: Record<string, string> }
  for (const dependency of Object.keys(dependencies)) addPackage(files, dependency, folder)
}

function isWanted(path: string): boolean {
  if (/\.(?:c?js|json)$/.test(path)) return !/^(?:test|tests|docs|examples)\//.test(path)
  return /^build\/Release\/\w+\.node$|^prebuilds\/(?:\w+-)?linux-x64\/.*\.node$/.test(path) && !path.includes('.musl.')
}

function installed(name: string, user: string): string | undefined {
  for (let folder = user; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(candidate)) return candidate
    if (folder === root || folder === dirname(folder)) return undefined
  }
}
