import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nhicard, run } from '#rigs/daemon-process'
import { FIRST_PORT, startPrivatePcscd, whyNoPcscd, type PrivatePcscd } from './private-pcscd.ts'

const obstacle = whyNoPcscd()
if (obstacle !== undefined && process.env.CI === undefined) process.stderr.write(`skipped outside CI: ${obstacle}\n`)

// Typed by hand from docs/open-profile.md: no code of ours is between these bytes and the cards.
const SELECT = {
  hc: '00A4040010D1580000010000000000000000001100',
  hpc: '00A404000EF04E484943415244444850433031',
  sam: '00A404000EF04E4849434152444453414D3031',
}
const PROFILE = '00CADF2100'
const CHALLENGE = '0084000010'
const FALSE_CRYPTOGRAM = `0082000058${'00'.repeat(88)}00`

/** The answers that opensc-tool prints: the status word, and the data as far as its lines of 16 bytes tell them. */
interface Answer {
  readonly sw: string
  readonly data: string
}

function answersIn(stdout: string): Answer[] {
  const [, ...parts] = stdout.split('Received (SW1=0x')
  return parts.map((part) => {
    const [, sw1 = '', sw2 = ''] = /^(..), SW2=0x(..)\)/.exec(part) ?? []
    const lines = part.split('Sending:')[0]?.split('\n').slice(1) ?? []
    const data = lines.map((line) => /^(?:[0-9A-F]{2} ){1,16}/.exec(line)?.[0] ?? '').join('').replaceAll(' ', '')
    return { sw: sw1 + sw2, data }
  })
}

