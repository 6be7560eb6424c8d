import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hex } from '#protocols/bytes/hex'
import { TransferError, type LinkEvent } from '#protocols/port/reader-link'
import { PATIENCE_MS } from '#rigs/patience'
import { LinkRig, obstacle, pcscChildren, READERS, says } from './link-rig.ts'
import type { WatchedLink } from './watched-link.ts'

const [HUNG, OTHER] = READERS

// Typed by hand from nhi-facts §4.1 and §4.4.
const UNANSWERED = '00A4040010D1580000010000000000000000001100'
const CARD_ID = '00CA0000020000'
const CARD_ID_ANSWER = '3030303031323334353737379000'

/** Shorter than in production, so that the deadline of a hung call comes soon; long enough for calls that do not hang. */
const SOON = { deadlineMs: 4_000, stuckMs: 1_000 }
/** So long that the other reader is done before a hung call is given up, also where everything is slow. */
const LATE = { deadlineMs: 10 * 60_000 }

describe.skipIf(obstacle !== undefined)(`a call that hangs in one reader${obstacle ? ` (${obstacle})` : ''}`, () => {
  let rig: LinkRig

  beforeAll(async () => {
    rig = await LinkRig.start()
  })
  afterAll(() => rig?.stop())
  afterEach(() => rig.tidy())

  const insertedIn = (watched: WatchedLink, name: string, from = 0) =>
    watched.until('cardInserted', { from, fits: (event) => event.name === name })
  const removedFrom = (watched: WatchedLink, name: string, from = 0) =>
    watched.until('cardRemoved', { from, fits: (event) => event.name === name })
  const told = (watched: WatchedLink, name: string, type: LinkEvent['type'], from = 0) =>
    watched.events.slice(from).filter((event) => event.type === type && 'name' in event && event.name === name).length
  const fails = (transfer: Promise<unknown>) => transfer.then(() => 'answered', (error: unknown) => {
    expect(error).toBeInstanceOf(TransferError)
    return error instanceof TransferError ? error.failure : ''
  })

  it('leaves another reader to be read again and again, and its cards to come and go, in the same child', async () => {
    const watched = rig.open(LATE)
    const hanging = rig.insert(0, '--unanswered', UNANSWERED)
    let process = rig.insert(1)
    const [card, first] = await Promise.all([insertedIn(watched, HUNG), insertedIn(watched, OTHER)])
    const child = pcscChildren()
    let hangs = true
    const hung = fails(watched.transfer(card, UNANSWERED)).finally(() => (hangs = false))
    await says(hanging, 'unanswered')

    let inside = first
    for (let cycle = 0; cycle < 4; cycle++) {
      for (let time = 0; time < 50; time++) {
        expect((await watched.transfer(inside, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
      }
      const from = watched.events.length
      await rig.pull(process)
      await removedFrom(watched, OTHER, from)
      process = rig.insert(1)
      inside = await insertedIn(watched, OTHER, from)
    }
    expect(hangs).toBe(true)
    expect(told(watched, OTHER, 'cardInserted')).toBe(5)
    expect(told(watched, OTHER, 'cardRemoved')).toBe(4)

    const from = watched.events.length
    await rig.pull(hanging)
    expect(await hung).toMatch(/^(cardRemoved|readerFailed)$/) // vpcd calls it a success without a byte
    rig.insert(0)
    const next = await insertedIn(watched, HUNG, from)
    expect((await watched.transfer(next, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
    expect(pcscChildren()).toEqual(child)
  })

  it('costs the other reader one replacement of the child, not one with every transfer', async () => {
    const watched = rig.open(SOON)
    const hanging = rig.insert(0, '--unanswered', UNANSWERED)
    rig.insert(1)
    const [card] = await Promise.all([insertedIn(watched, HUNG), insertedIn(watched, OTHER)])
    let from = watched.events.length
    expect(await fails(watched.transfer(card, UNANSWERED))).toBe('deadlinePassed')
    const [again, other] = await Promise.all([insertedIn(watched, HUNG, from), insertedIn(watched, OTHER, from)])
    expect((await watched.transfer(other, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])

    // pcscd still waits for the card on behalf of the child that is gone: a new child is no cure
    const child = pcscChildren()
    from = watched.events.length
    for (let time = 0; time < 3; time++) {
      expect(await fails(watched.transfer(again, CARD_ID))).toBe('deadlinePassed')
      expect((await watched.transfer(other, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
    }
    expect(told(watched, OTHER, 'cardRemoved', from)).toBe(0)

    await rig.pull(hanging)
    await removedFrom(watched, HUNG, from)
    rig.insert(0)
    const next = await insertedIn(watched, HUNG, from)
    expect((await watched.transfer(next, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
    expect(pcscChildren()).toEqual(child)
  })

  it('because another program keeps the card to itself leaves the other reader alone, and ends with that', async () => {
    const watched = rig.open(SOON)
    rig.insert(0)
    rig.insert(1)
    const [card] = await Promise.all([insertedIn(watched, HUNG), insertedIn(watched, OTHER)])
    await watched.transfer(card, CARD_ID)
    const holder = await rig.holdByOther(HUNG)
    let from = watched.events.length
    expect(await fails(watched.transfer(card, CARD_ID))).toBe('deadlinePassed')
    const [again, other] = await Promise.all([insertedIn(watched, HUNG, from), insertedIn(watched, OTHER, from)])

    from = watched.events.length
    expect(await fails(watched.transfer(again, CARD_ID))).toBe('deadlinePassed')
    for (let time = 0; time < 50; time++) {
      expect((await watched.transfer(other, CARD_ID)).map(hex)).toEqual([CARD_ID_ANSWER])
    }
    expect(told(watched, OTHER, 'cardRemoved', from)).toBe(0)
    holder.stdin?.end()
    const answers = () => watched.transfer(again, CARD_ID).then((rapdus) => rapdus.map(hex), () => [])
    await expect.poll(answers, { timeout: PATIENCE_MS, interval: 50 }).toEqual([CARD_ID_ANSWER])
  })
})
