// Brings a clean clone to the point where it can run: system packages (Debian, as root), then npm packages.
// Plain JavaScript with Node's own modules only, because it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const MINIMUM_NODE = [20, 19]

/** What each purpose needs from Debian, and why: the reason is printed when a package cannot be installed. */
const systemPackages = {
  start: {
    pcscd: 'the PC/SC service that owns the readers',
    'libpcsclite-dev': 'headers that npm pcsclite is compiled against',
    'build-essential': 'compiler for native npm packages',
    python3: 'node-gyp runs on it',
    'pkg-config': 'finds libpcsclite',
  },
  test: {
    'vsmartcard-vpcd': 'makes simulated cards appear in the real pcscd',
    opensc: 'opensc-tool reads our simulated card',
    'pcsc-tools': 'scriptor reads our simulated card',
    iproute2: 'private network of a pcscd rig',
    chromium: 'the browser that opens the console',
    'fonts-noto-cjk': 'Chinese glyphs for screenshots of the console',
    systemd: 'systemd-analyze checks the unit, systemd-notify reports readiness',
    socat: 'listens on the fake NOTIFY_SOCKET, and makes pseudo-terminals for simulated serial readers',
    libccid: 'libccidtwin.so drives our simulated serial reader, libccid.so the USB readers of the virtual machine',
    'qemu-system-x86': 'the virtual machine, and in it a USB reader that is not ours',
    'busybox-static': 'shell and first program of the virtual machine',
    cpio: 'packs what the virtual machine boots from',
    kmod: 'tells which kernel modules the virtual machine needs',
    udev: 'tells pcscd of readers in the virtual machine',
    dbus: 'a session bus of its own for the keyring',
    'gnome-keyring': 'the keyring that keeps a master key',
    usbip: 'attaches our simulated USB devices in the virtual machine',
  },
}

function say(text) {
  process.stderr.write(`[set-up] ${text}\n`)
}

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env },
  })
  if (error) say(`${command} could not be started: ${error.message}`)
  return status === 0
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return
  say(`Node ${process.versions.node} is too old: nhicardd needs ${MINIMUM_NODE.join('.')} or newer`)
  process.exit(1)
}

function isDebian() {
  if (!existsSync('/etc/os-release')) return false
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function installed(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' })
  return stdout?.includes('install ok installed') ?? false
}

/** Installs what is missing when it may, otherwise prints the exact command; a missing package never stops the start. */
function ensureSystemPackages(purpose) {
  const wanted = purpose === 'test' ? { ...systemPackages.start, ...systemPackages.test } : systemPackages.start
  if (!isDebian()) {
    if (process.platform === 'linux') say(`not Debian: install the equivalents of ${Object.keys(wanted).join(' ')}`)
    return
  }
  const missing = Object.keys(wanted).filter((name) => !installed(name))
  if (missing.length === 0) return
  const install = ['install', '-y', '--no-install-recommends', ...missing]
  if (process.getuid() === 0) {
    say(`installing system packages: ${missing.join(' ')}`)
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    if (run('apt-get', ['update'], env) && run('apt-get', install, env)) return
  }
  for (const name of missing) say(`missing: ${name} (${wanted[name]})`)
  say(`run: sudo apt-get update && sudo apt-get ${install.join(' ')}`)
}

/** Native modules must be compiled against the headers of the Node that runs them, not of another one on the path. */
export function nodedir() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {}
}

function stampOfInstall() {
  const hash = createHash('sha256')
  hash.update(readFileSync(join(root, 'package-lock.json')))
  hash.update(`${process.platform} ${process.arch} ${process.versions.modules}`)
  return hash.digest('hex')
}

function ensureNpmPackages() {
  const stampFile = join(root, 'node_modules', '.nhicardd-set-up')
  const stamp = stampOfInstall()
  const pcscHeaders = existsSync('/usr/include/PCSC/winscard.h')
  const pcscBinding = () => existsSync(join(root, 'node_modules/pcsclite/build/Release/pcsclite.node'))
  const current = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (current && (pcscBinding() || !pcscHeaders)) return
  say('installing npm packages (about two minutes; native modules are compiled)')
  if (!run('npm', ['ci', '--no-audit', '--no-fund'], nodedir())) {
    say('npm ci failed')
    process.exit(1)
  }
  writeFileSync(stampFile, stamp)
  if (!pcscBinding()) say('npm pcsclite was not built: PC/SC readers stay unavailable, everything else works')
}

/** @param {'start' | 'test'} purpose */
export function setUp(purpose) {
  checkNode()
  ensureSystemPackages(purpose)
  ensureNpmPackages()
}
