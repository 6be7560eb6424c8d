/**
 * Runs one check of the contract of PC/SC contexts on the native binding and the pcscd that it finds, in a process of
 * its own, because what is native here is not trusted after a service has ended: context-contract.ts <number of the check>
 *
 * Ends with 0 when the sentence holds. Asks its parent to stop or start pcscd by `stop` or `start` on a line of its own,
 * and goes on when a line comes back.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { contextCards, pcscContextContract, type PcscContextWorld } from '#drivers/contract/pcsc-context.contract'
import { loadBinding } from '#drivers/pcsc/binding'
import { PATIENCE_MS } from '#rigs/patience'

const FOREIGN_CARD = fileURLToPath(new URL('foreign-card.py', import.meta.url))

const open = loadBinding({
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
})
if ('bindingMissing' in open) throw new Error(open.bindingMissing)

const lines = createInterface({ input: process.stdin })
let card: ChildProcess | undefined

async function ask(what: 'stop' | 'start'): Promise<void> {
  const done = once(lines, 'line')
  process.stdout.write(`${what}\n`)
  await done
}

async function remove(): Promise<void> {
  if (card === undefined || card.exitCode !== null || card.signalCode !== null) return
  const exited = once(card, 'exit')
  card.kill('SIGKILL')
  await exited
}

const world: PcscContextWorld = {
  open,
  reader: 'Virtual PCD 00 00',
  insert: (which) => {
    card = spawn('python3', [FOREIGN_CARD, '--number', contextCards[which]], { stdio: 'ignore' })
  },
  remove,
  resetByOther: () => {
    const { status } = spawnSync('opensc-tool', ['--reader', '0', '--reset'])
    if (status !== 0) throw new Error(`opensc-tool --reset ended with ${status}`)
  },
  stopService: () => ask('stop'),
  startService: () => ask('start'),
  until: async (condition) => {
    for (const end = Date.now() + PATIENCE_MS; !condition(); await pause(5)) {
      if (Date.now() > end) throw new Error(`it did not come to pass within ${PATIENCE_MS} ms`)
    }
  },
}

let code = 0
try {
  await pcscContextContract[Number(process.argv[2])]?.run(world)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  code = 1
}
await remove()
// contexts are never closed, and their threads would keep this process
process.exit(code)