describe.skipIf(obstacle !== undefined && process.env.CI === undefined)('opensc-tool in a real pcscd', () => {
  let pcscd: PrivatePcscd
  const cards = new Map<number, ChildProcess>()
  const tool = (...args: string[]) => run('opensc-tool', args, { PCSCLITE_CSOCK_NAME: pcscd.socketName })
  const inserted = async (slot: number) => {
    const { stdout } = await tool('--list-readers')
    return stdout.split('\n').some((line) => line.startsWith(`${slot} `) && line.includes('Yes'))
  }

  beforeAll(async () => {
    pcscd = await startPrivatePcscd()
  })
  afterAll(() => pcscd?.stop())

  /** The shelf's card in a reader, in a process of its own; the one before is pulled. */
  const insert = async (slot: number, card: string) => {
    const before = cards.get(slot)
    if (before !== undefined) {
      before.kill('SIGKILL')
      await expect.poll(() => inserted(slot), { timeout: 10_000 }).toBe(false)
    }
    const vpcd = `127.0.0.1:${FIRST_PORT + slot}`
    cards.set(slot, pcscd.spawnInside(process.execPath, [nhicard, 'simulate', 'card', '--card', card, '--vpcd', vpcd]))
    await expect.poll(() => inserted(slot), { timeout: 10_000 }).toBe(true)
  }
  const send = async (slot: number, ...capdus: string[]): Promise<Answer[]> => {
    const { code, stdout, stderr } = await tool('--reader', String(slot), ...capdus.flatMap((capdu) => ['-s', capdu]))
    expect(stderr).not.toMatch(/transmit failed/i)
    expect(code).toBe(0)
    return answersIn(stdout)
  }
  const statusWords = async (slot: number, ...capdus: string[]) => (await send(slot, ...capdus)).map(({ sw }) => sw)

  test('the shelf has a professional card for each profession and a SAM', async () => {
    const { stdout } = await run(process.execPath, [nhicard, 'simulate', 'card', '--list'])
    const keys = stdout.split('\n').map((line) => line.split('\t')[0])
    expect(keys.filter((key) => key?.startsWith('hpc.'))).toHaveLength(10)
    expect(keys).toContain('sam')
  })

  test('a health card and a SAM tell what they are, side by side', { timeout: 120_000 }, async () => {
    await insert(0, 'hc.wang')
    await insert(1, 'sam')
    const [selectedHc, hc] = await send(0, SELECT.hc, PROFILE)
    const [selectedSam, sam, identity] = await send(1, SELECT.sam, PROFILE, '00CADF2200')
    expect([selectedHc?.sw, selectedSam?.sw, identity?.sw]).toEqual(['9000', '9000', '9000'])
    expect([hc?.data.slice(0, 8), sam?.data.slice(0, 8)]).toEqual(['01540101', '01540301'])
    expect(identity?.data.slice(0, 44)).toBe('5445535453414D303030303139393030303030303133') // TESTSAM00001, 9900000013
    expect(await statusWords(0, SELECT.sam, SELECT.hpc)).toEqual(['6A82', '6A82'])
    expect(await statusWords(1, SELECT.hc, SELECT.hpc)).toEqual(['6A82', '6A82'])
  })

  test('the health card gives nothing protected in plain, and takes no false cryptogram', async () => {
    const READ_VALIDITY = '00B0810009', READ_ORDER = '00B201943D'
    expect(await statusWords(0, SELECT.hc, READ_VALIDITY, READ_ORDER, '00200081'))
      .toEqual(['9000', '6982', '6982', '6984'])
    const [, challenge, refused, again] = await send(0, SELECT.hc, CHALLENGE, FALSE_CRYPTOGRAM, FALSE_CRYPTOGRAM)
    expect([challenge?.sw, refused?.sw, again?.sw]).toEqual(['9000', '6300', '6985'])
    expect(challenge?.data).toHaveLength(32)
    const [, next] = await send(0, SELECT.hc, CHALLENGE)
    expect(next?.data).not.toBe(challenge?.data)
  })

  test('the SAM signs for the data centre, and does nothing for cards before that answered', async () => {
    const BEGIN = `0087010122` + '7C20' + `8110${'00'.repeat(16)}` + `5A0C${'00'.repeat(12)}` + '00'
    const INTERNAL_AUTHENTICATE = `0088008010${'00'.repeat(16)}00`
    const [, signature, begun] = await send(1, SELECT.sam, INTERNAL_AUTHENTICATE, BEGIN)
    expect([signature?.sw, signature?.data.length, begun?.sw]).toEqual(['9000', 128, '6982'])
  })

  test('a professional card tells what it is, counts tries of its PIN and takes the right one', async () => {
    await insert(0, 'hpc.physician')
    const ASK = '00200081', RIGHT = '002000810826123456FFFFFFFF', WRONG = '002000810826654321FFFFFFFF'
    const NO_BLOCK = '00200081081234567890123456', TOO_SHORT = '0020008108241234FFFFFFFFFF'
    const [selected, profile, info] = await send(0, SELECT.hpc, PROFILE, '00CADF3200')
    expect([selected?.sw, profile?.data.slice(0, 8), info?.sw]).toEqual(['9000', '01540201', '9000'])
    expect(info?.data.slice(0, 28)).toBe('5430303030303131313330313031') // T000001, 1130101
    expect(await statusWords(0, SELECT.hpc, ASK, NO_BLOCK, TOO_SHORT, WRONG, ASK, RIGHT, ASK, WRONG, RIGHT)).toEqual(
      ['9000', '63C3', '6A80', '6A80', '63C2', '63C2', '9000', '9000', '63C2', '9000'])
    expect(await statusWords(0, SELECT.hpc, CHALLENGE, FALSE_CRYPTOGRAM, '00CA1100020000'))
      .toEqual(['9000', '9000', '6300', '6A86'])
  })

  test('a PIN that was wrong three times is blocked for every program, and its PUK opens it', async () => {
    const WRONG = '002000810826654321FFFFFFFF', RIGHT = '002000810826123456FFFFFFFF'
    const UNLOCK = '002C0081102887654321FFFFFF26123456FFFFFFFF'
    expect(await statusWords(0, SELECT.hpc, WRONG, WRONG, WRONG)).toEqual(['9000', '63C2', '63C1', '63C0'])
    expect(await statusWords(0, SELECT.hpc, RIGHT, '00200081')).toEqual(['9000', '6983', '6983'])
    expect(await statusWords(0, SELECT.hpc, UNLOCK, RIGHT)).toEqual(['9000', '9000', '9000'])
  })
})
