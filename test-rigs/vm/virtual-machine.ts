import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Image } from './image.ts'
import { CARD_SLOT, READER, serveDesk } from './reader-desk.ts'

/** Software emulation, because it works wherever QEMU does; the guest runs about ten times slower than its host. */
const MACHINE = [
  '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1536',
  '-nodefaults', '-display', 'none', '-no-reboot',
]
/** The kernel hands what it does not know itself to the first program as its environment. */
const KERNEL_OPTIONS =
  `console=ttyS0 quiet panic=-1 mitigations=off NHICARDD_VM_ONLY=${process.env['NHICARDD_VM_ONLY'] ?? ''}`
const TAIL = 4_000

export interface VirtualMachineRun {
  /** Lines of the second serial port that are no requests, in their order. */
  readonly lines: readonly string[]
  /** `exited`: the guest switched itself off, or its kernel gave up. */
  readonly end: 'exited' | 'killed' | 'timeLimit'
  /** What the kernel and all programs wrote last. */
  readonly tail: string
}

/**
 * Boots a guest, does at its reader what it asks for, and waits until it switches itself off. For whoever works on it:
 * NHICARDD_VM_CONSOLE=1 shows the console while it runs, NHICARDD_VM_ONLY=phoenix,uhid only these groups of checks.
 */
export async function runVirtualMachine(image: Image, limitMs: number): Promise<VirtualMachineRun> {
  const folder = mkdtempSync(join(tmpdir(), 'nhicardd-vm-'))
  const server = (name: string) => socketServer(join(folder, name))
  const [checks, card, monitor] = await Promise.all([server('checks'), server('card'), server('monitor')])
  const lines: string[] = []
  let tail = ''
  let late = false
  const qemu = spawn('setpriv', [
    '--pdeathsig', 'KILL', 'qemu-system-x86_64', ...MACHINE, // whatever happens to us
    '-kernel', image.kernel, '-initrd', image.initramfs, '-append', KERNEL_OPTIONS,
    '-serial', 'stdio', '-chardev', `socket,id=checks,path=${checks.path}`, '-serial', 'chardev:checks',
    '-chardev', `socket,id=monitor,path=${monitor.path}`, '-mon', 'chardev=monitor,mode=control',
    '-device', 'qemu-xhci,id=usb', '-chardev', `socket,id=card,path=${card.path}`,
    '-device', deviceOption(READER), '-device', deviceOption(CARD_SLOT),
  ], { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [qemu.stdout, qemu.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      tail = (tail + chunk).slice(-TAIL)
      if (process.env['NHICARDD_VM_CONSOLE'] !== undefined) process.stderr.write(chunk)
    })
  }
  const limit = setTimeout(() => {
    late = true
    qemu.kill('SIGKILL')
  }, limitMs)
  try {
    const ended = endOf(qemu)
    const connected = Promise.all([checks.connection, card.connection, monitor.connection])
    const sockets = await Promise.race([connected, ended.then(() => undefined)])
    if (sockets !== undefined) await serveDesk(sockets, (line) => lines.push(line))
    const code = await ended
    return { lines, end: late ? 'timeLimit' : code === 0 ? 'exited' : 'killed', tail }
  } finally {
    clearTimeout(limit)
    for (const { close } of [checks, card, monitor]) close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function deviceOption({ driver, ...options }: { readonly driver: string }): string {
  return [driver, ...Object.entries(options).map(([key, value]) => `${key}=${String(value)}`)].join(',')
}

/** QEMU connects to us and not we to it: so nothing the guest says at its start is lost. */
async function socketServer(path: string): Promise<{ path: string, connection: Promise<Socket>, close: () => void }> {
  const server = createServer()
  const connection = once(server, 'connection').then(([socket]) => socket as Socket)
  connection.catch(() => {})
  server.listen(path)
  await once(server, 'listening')
  return { path, connection, close: () => void server.close() }
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close') as [number | null]
  return code
}
