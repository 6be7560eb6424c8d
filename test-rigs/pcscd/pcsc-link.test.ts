import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { LinkRig, obstacle, pcscChildren, READERS } from './link-rig.ts'
import { CHILD_ENTRY, WatchedLink } from './watched-link.ts'

// Typed by hand from nhi-facts §4.1, §4.2, §4.3 and §4.4.
const ATR = '3bfa1800008131fe4550564a434f503453494493'
const SELECT = '00A4040010D1580000010000000000000000001100'
const BASIC = '00CA1100020000'
const TERMINATION = '00CA2400020000'
const CARD_ID = '00CA0000020000'
const CARD_ID_ANSWER = '3030303031323334353737379000'
const BASIC_ANSWER = '303030303132333435373737' + 'b4fab8d5a440' + '20'.repeat(14) +
  '5a313939393939303730' + '30373930313031' + '4d' + '31313330353031' + '9000'

describe.skipIf(obstacle !== undefined)(`the PC/SC link over a real pcscd${obstacle ? ` (${obstacle})` : ''}`, () => {
  let rig: LinkRig

  beforeAll(async () => {
    rig = await LinkRig.start()
  })
  afterAll(() => rig?.stop())
  afterEach(() => rig.tidy())

  it('runs as the very process that was started', () => {
    expect(readFileSync(`/proc/${rig.pcscd.pid}/comm`, 'utf8').trim()).toBe('pcscd')
  })

  it('starts at once, becomes ready and lists the readers', async () => {
    const watched = rig.open()
    expect(watched.events).toEqual([{ type: 'linkChanged', state: 'starting' }])
    for (const name of READERS) await watched.until('readerAdded', { fits: (event) => event.name === name })
    await watched.state('ready')
  })

  it('reads a foreign card: ATR, SELECT and three GET DATA are the bytes typed by hand', async () => {
    const watched = rig.open()
    rig.insert()
    const card = await watched.until('cardInserted')
    expect([card.name, hex(card.atr), card.mute]).toEqual([READERS[0], ATR, false])
    const answers = await watched.transfer(card, SELECT, BASIC, TERMINATION, CARD_ID)
    expect(answers.map(hex)).toEqual(['9000', BASIC_ANSWER, '319000', CARD_ID_ANSWER])
    expect((await watched.transfer(card, '00B0000000')).map(hex)).toEqual(['6d00'])
  })

  it('reads two cards in two readers side by side', async () => {
    const watched = rig.open()
    const inserted = READERS.map((name, slot) => {
      rig.insert(slot)
      return watched.until('cardInserted', { fits: (event) => event.name === name })
    })
    const answers = await Promise.all(inserted.map(async (card) => watched.transfer(await card, CARD_ID)))
    expect(answers.flat().map(hex)).toEqual([CARD_ID_ANSWER, CARD_ID_ANSWER])
  })

  it('follows a card that goes in and out 20 times, with a new presence each time', async () => {
    const watched = rig.open()
    const presences = new Set<number>()
    for (let cycle = 0; cycle < 20; cycle++) {
      const from = watched.events.length
      const process = rig.insert()
      const card = await watched.until('cardInserted', { from })
      presences.add(card.presence)
      expect((await watched.transfer(card, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
      await rig.pull(process)
      await watched.until('cardRemoved', { from })
      await expect(watched.transfer(card, CARD_ID)).rejects.toMatchObject({ failure: 'cardRemoved' })
    }
    expect(presences.size).toBe(20)
  })

  it('ends the presence when another program resets the card, and reads it again as a new one', async () => {
    const watched = rig.open()
    rig.insert()
    const card = await watched.until('cardInserted')
    await watched.transfer(card, CARD_ID)
    const from = watched.events.length
    const [exitCode] = await once(rig.pcscd.spawnInside('opensc-tool', ['--reset', '--reader', '0']), 'exit')
    expect(exitCode).toBe(0)
    await expect(watched.transfer(card, CARD_ID)).rejects.toMatchObject(
      { failure: 'cardChanged', scard: 'SCARD_W_RESET_CARD' })
    expect(await watched.until('cardRemoved', { from })).toMatchObject({ reason: 'reset' })
    const again = await watched.until('cardInserted', { from })
    expect(again.presence).toBeGreaterThan(card.presence)
    expect((await watched.transfer(again, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
  })

  it('says when pcscd stops, and reads the next card when it runs again', async () => {
    const watched = rig.open()
    const process = rig.insert()
    const card = await watched.until('cardInserted')
    const stopped = watched.events.length
    await rig.pcscd.stopService()
    await watched.state('serviceStopped', stopped)
    await watched.until('cardRemoved', { from: stopped })
    await watched.until('readerRemoved', { from: stopped })
    await expect(watched.transfer(card, CARD_ID)).rejects.toMatchObject({ failure: 'readerLost' })
    await rig.pull(process)

    const restarted = watched.events.length
    await rig.pcscd.startService()
    rig.insert()
    await watched.state('ready', restarted)
    const again = await watched.until('cardInserted', { from: restarted })
    expect((await watched.transfer(again, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
    expect(again.presence).toBeGreaterThan(card.presence)
  })

  it('waits for a pcscd that is not there yet', async () => {
    await rig.pcscd.stopService()
    const watched = rig.open()
    await watched.state('serviceStopped')
    await rig.pcscd.startService()
    await watched.state('ready')
  })

  it('recovers when its child process is killed in the middle of transfers', async () => {
    const watched = rig.open()
    rig.insert()
    const card = await watched.until('cardInserted')
    const from = watched.events.length
    const transfers = Array.from({ length: 50 }, () => watched.transfer(card, BASIC, BASIC, BASIC))
    const outcomes = Promise.allSettled(transfers)
    await transfers[0]
    for (const pid of pcscChildren()) process.kill(pid, 'SIGKILL')
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

describe('a PC/SC child', () => {
  /** Loaded before the program, which begins when the parent is gone. */
  const LATE = 'data:text/javascript,await new Promise((gone) => process.once("disconnect", gone))'

  it.each([
    ['has yet to begin', ['--import', LATE], 0], ['is starting', [], 0], ['has said hello', [], 1],
  ])('ends by itself when its parent is gone while it %s', async (_, execArgv, messages) => {
    const child = fork(CHILD_ENTRY, [], { execArgv, env: { PCSCLITE_CSOCK_NAME: '/nowhere' } })
    const exited = once(child, 'exit')
    for (let message = 0; message < messages; message++) await once(child, 'message')
    child.disconnect()
    await exited
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
