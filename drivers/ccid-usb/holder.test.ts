import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holderOf } from './holder.ts'

const device = { path: '1-2.4', address: 5 }
const NODE = '/dev/bus/usb/001/005'
let root: string

/** A process in a /proc of our own, with these files open. */
async function runs(pid: number, comm: string, ...open: string[]): Promise<void> {
  const folder = join(root, 'proc', String(pid))
  await mkdir(join(folder, 'fd'), { recursive: true })
  await writeFile(join(folder, 'comm'), `${comm}\n`)
  for (const [fd, target] of open.entries()) await symlink(target, join(folder, 'fd', String(fd)))
}

const held = (ownPid = 1) => holderOf(device, { proc: join(root, 'proc'), sys: join(root, 'sys'), ownPid })

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holder-'))
})
afterEach(() => rm(root, { recursive: true }))

describe('who has a USB device', () => {
  it('is the program that has its node open, by name and number', async () => {
    await runs(17, 'bash', '/dev/null')
    await runs(1234, 'pcscd', '/dev/null', '/dev/bus/usb/001/004', NODE)
    expect(await held()).toBe('pcscd (1234)')
  })

  it('is not this process itself', async () => {
    await runs(77, 'node', NODE)
    expect(await held(77)).toBe('')
  })

  it('is nobody when only others of the bus are held, or no process shows its files', async () => {
    await runs(1234, 'pcscd', '/dev/bus/usb/002/005')
    expect(await held()).toBe('')
    await rm(join(root, 'proc'), { recursive: true })
    expect(await held()).toBe('')
  })

  it.each([['usbhid', 'usbhid (kernel)'], ['usbfs', '']])('is the kernel when %s drives it', async (driver, holder) => {
    await mkdir(join(root, 'sys', '1-2.4:1.0'), { recursive: true })
    await symlink(`/sys/bus/usb/drivers/${driver}`, join(root, 'sys', '1-2.4:1.0', 'driver'))
    expect(await held()).toBe(holder)
  })

  it('is named even when the program hides its name', async () => {
    await runs(9, 'x', NODE)
    await rm(join(root, 'proc', '9', 'comm'))
    expect(await held()).toBe('a program (9)')
  })
})
