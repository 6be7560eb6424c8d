import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { guestImage } from './image.ts'
import { programs } from './root-file-system.ts'
import { LAST_LINE, sentences } from './sentences.ts'
import { runVirtualMachine, type VirtualMachineRun } from './virtual-machine.ts'

/** In ms. The guest needs less than half of it on two cores that have nothing else to do. */
const LIMIT = 9 * 60_000
/** In ms. Most of it is for the download of the kernel, which is done once. */
const IMAGE_LIMIT = 3 * 60_000

const obstacle = whyNot()
const skipped = obstacle !== undefined && process.env['CI'] === undefined
if (skipped) process.stderr.write(`skipped outside CI: ${obstacle}\n`)

function whyNot(): string | undefined {
  const { platform, arch } = process
  if (platform !== 'linux' || arch !== 'x64') return 'the virtual machine is made of programs of a 64-bit Debian PC'
  const needed = {
    apt: ['/usr/bin/apt-get', '/usr/bin/dpkg-deb'], 'qemu-system-x86': ['/usr/bin/qemu-system-x86_64'],
    cpio: ['/usr/bin/cpio'], kmod: ['/sbin/depmod'], ...programs,
  }
  const missing = Object.entries(needed).filter(([, paths]) => !paths.every((path) => existsSync(path)))
  if (missing.length === 0) return undefined
  return `the virtual machine needs: apt-get install ${missing.map(([name]) => name).join(' ')}`
}

describe.skipIf(skipped)('in a virtual machine with Debian’s kernel', () => {
  let run: VirtualMachineRun

  beforeAll(async () => {
    if (obstacle !== undefined) throw new Error(obstacle)
    run = await runVirtualMachine(await guestImage(), LIMIT)
  }, LIMIT + IMAGE_LIMIT)

  it('the guest runs to its end and switches itself off', () => {
    expect([run.end, run.lines.at(-1)], `its last words: ${run.tail}`).toEqual(['exited', LAST_LINE])
  })

  it('the guest says nothing but the checks that are expected of it', () => {
    const expected: readonly string[] = [LAST_LINE, ...Object.values(sentences).flat()]
    expect(run.lines.filter((line) => !expected.some((sentence) => line.includes(sentence)))).toEqual([])
  })

  describe.each(Object.entries(sentences))('%s', (_, checks) => {
    it.each(checks)('%s', (sentence) => {
      const line = run.lines.find((one) => one === `ok ${sentence}` || one.startsWith(`not ok ${sentence}: `))
      expect(line ?? 'never ran').toBe(`ok ${sentence}`)
    })
  })
})
