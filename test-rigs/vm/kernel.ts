import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Kernel {
  readonly image: string
  /** Paths of the modules, each after those it needs. */
  readonly modules: readonly string[]
}

/** Folders of the package that hold the modules wanted and those they need. */
const FOLDERS = ['usb', 'hid', 'input']

/**
 * Debian's kernel for the guest. It is taken out of its package and never installed: an installation would run the
 * hooks for initramfs and boot loader (20 s) and give a developer's PC another kernel to boot, for the sake of a test.
 * @param cache folder where it stays for the next time
 * @param wanted names of modules, without those they need
 * @throws Error when apt cannot get the package
 */
export async function debianKernel(cache: string, wanted: readonly string[]): Promise<Kernel> {
  const folder = join(cache, 'kernel')
  if (!existsSync(folder)) await download(cache, folder)
  const [version] = readdirSync(join(folder, 'lib/modules'))
  if (version === undefined) throw new Error(`no modules in ${folder}`)
  const modules = new Set<string>()
  for (const name of wanted) {
    const { stdout } = await run('/sbin/modprobe', ['-d', folder, '-S', version, '--show-depends', name])
    for (const [, path] of stdout.matchAll(/^insmod (\S+)/gm)) if (path !== undefined) modules.add(path)
  }
  return { image: join(folder, 'boot', `vmlinuz-${version}`), modules: [...modules] }
}

async function download(cache: string, folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const draft = mkdtempSync(join(cache, 'kernel-'))
  try {
    const { stdout } = await run('apt-cache', ['depends', 'linux-image-amd64'])
    const name = /Depends: (linux-image-[\w.-]+-amd64)$/m.exec(stdout)?.[1]
    if (name === undefined) throw new Error('apt knows no kernel package linux-image-amd64')
    await aptDownload(name, draft)
    const [archive] = readdirSync(draft)
    const drivers = FOLDERS.map((one) => `./lib/modules/*/kernel/drivers/${one}`)
    const patterns = ['./boot/vmlinuz-*', './lib/modules/*/modules.*', ...drivers].map((pattern) => `'${pattern}'`)
    const unpack = `dpkg-deb --fsys-tarfile ${archive} | tar x --wildcards ${patterns.join(' ')}`
    await run('sh', ['-c', unpack], { cwd: draft })
    rmSync(join(draft, archive ?? ''))
    const [version = ''] = readdirSync(join(draft, 'lib/modules'))
    await run('/sbin/depmod', ['-b', draft, version])
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  }
}

/** The lists of packages may be older than the archive, which keeps one version of a kernel. */
async function aptDownload(name: string, cwd: string): Promise<void> {
  await run('apt-get', ['download', name], { cwd }).catch(async () => {
    await run('apt-get', ['update'])
    await run('apt-get', ['download', name], { cwd })
  })
}
