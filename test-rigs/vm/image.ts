import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { root } from '#rigs/daemon-process'
import { debianKernel } from './kernel.ts'
import { nativePackages, rootFileSystem, type Files } from './root-file-system.ts'

const run = promisify(execFile)

/** Kernel drivers of the guest: QEMU's USB controller, the USB/IP one, and what sits on both. */
const MODULES = ['xhci-pci', 'vhci-hcd', 'cdc-acm', 'uhid', 'hid-generic']

/** Beside the packages that are packed; when `npm ci` clears it, the kernel is downloaded once more. */
const CACHE = join(root, 'node_modules/.cache/nhicardd-vm')

/** What a guest boots from. */
export interface Image {
  readonly kernel: string
  readonly initramfs: string
}

/** The image with the guest program in it, packed when anything in it has changed. */
export async function guestImage(): Promise<Image> {
  mkdirSync(CACHE, { recursive: true })
  const kernel = await debianKernel(CACHE, MODULES)
  const files = await rootFileSystem(kernel.modules)
  await bundleGuest(files)
  const initramfs = join(CACHE, `initramfs-${hashOf(files)}`)
  if (!existsSync(initramfs)) await pack(files, initramfs)
  return { kernel: kernel.image, initramfs }
}

async function bundleGuest(files: Files): Promise<void> {
  const entry = (path: string) => join(import.meta.dirname, path)
  await build({
    entryPoints: {
      guest: entry('guest.ts'), twins: entry('guest/twin-process.ts'),
      'pcsc-child': join(root, 'drivers/pcsc/child.ts'), // the production one
    },
    outdir: CACHE,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['source'],
    external: [...nativePackages],
    logLevel: 'warning',
    sourcemap: true,
    // CommonJS dependencies inside an ES module bundle still call require() for Node's own modules.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  })
  for (const name of ['guest', 'twins', 'pcsc-child']) {
    for (const file of [`${name}.mjs`, `${name}.mjs.map`]) files.set(`/app/${file}`, join(CACHE, file))
  }
}

/** Our own files by what they hold, those of Debian and npm by size and date. */
function hashOf(files: Files): string {
  const hash = createHash('sha256')
  for (const [target, source] of [...files].sort()) {
    const { size, mtimeMs } = statSync(source)
    hash.update(`${target}\0${source}\0`)
    hash.update(source.startsWith(CACHE) || target === '/init' ? readFileSync(source) : `${size} ${mtimeMs}\0`)
  }
  return hash.digest('hex').slice(0, 16)
}

/** A folder of links, followed by `cpio`: nothing is copied twice and no mount or root is needed. */
async function pack(files: Files, archive: string): Promise<void> {
  for (const old of readdirSync(CACHE)) if (old.startsWith('initramfs-')) rmSync(join(CACHE, old))
  const draft = mkdtempSync(join(CACHE, 'draft-'))
  try {
    const tree = join(draft, 'tree')
    for (const folder of ['proc', 'sys', 'dev']) mkdirSync(join(tree, folder), { recursive: true })
    for (const [target, source] of files) {
      mkdirSync(dirname(join(tree, target)), { recursive: true })
      symlinkSync(source, join(tree, target))
    }
    await run('sh', ['-c', 'find . -mindepth 1 | cpio -o -L -H newc --quiet > ../archive'], { cwd: tree })
    renameSync(join(draft, 'archive'), archive)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}
