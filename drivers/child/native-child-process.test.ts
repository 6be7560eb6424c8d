import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Clock } from '#protocols/port/clock'
import { NativeChild } from './native-child.ts'
import type { ChildLoss } from './native-child.machine.ts'

type Behaviour = 'good' | 'mute' | 'hanging' | 'frozen' | 'crashing'

const clock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

/** Starts real processes: the first as told, all later ones good. */
function supervise(first: Behaviour) {
  const processes: ChildProcess[] = []
  const losses: ChildLoss[] = []
  const supervisor = new NativeChild<string, { request: string, pid: number }, never>({
    spawn: () => {
      const name = processes.length === 0 ? first : 'good'
      const child = fork(fileURLToPath(new URL(`fixtures/${name}.mjs`, import.meta.url)), { execArgv: [] })
      processes.push(child)
      return child
    },
    clock,
    entropy: { bytes: (length) => randomBytes(length) },
    onReport: () => {},
    onLoss: (loss) => losses.push(loss),
    // long enough for a good child on a busy machine
    delays: { helloDeadline: 2_000, heartbeat: 20, pongDeadline: 1_000 },
  })
  supervisor.start()
  return { supervisor, processes, losses }
}

const isDead = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

describe('the supervisor of real processes', () => {
  it('carries requests and answers, and ends the child by closing the channel', async () => {
    const { supervisor, processes } = supervise('good')
    const { pid, request } = await supervisor.request('lane', 'one')
    expect([pid, request]).toEqual([processes[0]?.pid, 'one'])
    await supervisor.close()
    expect(processes.map(({ exitCode }) => exitCode)).toEqual([0])
  })

  it.each([
    ['mute', 'helloMissing', undefined],
    ['frozen', 'hung', undefined],
    ['hanging', 'deadlinePassed', 200],
    ['crashing', 'exited', 10_000],
  ] as const)('replaces a %s child', async (behaviour, loss, deadlineMs) => {
    const { supervisor, processes, losses } = supervise(behaviour)
    const [first] = processes
    if (deadlineMs !== undefined) {
      await expect(supervisor.request('lane', 'die', deadlineMs)).rejects.toThrow('child process')
    }
    await expect.poll(() => losses, { timeout: 5_000 }).toEqual([loss])
    await expect.poll(() => supervisor.state, { timeout: 5_000 }).toBe('running')
    const { pid } = await supervisor.request('lane', 'again')
    expect(pid).toBe(processes[1]?.pid)
    await expect.poll(() => first && isDead(first), { timeout: 5_000 }).toBe(true)
    await supervisor.close()
    expect(losses).toEqual([loss, 'closed'])
  }, 30_000)
})
