import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { FIRST_PORT, startPrivatePcscd, whyNoPcscd, type PrivatePcscd } from './private-pcscd.ts'
import { CHILD_ENTRY, WatchedLink } from './watched-link.ts'

const FOREIGN_CARD = fileURLToPath(new URL('foreign-card.py', import.meta.url))
const READERS = ['Virtual PCD 00 00', 'Virtual PCD 00 01']

// Typed by hand from nhi-facts §4.1, §4.2, §4.3 and §4.4.
const ATR = '3bfa1800008131fe4550564a434f503453494493'
const SELECT = '00A4040010D1580000010000000000000000001100'
const BASIC = '00CA1100020000'
const TERMINATION = '00CA2400020000'
const CARD_ID = '00CA0000020000'
const CARD_ID_ANSWER = '3030303031323334353737379000'
const BASIC_ANSWER = '303030303132333435373737' + 'b4fab8d5a440' + '20'.repeat(14) +
  '5a313939393939303730' + '30373930313031' + '4d' + '31313330353031' + '9000'

const obstacle = process.env['CI'] === 'true' ? undefined : whyNoPcscd()

describe.skipIf(obstacle !== undefined)(`the PC/SC link over a real pcscd${obstacle ? ` (${obstacle})` : ''}`, () => {
  let pcscd: PrivatePcscd
  const links: WatchedLink[] = []
  const cards: ChildProcess[] = []

  beforeAll(async () => {
    pcscd = await startPrivatePcscd()
  })
  afterAll(() => pcscd?.stop())
  afterEach(async () => {
    await Promise.all(cards.splice(0).map(pull))
    // pcscd looks every 400 ms; the next test must not meet the card of this one
    await Promise.all(links.splice(0).map(async (watched) => {
      await watched.empty()
      await watched.link.close()
    }))
  })

  function open(): WatchedLink {
    const watched = new WatchedLink(pcscd.socketName)
    links.push(watched)
    watched.start()
    return watched
  }

  function insert(port = FIRST_PORT): ChildProcess {
    const card = pcscd.spawnInside('python3', [FOREIGN_CARD, String(port)])
    cards.push(card)
    return card
  }

  async function pull(card: ChildProcess): Promise<void> {
    if (card.exitCode !== null || card.signalCode !== null) return
    const exited = once(card, 'exit')
    card.kill('SIGKILL')
    await exited
  }

  it('runs as the very process that was started', () => {
    expect(readFileSync(`/proc/${pcscd.pid}/comm`, 'utf8').trim()).toBe('pcscd')
  })

  it('starts at once, becomes ready and lists the readers', async () => {
    const watched = open()
    expect(watched.events).toEqual([{ type: 'linkChanged', state: 'starting' }])
    for (const name of READERS) await watched.until('readerAdded', { fits: (event) => event.name === name })
    await watched.state('ready')
  })

  it('reads a foreign card: ATR, SELECT and three GET DATA are the bytes typed by hand', async () => {
    const watched = open()
    insert()
    const card = await watched.until('cardInserted')
    expect([card.name, hex(card.atr), card.mute]).toEqual([READERS[0], ATR, false])
    const answers = await watched.transfer(card, SELECT, BASIC, TERMINATION, CARD_ID)
    expect(answers.map(hex)).toEqual(['9000', BASIC_ANSWER, '319000', CARD_ID_ANSWER])
    expect((await watched.transfer(card, '00B0000000')).map(hex)).toEqual(['6d00'])
  })

  it('reads two cards in two readers side by side', async () => {
    const watched = open()
    const inserted = READERS.map((name, slot) => {
      insert(FIRST_PORT + slot)
      return watched.until('cardInserted', { fits: (event) => event.name === name })
    })
    const answers = await Promise.all(inserted.map(async (card) => watched.transfer(await card, CARD_ID)))
    expect(answers.flat().map(hex)).toEqual([CARD_ID_ANSWER, CARD_ID_ANSWER])
  })

  it('follows a card that goes in and out 20 times, with a new presence each time', async () => {
    const watched = open()
    const presences = new Set<number>()
    for (let cycle = 0; cycle < 20; cycle++) {
      const from = watched.events.length
      const process = insert()
      const card = await watched.until('cardInserted', { from })
      presences.add(card.presence)
      expect((await watched.transfer(card, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
      await pull(process)
      await watched.until('cardRemoved', { from })
      await expect(watched.transfer(card, CARD_ID)).rejects.toMatchObject({ failure: 'cardRemoved' })
    }
    expect(presences.size).toBe(20)
  })

  it('ends the presence when another program resets the card, and reads it again as a new one', async () => {
    const watched = open()
    insert()
    const card = await watched.until('cardInserted')
    await watched.transfer(card, CARD_ID)
    const from = watched.events.length
    const [exitCode] = await once(pcscd.spawnInside('opensc-tool', ['--reset', '--reader', '0']), 'exit')
    expect(exitCode).toBe(0)
    await expect(watched.transfer(card, CARD_ID)).rejects.toMatchObject(
      { failure: 'cardChanged', scard: 'SCARD_W_RESET_CARD' })
    expect(await watched.until('cardRemoved', { from })).toMatchObject({ reason: 'reset' })
    const again = await watched.until('cardInserted', { from })
    expect(again.presence).toBeGreaterThan(card.presence)
    expect((await watched.transfer(again, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
  })

  it('says when pcscd stops, and reads the card within 5 seconds after it runs again', async () => {
    const watched = open()
    const process = insert()
    const card = await watched.until('cardInserted')
    const stopped = watched.events.length
    await pcscd.stopService()
    await watched.state('serviceStopped', stopped)
    await watched.until('cardRemoved', { from: stopped })
    await watched.until('readerRemoved', { from: stopped })
    await expect(watched.transfer(card, CARD_ID)).rejects.toMatchObject({ failure: 'readerLost' })
    await pull(process)

    const restarted = watched.events.length
    const from = Date.now()
    await pcscd.startService()
    insert()
    await watched.state('ready', restarted, 5_000)
    const again = await watched.until('cardInserted', { from: restarted, ms: 5_000 })
    expect((await watched.transfer(again, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
    expect(Date.now() - from).toBeLessThan(5_000)
    expect(again.presence).toBeGreaterThan(card.presence)
  })

  it('waits for a pcscd that is not there yet', async () => {
    await pcscd.stopService()
    const watched = open()
    await watched.state('serviceStopped')
    await pcscd.startService()
    await watched.state('ready', 0, 5_000)
  })

  it('recovers when its child process is killed in the middle of transfers', async () => {
    const watched = open()
    insert()
    const card = await watched.until('cardInserted')
    const from = watched.events.length
    const transfers = Array.from({ length: 50 }, () => watched.transfer(card, BASIC, BASIC, BASIC))
    const outcomes = Promise.allSettled(transfers)
    await transfers[0]
    for (const pid of childrenOf(process.pid, 'pcsc-child')) process.kill(pid, 'SIGKILL')
    for (const outcome of await outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ failure: 'readerLost' })
      else expect(outcome.value.map(hex)).toEqual(Array(3).fill(BASIC_ANSWER))
    }
    await watched.state('failing', from)
    await watched.until('cardRemoved', { from })
    const again = await watched.until('cardInserted', { from })
    expect(again.presence).toBeGreaterThan(card.presence)
    expect((await watched.transfer(again, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
  })
})

describe('the PC/SC link without the native module', () => {
  it('says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-binding-'))
    cpSync(dirname(fileURLToPath(CHILD_ENTRY)), folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    const watched = new WatchedLink('', join(folder, 'pcsc-child.js'))
    watched.start()
    await watched.state('bindingMissing')
    expect(watched.link.bindingMissing).toMatch(/pcsclite/)
    await watched.link.close()
    rmSync(folder, { recursive: true })
  })
})

/** Pids of the children of `parent` whose command line contains `word`. */
function childrenOf(parent: number, word: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const ppid = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
      return ppid === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word)
    } catch {
      return false // it has just ended
    }
  })
}
