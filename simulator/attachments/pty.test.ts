import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SerialCable, SerialTwin } from '../readers/serial-twin.ts'
import { PtyAttachment } from './pty.ts'

/** Says everything back, each bit inverted. */
class InvertingTwin implements SerialTwin {
  #cable: SerialCable | undefined

  attach(cable: SerialCable): void {
    this.#cable = cable
  }

  received(bytes: Uint8Array): void {
    this.#cable?.send(bytes.map((byte) => byte ^ 0xff))
  }

  settings(): void {}
  controlLines(): void {}
}

describe('a device on a pseudo-terminal', () => {
  let folder: string
  let link: string
  let terminal: PtyAttachment | undefined
  const programs = new Set<ChildProcess>()

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pty-test-'))
    link = join(folder, 'ttyS9')
    vi.stubEnv('TMPDIR', folder)
  })
  afterEach(async () => {
    for (const program of programs) await ended(program)
    await terminal?.close()
    terminal = undefined
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })

  async function attach(): Promise<PtyAttachment> {
    terminal = await PtyAttachment.open(link, new InvertingTwin())
    return terminal
  }

  /** A program that has the line open. */
  function program(): ChildProcess {
    const child = spawn('socat', ['-', `${link},raw,echo=0`], { stdio: ['pipe', 'pipe', 'ignore'] })
    programs.add(child)
    return child
  }

  async function ended(child: ChildProcess): Promise<void> {
    programs.delete(child)
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill()
    await once(child, 'exit')
  }

  /** Sends and reads as many bytes back. */
  async function exchange(child: ChildProcess, bytes: readonly number[]): Promise<number[]> {
    const heard: number[] = []
    child.stdin?.write(Uint8Array.from(bytes))
    while (heard.length < bytes.length) {
      const [chunk] = await once(child.stdout!, 'data') as [Buffer]
      heard.push(...chunk)
    }
    return heard
  }

  it('hears and says every byte there is, as it is', async () => {
    await attach()
    const all = Array.from({ length: 256 }, (_, byte) => byte)
    expect(await exchange(program(), all)).toEqual([...all].reverse())
  })

  it('stays the same terminal while programs open and close it', async () => {
    await attach()
    const target = readlinkSync(link)
    for (let round = 0; round < 3; round++) {
      const child = program()
      expect(await exchange(child, [round])).toEqual([round ^ 0xff])
      await ended(child)
    }
    expect(readlinkSync(link)).toBe(target)
  })

  it('hangs up when it is closed, leaves nothing behind, and can be there again', async () => {
    const first = await attach()
    const child = program()
    await exchange(child, [1])
    const hungUp = once(child, 'exit')
    await first.close()
    await hungUp
    expect(readdirSync(folder)).toEqual([])
    await first.close()
    await attach()
    expect(await exchange(program(), [2])).toEqual([0xfd])
  })

  it('tells when socat ends by itself', async () => {
    const ends = vi.fn()
    const attachment = await attach()
    attachment.on('ended', ends)
    process.kill(pidOf(`PTY,link=${link},raw,echo=0`))
    await vi.waitFor(() => expect(ends).toHaveBeenCalledOnce())
    await attachment.close()
    expect(ends).toHaveBeenCalledOnce()
  })

  it('is refused with the remedy where there is no socat, and with what socat says otherwise', async () => {
    const nowhere = join(folder, 'none', 'tty')
    await expect(PtyAttachment.open(nowhere, new InvertingTwin())).rejects.toThrow(/socat ended.*none/s)
    vi.stubEnv('PATH', folder)
    await expect(attach()).rejects.toThrow(/apt-get install socat/)
  })
})

/** The process with this argument. */
function pidOf(argument: string): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return Number(processes.find((pid) => argumentsOf(pid).includes(argument)))
}

function argumentsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return [] // it ended meanwhile
  }
}
