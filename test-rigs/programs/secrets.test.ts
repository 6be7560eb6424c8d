import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DaemonProcess, nhicard } from '#rigs/daemon-process'

const PIN = '123456'
const WRONG = '654321'
let daemon: DaemonProcess

beforeEach(async () => {
  daemon = await DaemonProcess.start()
  await daemon.call('simulator.insert', '--reader', 'r2', '--card', 'hpc.physician')
})
afterEach(() => daemon.stop('SIGKILL'))

const hpcState = async () => (await daemon.call('card.status') as { hpc: object }).hpc

/** `nhicard call` at a terminal of its own, where somebody types each line when the next prompt stands there. */
async function atTerminal(method: string, ...lines: string[]): Promise<string> {
  const command = `${process.execPath} ${nhicard} call ${method}`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, NHICARD_STATE_DIR: daemon.stateDirectory }, stdio: ['pipe', 'pipe', 'ignore'],
  })
  let [shown, answered] = ['', 0]
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk
    if (shown.split('): ').length - 1 > answered && lines.length > 0) {
      answered += 1
      child.stdin.write(`${lines.shift()}\r`)
    }
  })
  await once(child, 'close')
  return shown
}

describe('a PIN', () => {
  test('on the command line is refused, is not in the answer, and never reaches the daemon', async () => {
    for (const args of [['--pin', WRONG], [`--pin=${WRONG}`], [WRONG], ['-p', WRONG]]) {
      const { code, stdout, stderr } = await daemon.nhicardGiven(`${PIN}\n`, 'call', 'hpc.verifyPin', ...args)
      expect([code, stdout]).toEqual([1, ''])
      expect(JSON.parse(stderr)).toMatchObject({ data: { name: 'PARAMS_INVALID' } })
      expect(stderr).not.toContain(WRONG)
    }
    expect(await hpcState()).toMatchObject({ state: 1, triesLeft: null })
  })

  test('is read from standard input where no terminal is, a line each', async () => {
    expect(await daemon.nhicardGiven(`${WRONG}\n`, 'call', 'hpc.verifyPin')).toMatchObject({
      code: 1, stderr: expect.stringContaining('PIN_WRONG') as string,
    })
    const changed = await daemon.nhicardGiven(`${PIN}\n${WRONG}\n`, 'call', 'hpc.changePin', '--reader', 'r2')
    expect([changed.code, changed.stderr]).toEqual([0, ''])
    expect((await daemon.nhicardGiven(`${WRONG}\n`, 'call', 'hpc.verifyPin')).code).toBe(0)
    expect(await hpcState()).toMatchObject({ state: 3 })
  })

  test('that nobody gives is missed by name; an empty line asks for the reader’s own pad', async () => {
    const none = await daemon.nhicard('call', 'hpc.verifyPin')
    expect(JSON.parse(none.stderr)).toMatchObject({ data: { name: 'PARAMS_INVALID' } })
    const pad = await daemon.nhicardGiven('\n', 'call', 'hpc.verifyPin')
    expect(JSON.parse(pad.stderr)).toMatchObject({ data: { name: 'PIN_PAD_ABSENT' } })
  })

  test('is asked for at a terminal in both languages, and what is typed is not shown', async () => {
    const shown = await atTerminal('hpc.verifyPin', PIN)
    expect(shown).toMatch(/目前的 PIN.*PIN \(not shown/)
    expect(shown).toContain('"reader": "r2"')
    expect(shown).not.toContain(PIN)
    expect(await hpcState()).toMatchObject({ state: 3 })
  })

  test('that is new is asked for twice at a terminal', async () => {
    const shown = await atTerminal('hpc.changePin', PIN, WRONG, WRONG)
    expect(shown).toContain('再輸入一次')
    expect([PIN, WRONG].filter((pin) => shown.includes(pin))).toEqual([])
    expect((await daemon.nhicardGiven(`${WRONG}\n`, 'call', 'hpc.verifyPin')).code).toBe(0)
  })
})
