import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pcscContextContract } from '#drivers/contract/pcsc-context.contract'
import { obstacle } from './link-rig.ts'
import { startPrivatePcscd, type PrivatePcscd } from './private-pcscd.ts'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
/** In the folder of the project, where the loader finds its settings. */
const PROGRAM = [
  '-C', path('../..'), process.execPath, '--conditions=source', '--import', path('../../scripts/ts-node.mjs'),
  path('context-contract.ts'),
]

describe.skipIf(obstacle !== undefined)(`the native binding over a real pcscd${obstacle ? ` (${obstacle})` : ''}`, () => {
  let pcscd: PrivatePcscd
  beforeAll(async () => {
    pcscd = await startPrivatePcscd()
  })
  afterAll(() => pcscd?.stop())

  /** Runs a check; answers with what it had to say if it failed. */
  async function check(index: number): Promise<string> {
    const program = pcscd.spawnInside('env', [...PROGRAM, String(index)])
    let complaint = ''
    program.stderr?.on('data', (chunk) => (complaint += chunk))
    program.stdout?.on('data', async (chunk: Buffer) => {
      await (String(chunk).trim() === 'stop' ? pcscd.stopService() : pcscd.startService())
      program.stdin?.write('done\n')
    })
    const [code] = await once(program, 'exit')
    return code === 0 ? '' : complaint || `it ended with ${code}`
  }

  it.each(pcscContextContract.map(({ sentence }, index) => ({ sentence, index })))('$sentence', async ({ index }) => {
    expect(await check(index)).toBe('')
  })
})
